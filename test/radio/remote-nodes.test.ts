import { create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type NodeNum, toNodeNum } from '../../src/mesh/ids.js';
import type { RemoteLook } from '../../src/mesh/remote-node.js';
import { Claims } from '../../src/radio/claims.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import { RemoteNodeWatch } from '../../src/radio/remote-nodes.js';
import type { Transport } from '../../src/radio/transport.js';
import { EXIT, ExitError } from '../../src/util/errors.js';
import { FakeClock } from '../support/fake-clock.js';
import { lively, MemoryTransport, OWN_NUM, systemError } from '../support/memory-transport.js';
import { RecordingLog } from '../support/recording-log.js';

const MINUTE_MS = 60_000;

let clock: FakeClock;
let log: RecordingLog;
let claims: Claims;
let looks: RemoteLook[];
/** By their address. */
let transports: Map<string, MemoryTransport>;
let mainNum: NodeNum | undefined;
let watch: RemoteNodeWatch;

beforeEach(() => {
  clock = new FakeClock();
  log = new RecordingLog();
  claims = new Claims();
  looks = [];
  transports = new Map();
  mainNum = undefined;
});

afterEach(async () => {
  const stopping = watch.stop();
  await clock.advance(5000);
  await stopping;
  expect(clock.pending()).toEqual([]);
});

function transportTo(address: string): MemoryTransport {
  const known = transports.get(address);
  if (known) return known;
  const made = new MemoryTransport();
  made.onOpen = (peer) => lively(peer, 3);
  transports.set(address, made);
  return made;
}

/** The name server gives every address to itself. */
function namedTransportTo(address: string): Transport {
  const transport = transportTo(address);
  return {
    address,
    identities: () => Promise.resolve([address]),
    open: (signal) => transport.open(signal),
  };
}

function start(...addresses: string[]): void {
  watch = new RemoteNodeWatch({
    nodes: addresses.map((address) => ({ name: `at ${address}`, address, checkMs: 5 * MINUTE_MS })),
    mainNum: () => mainNum,
    transportTo: namedTransportTo,
    claims,
    clock,
    random: () => 0.5,
    log,
    settings: DEFAULT_LINK_SETTINGS,
  });
  watch.on('look', (look) => looks.push(look));
  watch.start();
}

function kinds(): string[] {
  return looks.map(({ name, outcome }) => `${name} ${outcome.kind}`);
}

describe('the looks at remote nodes', () => {
  it('go in turn, each with a handshake, a goodbye and an end', async () => {
    start('hill', 'cave');
    await clock.advance(MINUTE_MS);
    expect(kinds()).toEqual(['at hill reached', 'at cave reached']);
    for (const transport of transports.values()) {
      const { peer } = transport;
      expect(peer.written.map(({ payloadVariant }) => payloadVariant.case)).toEqual([
        'wantConfigId',
        'disconnect',
      ]);
      expect(peer.isClosed).toBe(true);
    }
    await clock.advance(5 * MINUTE_MS);
    expect(kinds()).toHaveLength(4);
  });

  it('keep what was told', async () => {
    start('hill');
    expect(watch.all()).toEqual([{ name: 'at hill', address: 'hill' }]);
    await clock.advance(MINUTE_MS);
    const [node] = watch.all();
    expect(node).toMatchObject({ name: 'at hill', lastReached: { at: looks[0]?.at } });
    expect(node?.awaySince).toBeUndefined();
    expect(node?.lastReached?.facts).toEqual({
      nodeNum: OWN_NUM,
      longName: 'Base',
      shortName: 'BASE',
      hwModel: expect.any(String),
      firmware: '2.7.26.54e0d8d',
      bootCount: 7,
      nodeCount: 3,
      modem: expect.any(Object),
      direct: [],
    });
  });

  it('tell the nodes that it hears without a relay, the strongest first', async () => {
    const heard = [
      { num: 0x10, hopsAway: 0, snr: -3 },
      { num: 0x11, hopsAway: 0, snr: 6 },
      { num: 0x12, hopsAway: 2, snr: 9 },
      { num: 0x13, hopsAway: 0, snr: 7, viaMqtt: true },
    ];
    start('hill');
    transportTo('hill').onOpen = (peer) => {
      lively(peer, 3);
      for (const entry of heard) peer.send({ case: 'nodeInfo', value: create(Mesh.NodeInfoSchema, entry) });
    };
    await clock.advance(MINUTE_MS);
    const { facts } = watch.all()[0]?.lastReached ?? {};
    expect(facts?.direct.map(({ nodeNum, snr }) => [nodeNum, snr])).toEqual([
      [0x11, 6],
      [0x10, -3],
    ]);
  });

  it('are repeated half a minute after the first that fails, and then wait for their turn', async () => {
    start('hill');
    transportTo('hill').next.push(...Array.from({ length: 3 }, () => systemError('ECONNREFUSED')));
    await clock.advance(20_000);
    expect(kinds()).toEqual(['at hill failed']);
    await clock.advance(30_000);
    expect(kinds()).toHaveLength(2);
    const { awaySince, lastReached } = watch.all()[0] ?? {};
    expect([awaySince, lastReached]).toEqual([looks[0]?.at, undefined]);
    await clock.advance(4 * MINUTE_MS);
    expect(kinds()).toHaveLength(2);
    await clock.advance(2 * MINUTE_MS);
    expect(kinds().at(-1)).toBe('at hill failed');
    await clock.advance(6 * MINUTE_MS);
    expect(kinds().at(-1)).toBe('at hill reached');
    expect(watch.all()[0]).not.toHaveProperty('awaySince');
    expect(log.visible()).toEqual([]);
  });

  it('give a node up that only accepts, after half a minute', async () => {
    start('hill');
    transportTo('hill').onOpen = () => {};
    await clock.advance(48_000);
    expect(looks[0]?.outcome).toMatchObject({
      kind: 'failed',
      remedy: expect.stringContaining('overloaded'),
    });
    expect(looks[0]?.tookMs).toBe(30_000);
  });

  it('tell an error that networks do not make once, with its stack', async () => {
    start('hill');
    const strange = new Error('strange');
    transportTo('hill').next.push(strange, strange);
    await clock.advance(MINUTE_MS);
    expect(kinds()).toEqual(['at hill failed', 'at hill failed']);
    expect(log.visible()).toEqual(['remote node not reached']);
    expect(log.find('remote node not reached')[0]?.fields).toMatchObject({ err: strange });
  });

  it('leave nothing behind when they are stopped in the middle of one', async () => {
    start('hill');
    transportTo('hill').onOpen = () => {};
    await clock.advance(20_000);
    const stopping = watch.stop();
    await clock.advance(2000);
    await stopping;
    expect(transportTo('hill').peer.isClosed).toBe(true);
    expect(looks).toEqual([]);
    expect(() => claims.take({ name: 'next' }, ['hill'])).not.toThrow();
  });

  it('go on when a listener throws', async () => {
    start('hill');
    watch.on('look', () => {
      throw new Error('test');
    });
    await clock.advance(7 * MINUTE_MS);
    expect(looks).toHaveLength(2);
    expect(log.find('listener failed')).toHaveLength(2);
  });

  it('need nobody to look at', async () => {
    start();
    await clock.advance(MINUTE_MS);
    expect(watch.all()).toEqual([]);
  });
});

describe('a remote node that is left alone', () => {
  it('is the one that this bot holds by that address: it is never contacted', async () => {
    claims.take({ name: 'link' }, ['hill']);
    start('hill');
    await clock.advance(9 * MINUTE_MS);
    expect(kinds()).toEqual(['at hill main', 'at hill main']);
    expect(transportTo('hill').opens).toBe(0);
    expect(log.visible()).toEqual(['remote node is our own node']);
  });

  it('is one that shows the number of our own node: it is not contacted again', async () => {
    mainNum = toNodeNum(OWN_NUM);
    start('hill');
    await clock.advance(9 * MINUTE_MS);
    expect(kinds()).toEqual(['at hill main', 'at hill main']);
    expect(transportTo('hill').opens).toBe(1);
    mainNum = undefined;
    await clock.advance(5 * MINUTE_MS);
    expect(kinds().at(-1)).toBe('at hill reached');
  });

  it('is one that another bot of the machine holds, until it lets it go', async () => {
    let isHeld = true;
    const alone = claims.take.bind(claims);
    claims.take = (owner, keys) => {
      if (isHeld) throw new ExitError(EXIT.owned, 'hill is already held by process 7');
      return alone(owner, keys);
    };
    start('hill');
    await clock.advance(7 * MINUTE_MS);
    expect(kinds()).toEqual(['at hill held', 'at hill held']);
    isHeld = false;
    await clock.advance(5 * MINUTE_MS);
    expect(kinds().at(-1)).toBe('at hill reached');
    expect(log.visible()).toEqual(['remote node held by another bot', 'remote node no longer held']);
  });
});
