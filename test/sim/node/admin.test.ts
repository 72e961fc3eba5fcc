import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Admin, Channel, Config, type Mesh } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import type { Switches } from '../../../src/sim/switches.js';
import {
  ALPHA,
  BASE,
  Bench,
  BRAVO,
  errorOf,
  Port,
  packets,
  readChannel,
  readDirect,
  statuses,
  verdicts,
} from './bench.js';

const { AdminMessage_ConfigType: ConfigType, AdminMessage_ModuleConfigType: ModuleType } = Admin;
/** The response among the frames. */
function response(frames: ReturnType<Bench['read']>): Admin.AdminMessage | undefined {
  for (const { payloadVariant } of packets(frames)) {
    if (payloadVariant.case !== 'decoded' || payloadVariant.value.portnum !== Port.ADMIN_APP) continue;
    return fromBinary(Admin.AdminMessageSchema, payloadVariant.value.payload);
  }
  return undefined;
}

function ready(switches: Partial<Switches> = {}): Bench {
  const bench = new Bench({ flashWriteMs: 0, ...switches });
  bench.configure();
  return bench;
}

describe('a request of the client', () => {
  it('is answered in the same turn, with two queueStatus', () => {
    const bench = ready();
    const id = bench.admin({ case: 'getDeviceMetadataRequest', value: true });
    const frames = bench.read();
    expect(statuses(frames)).toHaveLength(2);
    expect(statuses(frames)[0]?.meshPacketId).toBe(id);
    expect(response(frames)?.payloadVariant).toMatchObject({
      case: 'getDeviceMetadataResponse',
      value: { firmwareVersion: '2.7.26.54e0d8d', hasPKC: true },
    });
    expect(packets(frames)[0]).toMatchObject({
      from: BASE,
      to: BASE,
      payloadVariant: { value: { requestId: id } },
    });
  });

  it.each([
    [{ case: 'getOwnerRequest' as const, value: true }, 'getOwnerResponse'],
    [{ case: 'getConfigRequest' as const, value: ConfigType.LORA_CONFIG }, 'getConfigResponse'],
    [{ case: 'getModuleConfigRequest' as const, value: ModuleType.MQTT_CONFIG }, 'getModuleConfigResponse'],
    [{ case: 'getChannelRequest' as const, value: 1 }, 'getChannelResponse'],
    [{ case: 'getDeviceConnectionStatusRequest' as const, value: true }, 'getDeviceConnectionStatusResponse'],
  ])('%o is answered with %s', (request, name) => {
    const bench = ready();
    bench.admin(request);
    expect(response(bench.read())?.payloadVariant.case).toBe(name);
  });

  it('that makes no sense is answered with BAD_REQUEST', () => {
    const bench = ready();
    const ids = [
      bench.admin({ case: 'getChannelRequest', value: 9 }),
      bench.admin({ case: 'setConfig', value: {} }),
    ];
    expect(verdicts(bench.read())).toEqual(ids.map((id) => [BASE, id, 32]));
  });

  it('that changes something is answered with ROUTING NONE if a response is wanted', () => {
    const bench = ready();
    const id = bench.admin({ case: 'setFavoriteNode', value: ALPHA });
    expect(verdicts(bench.read())).toEqual([[BASE, id, 0]]);
    bench.admin({ case: 'removeFavoriteNode', value: ALPHA }, false);
    expect(verdicts(bench.read())).toEqual([]);
  });

  it.each([true, false])('gets no answer when managed is %s', (managed) => {
    const bench = ready({ managed });
    bench.admin({ case: 'getOwnerRequest', value: true });
    const frames = bench.read();
    expect(response(frames) === undefined).toBe(managed);
    expect(statuses(frames)[0]).toMatchObject({ res: 0 });
  });
});

describe('changes of the node', () => {
  it('of its database: removing, favourites, reset', async () => {
    const bench = ready();
    bench.admin({ case: 'removeByNodenum', value: BRAVO });
    expect(bench.node.knownNodes()).toEqual([ALPHA]);
    bench.admin({ case: 'setFavoriteNode', value: ALPHA });
    bench.admin({ case: 'nodedbReset', value: true });
    expect(bench.node.knownNodes()).toEqual([ALPHA]);
    bench.admin({ case: 'nodedbReset', value: false });
    expect(bench.node.knownNodes()).toEqual([]);
    await bench.clock.advance(7000);
    expect(bench.events.events.at(-1)).toMatchObject({ kind: 'rebooted' });
  });

  it('of a node that it does not know are taken and change nothing', () => {
    const bench = ready();
    const requests = [
      'setFavoriteNode',
      'removeFavoriteNode',
      'setIgnoredNode',
      'removeIgnoredNode',
    ] as const;
    const ids = requests.map((name) => bench.admin({ case: name, value: 99 }));
    expect(verdicts(bench.read())).toEqual(ids.map((id) => [BASE, id, 0]));
    expect(bench.node.knownNodes()).not.toContain(99);
  });

  it('of the clock: a node without one stamps packets after set_time_only, until it reboots', () => {
    const bench = ready({ clockSet: false });
    bench.admin({ case: 'setTimeOnly', value: 1_800_000_000 });
    bench.read();
    bench.hear({ text: 'hello' });
    expect(packets(bench.read())).toMatchObject([{ rxTime: 1_800_000_000 }]);
    bench.node.reboot();
    bench.hear({ text: 'again' });
    bench.phone = bench.node.connect();
    expect(packets(bench.configure())).toMatchObject([{ rxTime: 0 }]);
  });

  it('of the owner are told everywhere and reboot the node 7 s later', async () => {
    const bench = ready();
    let restarts = 0;
    bench.node.onRestart(() => restarts++);
    bench.admin({ case: 'setOwner', value: { longName: 'New Base', shortName: 'NB' } });
    bench.admin({ case: 'getOwnerRequest', value: true });
    expect(response(bench.read())?.payloadVariant.value).toMatchObject({
      longName: 'New Base',
      shortName: 'NB',
    });
    await bench.clock.advance(6999);
    expect(restarts).toBe(0);
    await bench.clock.advance(1);
    expect([restarts, bench.node.isOn]).toEqual([1, false]);
    bench.node.reboot();
    bench.phone = bench.node.connect();
    expect(bench.told(BASE)?.user?.longName).toBe('New Base');
  });

  it('of the owner to nothing but spaces are refused', () => {
    const bench = ready();
    const id = bench.admin({ case: 'setOwner', value: { longName: '   ', shortName: 'NB' } });
    expect(verdicts(bench.read())).toEqual([[BASE, id, 32]]);
  });

  it('of settings within an edit reboot once it is committed', async () => {
    const bench = ready();
    let restarts = 0;
    bench.node.onRestart(() => restarts++);
    bench.admin({ case: 'beginEditSettings', value: true });
    bench.admin({
      case: 'setModuleConfig',
      value: { payloadVariant: { case: 'serial', value: { enabled: true } } },
    });
    bench.admin({
      case: 'setConfig',
      value: { payloadVariant: { case: 'device', value: { doubleTapAsButtonPress: true } } },
    });
    await bench.clock.advance(20_000);
    expect(restarts).toBe(0);
    bench.admin({ case: 'commitEditSettings', value: true });
    await bench.clock.advance(7000);
    expect(restarts).toBe(1);
  });

  it('of LoRa take force at once', async () => {
    const bench = ready();
    const { LONG_FAST: modemPreset } = Config.Config_LoRaConfig_ModemPreset;
    const lora = { usePreset: true, modemPreset, hopLimit: 5, txEnabled: false, region: 3 };
    bench.admin({ case: 'setConfig', value: { payloadVariant: { case: 'lora', value: lora } } });
    bench.admin({ case: 'getConfigRequest', value: ConfigType.LORA_CONFIG });
    expect(response(bench.read())?.payloadVariant.value).toMatchObject({
      payloadVariant: { value: { hopLimit: 5, txEnabled: false, region: 3 } },
    });
    bench.text('hello');
    expect(statuses(bench.read())).toMatchObject([{ res: 34 }]);
    await bench.clock.advance(20_000);
    expect(bench.node.isOn).toBe(true);
    expect(bench.events.events.map((event) => event.kind)).not.toContain('rebooted');
  });

  it('and switches tell the same story', () => {
    const bench = ready({ regionSet: false, neighborModule: true });
    bench.admin({ case: 'getConfigRequest', value: ConfigType.LORA_CONFIG });
    expect(response(bench.read())?.payloadVariant.value).toMatchObject({
      payloadVariant: { value: { region: 0 } },
    });
    const off = { payloadVariant: { case: 'neighborInfo' as const, value: { enabled: false } } };
    bench.admin({ case: 'setModuleConfig', value: off });
    expect(bench.switches.values.neighborModule).toBe(false);
    bench.admin({
      case: 'setConfig',
      value: { payloadVariant: { case: 'security', value: { isManaged: true } } },
    });
    expect(bench.switches.values.managed).toBe(true);
  });

  it('of channels: a new primary makes the old one secondary, one beyond the eight is refused', () => {
    const bench = ready();
    const { PRIMARY, SECONDARY } = Channel.Channel_Role;
    bench.admin({ case: 'setChannel', value: { index: 1, role: PRIMARY, settings: { name: 'New' } } });
    bench.admin({ case: 'getChannelRequest', value: 1 });
    expect(response(bench.read())?.payloadVariant.value).toMatchObject({ index: 0, role: SECONDARY });
    const id = bench.admin({ case: 'setChannel', value: { index: 8 } });
    expect(verdicts(bench.read())).toEqual([[BASE, id, 32]]);
  });

  it('by reboot_seconds, which a negative number cancels', async () => {
    const bench = ready();
    bench.admin({ case: 'rebootSeconds', value: 5 });
    bench.admin({ case: 'rebootSeconds', value: -1 });
    await bench.clock.advance(6000);
    expect(bench.events.events.map((event) => event.kind)).not.toContain('rebooted');
    bench.admin({ case: 'rebootSeconds', value: 5 });
    await bench.clock.advance(5000);
    expect(bench.events.events.at(-1)).toMatchObject({ kind: 'rebooted' });
  });
});

describe('administration from afar', () => {
  const ask = create(Admin.AdminMessageSchema, { payloadVariant: { case: 'getOwnerRequest', value: true } });

  /** What the node answers to an AdminMessage of Alpha. */
  async function askAs(bench: Bench, message: Admin.AdminMessage, isDirect = true): Promise<Mesh.Data> {
    const payload = toBinary(Admin.AdminMessageSchema, message);
    const said = { to: BASE, portnum: Port.ADMIN_APP, payload, data: { wantResponse: true } };
    if (isDirect) bench.hearDirect(said);
    else bench.hear(said);
    await bench.clock.advance(4000);
    const packet = bench.onAir.at(-1);
    return readDirect(packet, bench.alpha, bench.base) ?? readChannel(packet);
  }

  function withAdmin(): Bench {
    const bench = ready();
    const adminKey = bench.alpha.keyPair ? [bench.alpha.keyPair.publicKey] : [];
    bench.admin({ case: 'beginEditSettings', value: true });
    bench.admin({ case: 'setConfig', value: { payloadVariant: { case: 'security', value: { adminKey } } } });
    return bench;
  }

  it('is refused on a channel with 33 and with a key that is not an administrator with 37', async () => {
    expect(errorOf(await askAs(ready(), ask, false))).toBe(33);
    expect(errorOf(await askAs(ready(), ask))).toBe(37);
  });

  it('is granted to an administrator, who becomes a favourite', async () => {
    const bench = withAdmin();
    const answer = await askAs(bench, ask);
    expect(fromBinary(Admin.AdminMessageSchema, answer.payload).payloadVariant.case).toBe('getOwnerResponse');
    expect(bench.node.favorites()).toBe(1);
  });

  it('needs a recent session key for changes', async () => {
    const bench = withAdmin();
    const change = (sessionPasskey: Uint8Array) =>
      create(Admin.AdminMessageSchema, {
        payloadVariant: { case: 'setFavoriteNode', value: BRAVO },
        sessionPasskey,
      });
    expect(errorOf(await askAs(bench, change(new Uint8Array())))).toBe(36);
    const { sessionPasskey } = fromBinary(Admin.AdminMessageSchema, (await askAs(bench, ask)).payload);
    expect(sessionPasskey).toHaveLength(8);
    expect(errorOf(await askAs(bench, change(sessionPasskey)))).toBe(0);
    expect(bench.node.favorites()).toBe(2);
    await bench.clock.advance(301_000);
    expect(errorOf(await askAs(bench, change(sessionPasskey)))).toBe(36);
  });
});
