import { createHash } from 'node:crypto';
import { fromBinary } from '@bufbuild/protobuf';
import { Mesh, Telemetry } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { BROADCAST_NUM, lastByteOf, toNodeNum } from '../../../src/mesh/ids.js';
import { modemOfPreset } from '../../../src/mesh/modem.js';
import type { SpokenLine } from '../../../src/sim/world/voice.js';
import type { WorldOptions } from '../../../src/sim/world/world.js';
import { UserError } from '../../../src/util/errors.js';
import { aMesh, BareNode, text } from './bare-node.js';

const HOUR_MS = 3_600_000;

async function anHour(options: Partial<WorldOptions> & { seed?: number | string }) {
  const mesh = aMesh({ traffic: true, ...options });
  const lines: SpokenLine[] = [];
  mesh.world.onConversation((line) => lines.push(line));
  mesh.world.start();
  await mesh.clock.advance(HOUR_MS);
  return { ...mesh, lines };
}

async function hashOfAnHour(seed: number | string, nodes: number): Promise<string> {
  const { world, node } = await anHour({ seed, nodes });
  world.stop();
  const hash = createHash('sha256');
  for (const { packet, snr, rssi, via, at } of node.heard) {
    const { payload, ...header } = packet;
    hash.update(JSON.stringify({ header, snr, rssi, via, at })).update(payload);
  }
  return hash.digest('hex');
}

describe('a world', () => {
  it('gives the same packets at the same times for the same seed', async () => {
    expect(await hashOfAnHour('a seed', 40)).toBe(await hashOfAnHour('a seed', 40));
    expect(await hashOfAnHour('a seed', 40)).not.toBe(await hashOfAnHour('another', 40));
  });

  it('lives through an hour of 250 nodes and leaves no timer', async () => {
    const startedAt = performance.now();
    const { world, node, clock } = await anHour({ nodes: 250 });
    console.log(
      `an hour of 250 nodes: ${Math.round(performance.now() - startedAt)} ms, ${node.heard.length} packets`,
    );
    world.stop();

    expect(clock.pending()).toEqual([]);
    expect(node.heard.length).toBeGreaterThan(500);
  });

  it('keeps to the firmware: hops, relays, SNR and RSSI fit together in all that is heard', async () => {
    const { world, node } = await anHour({ nodes: 100 });
    const bytes = new Set(world.people.map(({ nodeNum }) => lastByteOf(nodeNum)));
    const byRadio = node.heard.filter(({ via }) => via === 'lora');
    expect(byRadio.length).toBeGreaterThan(100);
    for (const { packet, snr, rssi } of byRadio) {
      const sender = world.find(packet.from);
      const hops = sender.traits.hopStart - packet.hopLimit;
      expect(packet.hopStart).toBe(sender.traits.isOld ? 0 : sender.traits.hopStart);
      expect(hops).toBeGreaterThanOrEqual(0);
      expect(packet.hopLimit).toBeGreaterThanOrEqual(0);
      if (hops === 0) expect(packet.relayNode).toBe(lastByteOf(packet.from));
      expect(bytes.has(packet.relayNode) || packet.relayNode === lastByteOf(node.nodeNum)).toBe(true);
      expect(snr).toBeGreaterThanOrEqual(-17.5);
      expect(snr).toBeLessThanOrEqual(12);
      expect(rssi).toBe(Math.round(snr - 115));
    }
    expect(new Set(byRadio.map(({ packet }) => packet.hopLimit)).size).toBeGreaterThan(2);
  });

  it('hears some by MQTT without signal, and some on a channel that it cannot read', async () => {
    const { world, node } = await anHour({ nodes: 60 });
    const byMqtt = node.heard.filter(({ via }) => via === 'mqtt');
    expect(byMqtt.length).toBeGreaterThan(0);
    expect(byMqtt.every(({ packet, snr, rssi }) => packet.viaMqtt && snr === 0 && rssi === 0)).toBe(true);
    const foreign = node.heard.filter(({ packet }) => world.find(packet.from).traits.isForeign);
    expect(foreign.length).toBeGreaterThan(0);
    expect(foreign.every((heard) => node.open(heard) === undefined)).toBe(true);
  });

  it('sends what firmware sends of its own accord: NodeInfo, positions, battery and weather', async () => {
    const { world, node } = await anHour({ nodes: 40 });
    const users = node.on(4).map(({ data }) => fromBinary(Mesh.UserSchema, data.payload).longName);
    expect(users).toEqual(expect.arrayContaining(['Alpha', 'Bravo', 'Oscar']));
    const delta = node.on(3).filter(({ heard }) => heard.packet.from === world.find('Delta').nodeNum);
    const latitudes = delta.map(({ data }) => fromBinary(Mesh.PositionSchema, data.payload).latitudeI);
    expect(new Set(latitudes).size).toBeGreaterThan(5);
    const cases = node
      .on(67)
      .map(({ data }) => fromBinary(Telemetry.TelemetrySchema, data.payload).variant.case);
    expect(new Set(cases)).toEqual(new Set(['deviceMetrics', 'environmentMetrics']));
    for (const { data } of node.on(67)) {
      const { variant } = fromBinary(Telemetry.TelemetrySchema, data.payload);
      if (variant.case !== 'deviceMetrics') continue;
      expect(variant.value.batteryLevel).toBeGreaterThan(0);
      expect(variant.value.batteryLevel).toBeLessThanOrEqual(101);
      expect(variant.value.channelUtilization).toBeLessThan(100);
    }
  });

  it('talks about six times an hour by day, hardly at night, and more with a higher pace', async () => {
    const spoken = async (options: Partial<WorldOptions>, at?: number) => {
      const mesh = aMesh({ traffic: true, nodes: 30, seed: 9, ...options });
      if (at !== undefined) mesh.clock.jump(at);
      let count = 0;
      mesh.world.onConversation(({ to }) => {
        if (to === BROADCAST_NUM) count++;
      });
      mesh.world.start();
      await mesh.clock.advance(3 * HOUR_MS);
      return count;
    };
    const day = await spoken({});
    expect(day).toBeGreaterThan(8);
    expect(day).toBeLessThan(70);
    expect(await spoken({}, 11 * HOUR_MS)).toBeLessThan(day / 3);
    expect(await spoken({ pace: 5 })).toBeGreaterThan(3 * day);
  });

  it('says nothing unless told where there is no traffic', async () => {
    const { node, clock, world } = await anHour({ traffic: false });
    expect(node.heard).toEqual([]);
    expect(clock.pending()).toEqual([]);

    const id = world.say('Alpha', 'hello');
    await clock.advance(10_000);
    expect(node.on(1).map(({ heard }) => heard.packet.id)).toEqual([id]);
  });

  it('begins a demo with words within ten seconds, then questions for the bot', async () => {
    const mesh = aMesh({ script: true, traffic: true });
    mesh.world.start();
    await mesh.clock.advance(10_000);
    expect(mesh.node.on(1).length).toBeGreaterThan(0);
    await mesh.clock.advance(60_000);
    const words = mesh.node.on(1).map(({ data }) => new TextDecoder().decode(data.payload));
    expect(words).toEqual(expect.arrayContaining(['/ping', '/help', '/nodes', '/trace']));
  });

  it('uses the channel and the preset that it is given', async () => {
    const modem = modemOfPreset('SHORT_FAST');
    const { world, node, clock } = aMesh({ modem, channel: { name: '', psk: Uint8Array.of(1) } });
    world.say('Alpha', 'quick');
    await clock.advance(300);
    expect(node.heard.map(({ packet }) => packet.channelHash)).toEqual([112]);
    expect(
      aMesh({ channel: { name: 'Club', psk: Uint8Array.of(2) } }).world.say('Alpha', 'x'),
    ).toBeGreaterThan(0);
  });
});

describe('say and dm', () => {
  it('put a text on the air at once, readable for Base and on the screens of others', async () => {
    const { world, node, clock, events } = aMesh();
    const lines: SpokenLine[] = [];
    const stop = world.onConversation((line) => lines.push(line));
    const said = world.say('Alpha', 'hello all');
    const asked = world.dm('BRAV', '/ping');
    await clock.advance(20_000);
    stop();
    world.say('Alpha', 'unheard of');

    const texts = node.on(1);
    expect(texts.map(({ heard }) => heard.packet.id)).toEqual(expect.arrayContaining([said, asked]));
    const dm = texts.find(({ heard }) => heard.packet.id === asked);
    expect(dm?.heard.packet).toMatchObject({ channelHash: 0, wantAck: true, to: node.nodeNum });
    expect(world.find('Bravo').screen.withText('hello all', world.find('Alpha').nodeNum)).toHaveLength(1);
    expect(lines).toMatchObject([
      { text: 'hello all', to: BROADCAST_NUM, channelName: 'LongFast' },
      { text: '/ping', from: world.find('Bravo').nodeNum, to: node.nodeNum },
    ]);
    expect(events.events.some(({ kind }) => kind === 'read')).toBe(true);
  });

  it('transmit a direct message up to three times while nobody acknowledges it', async () => {
    const { world, node, clock } = aMesh();
    const id = world.dm('Alpha', 'anybody?');
    await clock.advance(120_000);
    expect(node.heard.filter(({ packet }) => packet.id === id)).toHaveLength(3);
  });

  it('transmit it once when it is acknowledged', async () => {
    const { world, node, clock } = aMesh();
    const id = world.dm('Alpha', 'anybody?');
    await clock.advance(2_000);
    node.send(
      { portnum: 5, requestId: id, payload: Uint8Array.of(0x18, 0) },
      { to: world.find('Alpha').nodeNum },
    );
    await clock.advance(120_000);
    expect(node.heard.filter(({ packet }) => packet.from !== node.nodeNum)).toHaveLength(1);
  });

  it('lets two people write to each other, on the right screen only', async () => {
    const { world, clock } = aMesh();
    world.dm('Alpha', 'psst', world.find('Bravo').nodeNum);
    await clock.advance(20_000);
    expect(world.screens.get(world.find('Bravo').nodeNum)?.texts).toMatchObject([
      { text: 'psst', isDirect: true },
    ]);
    expect(world.find('Charlie').screen.texts).toEqual([]);
  });

  it('refuse a name that nobody has', () => {
    expect(() => aMesh().world.say('Zebra', 'x')).toThrow(UserError);
  });
});

describe('several simulated nodes', () => {
  it('hear each other and repeat nothing into the world twice', async () => {
    const { world, node, clock } = aMesh();
    const identity = { ...world.base, nodeNum: toNodeNum(0x1234_5678), longName: 'Second' };
    const second = new BareNode(clock, world, identity);
    const id = node.send(text('over to you'), { to: second.nodeNum, wantAck: true });
    await clock.advance(2_000);
    second.send({ portnum: 5, requestId: id, payload: Uint8Array.of(0x18, 0) }, { to: node.nodeNum });
    const [heard] = second.heard;
    if (heard) world.transmit(second.nodeNum, heard.packet);
    await clock.advance(60_000);

    expect(second.heard.filter(({ packet }) => packet.id === id)).toHaveLength(1);
    expect(node.on(5)).toHaveLength(1);
    world.transmit(toNodeNum(0x9999_9999), heard?.packet as never);
    await clock.advance(60_000);
    expect(second.heard.filter(({ packet }) => packet.id === id)).toHaveLength(1);
  });
});

describe('what Base knows when the story begins', () => {
  const { world, clock } = aMesh({ nodes: 250 });
  const known = world.knownNodes(clock.now());
  const of = (name: string) => known.find(({ identity }) => identity.nodeNum === world.find(name).nodeNum);

  it('are most nodes, with names and keys for most of them', () => {
    expect(known.length).toBeGreaterThan(180);
    expect(known.length).toBeLessThan(249);
    const keyed = known.filter(({ hasKey }) => hasKey).length / known.length;
    expect(keyed).toBeGreaterThan(0.85);
    expect(keyed).toBeLessThan(1);
    expect(known.some(({ hasUser }) => !hasUser)).toBe(true);
  });

  it('tells of each what its node would', () => {
    expect(of('Alpha')).toMatchObject({ hasUser: true, hasKey: true, hopsAway: 0, viaMqtt: false });
    expect(of('Lima')?.hasKey ?? false).toBe(false);
    expect(of('Juliett')).toMatchObject({ viaMqtt: true, snr: 0 });
    expect(of('November')).toBeUndefined();
    expect(of('Charlie')?.position).toBeUndefined();
    expect(
      known.every(({ lastHeard }) => lastHeard < clock.now() && lastHeard > clock.now() - 4 * HOUR_MS),
    ).toBe(true);
    expect(known.filter(({ hopsAway }) => (hopsAway ?? 0) > 0).length).toBeGreaterThan(10);
    expect(known.filter(({ device }) => device).length / known.length).toBeCloseTo(0.7, 0);
  });

  it('is the same whenever it is asked', () => {
    expect(world.knownNodes(clock.now())).toEqual(known);
  });
});
