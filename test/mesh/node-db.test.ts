import { describe, expect, it } from 'vitest';
import {
  BROADCAST_NUM,
  NOBODY,
  type NodeNum,
  PRIMARY_CHANNEL,
  toNodeNum,
  toPacketId,
} from '../../src/mesh/ids.js';
import type { NodeReport } from '../../src/mesh/mesh-node.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import type { DecodedHeader, NodeUser, Packet, TelemetryPacket } from '../../src/mesh/packet.js';

const node = toNodeNum(0x16fad3dc);
const NOON = 1_773_316_800_000;
const MAX_NODES = 2000;

function aHeader(changes: Partial<DecodedHeader> = {}): DecodedHeader {
  return {
    from: node,
    to: BROADCAST_NUM,
    id: toPacketId(1),
    isDirect: false,
    receivedAt: NOON,
    hopLimit: 3,
    viaMqtt: false,
    wantAck: false,
    pkiEncrypted: false,
    sizeBytes: 40,
    channel: PRIMARY_CHANNEL,
    portnum: 1,
    wantResponse: false,
    ...changes,
  };
}

const aText = (changes: Partial<DecodedHeader> = {}): Packet => ({
  ...aHeader(changes),
  kind: 'text',
  text: 'hi',
  isReaction: false,
});

const aReport = (changes: Partial<NodeReport> = {}): NodeReport => ({
  nodeNum: node,
  viaMqtt: false,
  isFavorite: false,
  ...changes,
});

const aUser = (changes: Partial<NodeUser> = {}): NodeUser => ({
  longName: 'Zoé',
  shortName: 'ZOE',
  hwModel: 'TBEAM',
  role: 'CLIENT',
  isUnmessagable: false,
  isLicensed: false,
  ...changes,
});

const keyOf = (byte: number) => new Uint8Array(32).fill(byte);

function observed(...packets: Packet[]) {
  const db = new NodeDb();
  for (const packet of packets) db.observe(packet);
  return db;
}

describe('what a packet tells of its sender', () => {
  it('is when and over how many hops it was heard', () => {
    const db = observed(aText({ hopsAway: 2, relayNode: 0xdc }));
    expect(db.get(node)).toEqual({
      nodeNum: node,
      firstSeen: NOON,
      lastHeard: NOON,
      hopsAway: 2,
      relayNode: 0xdc,
      viaMqtt: false,
      toldByRadio: { life: NOON },
    });
  });

  it('is dated by the node when it has a clock', () => {
    expect(observed(aText({ rxTime: NOON - 9000 })).get(node)?.lastHeard).toBe(NOON - 9000);
  });

  it('is dated by us when the clock of the node lives in the future, in the past, or nowhere', () => {
    for (const rxTime of [NOON + 86_400_000, NOON + 10 * 365 * 86_400_000, 0, 1000, NOON - 9 * 86_400_000])
      expect(observed(aText({ rxTime })).get(node)).toMatchObject({ firstSeen: NOON, lastHeard: NOON });
  });

  it('is believed again when the clock was set back by a day', () => {
    const tomorrow = { receivedAt: NOON + 86_400_000, hopsAway: 0, rxSnr: -9 };
    const db = observed(aText(tomorrow), aText({ hopsAway: 0, rxSnr: 4 }));
    expect(db.get(node)).toMatchObject({ lastHeard: NOON, lastDirect: { at: NOON, snr: 4 } });
  });

  it('is dated by the newest packet while nobody has a clock', () => {
    const lost = aText({ receivedAt: 5000 });
    expect(observed(aText(), lost).get(node)?.lastHeard).toBe(NOON);
    expect(observed(lost).get(node)?.lastHeard).toBe(Date.UTC(2020, 0, 1));
  });

  it('does not go back when an older packet comes late', () => {
    const db = observed(aText({ hopsAway: 1 }), aText({ rxTime: NOON - 9000, hopsAway: 5, viaMqtt: true }));
    expect(db.get(node)).toMatchObject({ lastHeard: NOON, hopsAway: 1, viaMqtt: false });
  });

  it('keeps the known hops when a packet does not tell them', () => {
    expect(observed(aText({ hopsAway: 4 }), aText()).get(node)?.hopsAway).toBe(4);
  });

  it.each([
    ['nobody', NOBODY],
    ['everybody', BROADCAST_NUM],
  ])('is nothing when the sender is %s', (_who, from) => {
    expect(observed(aText({ from })).size).toBe(0);
  });
});

describe('a direct reception', () => {
  it('is kept with its signal', () => {
    const db = observed(aText({ hopsAway: 0, rxSnr: 6.25, rxRssi: -90 }));
    expect(db.get(node)?.lastDirect).toEqual({ at: NOON, snr: 6.25, rssi: -90 });
  });

  it('may lack the signal strength', () => {
    expect(observed(aText({ hopsAway: 0, rxSnr: 6.25 })).get(node)?.lastDirect).toEqual({
      at: NOON,
      snr: 6.25,
    });
  });

  it('is not pushed aside by an older one that comes late', () => {
    const late = aText({ hopsAway: 0, rxSnr: -3, rxTime: NOON - 9000 });
    const db = observed(aText({ hopsAway: 0, rxSnr: 6 }), late);
    expect(db.get(node)?.lastDirect?.snr).toBe(6);
  });

  it.each([
    ['a relayed packet', { hopsAway: 1, rxSnr: 6 }],
    ['a packet of unknown way', { rxSnr: 6 }],
    ['a packet that passed MQTT', { hopsAway: 0, rxSnr: 6, viaMqtt: true }],
    ['a packet without signal', { hopsAway: 0 }],
  ])('is not made of %s', (_what, changes) => {
    expect(observed(aText(changes)).get(node)?.lastDirect).toBeUndefined();
  });
});

describe('what the payload tells', () => {
  it('is the name', () => {
    const db = observed({ ...aHeader(), kind: 'nodeInfo', user: aUser() });
    expect(db.get(node)?.user).toEqual(aUser());
  });

  it('is where the sender was, and when', () => {
    const position = { latitude: 48, longitude: 2, time: NOON - 60_000 };
    const db = observed({ ...aHeader(), kind: 'position', position });
    expect(db.get(node)).toMatchObject({ position, positionAt: NOON - 60_000 });
  });

  it('is dated by its arrival when the position is not', () => {
    const db = observed({ ...aHeader(), kind: 'position', position: { latitude: 48, longitude: 2 } });
    expect(db.get(node)?.positionAt).toBe(NOON);
  });

  it('leaves the known place alone when the sender shares none', () => {
    const position = { latitude: 48, longitude: 2 };
    const db = observed({ ...aHeader(), kind: 'position', position }, { ...aHeader(), kind: 'position' });
    expect(db.get(node)?.position).toEqual(position);
  });

  it('adds up over device metrics that each tell a part', () => {
    const device = (metrics: object): TelemetryPacket => ({
      ...aHeader(),
      kind: 'telemetry',
      telemetry: { variant: 'device', metrics },
    });
    const db = observed(device({ batteryLevel: 80, voltage: 4 }), device({ batteryLevel: 79 }));
    expect(db.get(node)?.device).toEqual({ batteryLevel: 79, voltage: 4 });
  });

  it('is the weather', () => {
    const telemetry = { variant: 'environment', metrics: { temperatureCelsius: 21 } } as const;
    const db = observed({ ...aHeader(), kind: 'telemetry', telemetry });
    expect(db.get(node)?.environment).toEqual({ temperatureCelsius: 21 });
  });

  it('changes neither when it is other telemetry', () => {
    const telemetry = { variant: 'other', name: 'powerMetrics' } as const;
    const db = observed({ ...aHeader(), kind: 'telemetry', telemetry });
    expect(db.get(node)).not.toHaveProperty('device');
    expect(db.get(node)).not.toHaveProperty('environment');
  });
});

describe('the first key', () => {
  const nodeInfo = (byte: number, at: number): Packet => ({
    ...aHeader({ receivedAt: at }),
    kind: 'nodeInfo',
    user: aUser({ publicKey: keyOf(byte) }),
  });

  it('is the first ever seen, whatever comes after', () => {
    const db = observed(nodeInfo(1, NOON), nodeInfo(2, NOON + 1));
    expect(db.get(node)?.firstKey).toEqual({ key: keyOf(1), seenAt: NOON });
    expect(db.get(node)?.user?.publicKey).toEqual(keyOf(2));
  });

  it('comes also with a direct message that proves it', () => {
    const db = observed(aText({ publicKey: keyOf(3), pkiEncrypted: true }));
    expect(db.get(node)?.firstKey?.key).toEqual(keyOf(3));
  });

  it('does not come with a packet that proves nothing', () => {
    expect(observed(aText({ publicKey: keyOf(3) })).get(node)?.firstKey).toBeUndefined();
  });
});

describe('what the own node reports', () => {
  function learned(reports: readonly NodeReport[], db = new NodeDb()) {
    for (const report of reports) db.learn(report, NOON);
    return db.get(node);
  }

  it('is taken over whole for a node that is new', () => {
    const position = { latitude: 48, longitude: 2 };
    const report = aReport({
      user: aUser({ publicKey: keyOf(1) }),
      position,
      metrics: { batteryLevel: 80 },
      lastHeard: NOON - 5000,
      hopsAway: 2,
      viaMqtt: true,
    });
    expect(learned([report])).toEqual({
      nodeNum: node,
      user: report.user,
      firstKey: { key: keyOf(1), seenAt: NOON },
      position,
      device: { batteryLevel: 80 },
      deviceAt: NOON - 5000,
      firstSeen: NOON - 5000,
      lastHeard: NOON - 5000,
      hopsAway: 2,
      viaMqtt: true,
    });
  });

  it('says of a node never heard no more than that it exists', () => {
    expect(learned([aReport({ hopsAway: 3, viaMqtt: true })])).toEqual({
      nodeNum: node,
      firstSeen: NOON,
      viaMqtt: false,
    });
  });

  it('does not overwrite what packets told', () => {
    const db = observed(
      aText({ hopsAway: 1 }),
      { ...aHeader(), kind: 'position', position: { latitude: 48, longitude: 2 } },
      { ...aHeader(), kind: 'telemetry', telemetry: { variant: 'device', metrics: { batteryLevel: 50 } } },
    );
    const stale = aReport({
      lastHeard: NOON - 1,
      hopsAway: 6,
      position: { latitude: 1, longitude: 1 },
      metrics: { batteryLevel: 99 },
    });
    expect(learned([stale], db)).toMatchObject({
      lastHeard: NOON,
      hopsAway: 1,
      position: { latitude: 48, longitude: 2 },
      device: { batteryLevel: 50 },
    });
  });

  it('is fresher when the node heard it while we were away', () => {
    const db = observed(aText({ hopsAway: 1 }));
    expect(learned([aReport({ lastHeard: NOON + 1, hopsAway: 6 })], db)).toMatchObject({
      lastHeard: NOON + 1,
      hopsAway: 6,
    });
  });

  it.each([NOBODY, BROADCAST_NUM])('is ignored for %i, which is no node', (nodeNum) => {
    const db = new NodeDb();
    db.learn(aReport({ nodeNum }), NOON);
    expect(db.size).toBe(0);
  });
});

describe('a mesh beyond all measure', () => {
  const nth = (index: number): NodeNum => toNodeNum(1000 + index);

  it('pushes out whom nobody has heard for longest', () => {
    const db = new NodeDb();
    for (let index = 0; index < MAX_NODES; index++)
      db.observe(aText({ from: nth(index), receivedAt: NOON + index, hopsAway: 0, rxSnr: 1 }));
    db.observe(aText({ from: nth(0), receivedAt: NOON + MAX_NODES }));
    db.observe(aText({ from: node, receivedAt: NOON + MAX_NODES }));
    expect(db.size).toBe(MAX_NODES);
    expect(db.all()).toHaveLength(MAX_NODES);
    expect(db.get(nth(0))).toBeDefined();
    expect(db.get(nth(1))).toBeUndefined();
  });

  it('pushes out first who was never heard at all', () => {
    const db = new NodeDb();
    for (let index = 0; index < MAX_NODES - 1; index++) db.observe(aText({ from: nth(index) }));
    db.learn(aReport(), NOON);
    db.observe(aText({ from: nth(MAX_NODES) }));
    expect(db.get(node)).toBeUndefined();
  });
});

describe('a former process', () => {
  const BRAVO_NODE = { nodeNum: toNodeNum(2), firstSeen: 5, viaMqtt: false, lastHeard: 7 };

  it('leaves its nodes, each free to change', () => {
    const nodes = new NodeDb();
    nodes.restore([BRAVO_NODE]);
    expect(nodes.all()).toEqual([BRAVO_NODE]);
    nodes.learn({ nodeNum: toNodeNum(2), lastHeard: 9, viaMqtt: true, isFavorite: false }, 10);
    expect(nodes.get(toNodeNum(2))).toMatchObject({ firstSeen: 5, lastHeard: 9, viaMqtt: true });
    expect(BRAVO_NODE.lastHeard).toBe(7);
  });

  it('does not overwrite what is known, and leaves nobody and no more than can be kept', () => {
    const nodes = new NodeDb();
    nodes.learn({ nodeNum: toNodeNum(2), lastHeard: 9, viaMqtt: false, isFavorite: false }, 10);
    nodes.restore([{ ...BRAVO_NODE, nodeNum: toNodeNum(0) }, BRAVO_NODE]);
    expect(nodes.all()).toMatchObject([{ lastHeard: 9 }]);
    nodes.restore(
      Array.from({ length: 3000 }, (_, index) => ({ ...BRAVO_NODE, nodeNum: toNodeNum(index + 10) })),
    );
    expect(nodes.size).toBe(2000);
  });
});
