/** What a large mesh says, made from a seed: the same number always tells the same packets. */
import { BROADCAST_NUM, toChannelIndex, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import type { DecodedHeader, Packet } from '../../src/mesh/packet.js';
import { Chance, type Stream } from '../../src/sim/random.js';

export const OWN = toNodeNum(0x0b07ba5e);
export const NODES = Array.from({ length: 1000 }, (_, index) => toNodeNum(0x1000_0000 + index * 65_537));
/** So many of them are near enough to be heard without a relay. */
const NEIGHBORS = 40;
const DAY_MS = 86_400_000;

export interface MeshOptions {
  readonly seed: number;
  readonly packets: number;
  readonly days: number;
  /** The moment of the last one. */
  readonly until: number;
}

/** In order of time. */
export function* packetsOfAMesh({ seed, packets, days, until }: MeshOptions): Generator<Packet> {
  const random = new Chance(seed).stream('year');
  const gapMs = (days * DAY_MS) / packets;
  for (let index = 1; index <= packets; index++) {
    yield aPacketAt(random, until - Math.floor((packets - index) * gapMs), index);
  }
}

function aPacketAt(random: Stream, at: number, id: number): Packet {
  // Few nodes talk much, and most talk little.
  const node = Math.floor(random.next() ** 2 * NODES.length);
  const isNear = node % (NODES.length / NEIGHBORS) === 0;
  const hopsAway = isNear && random.next() < 0.8 ? 0 : 1 + Math.floor(random.next() * 4);
  const hopStart = Math.min(7, hopsAway + Math.floor(random.next() * 4));
  const header: DecodedHeader = {
    from: NODES[node] ?? OWN,
    to: BROADCAST_NUM,
    id: toPacketId(id),
    isDirect: false,
    receivedAt: at,
    rxSnr: Math.round(random.next() * 120 - 60) / 4,
    rxRssi: -60 - Math.floor(random.next() * 60),
    hopLimit: hopStart - hopsAway,
    hopStart,
    hopsAway,
    relayNode: 1 + Math.floor(random.next() * 255),
    viaMqtt: random.next() < 0.02,
    wantAck: false,
    pkiEncrypted: false,
    sizeBytes: 80,
    airBytes: 40 + Math.floor(random.next() * 100),
    channel: toChannelIndex(0),
    portnum: 1,
    wantResponse: false,
  };
  return withPayload(header, random, node);
}

function withPayload(header: DecodedHeader, random: Stream, node: number): Packet {
  const draw = random.next();
  if (draw < 0.44) {
    const metrics = {
      batteryLevel: Math.floor(random.next() * 100),
      voltage: 3.3 + random.next(),
      channelUtilization: random.next() * 30,
      airUtilTx: random.next() * 3,
      uptimeSeconds: Math.floor(random.next() * 1e6),
    };
    return { ...header, portnum: 67, kind: 'telemetry', telemetry: { variant: 'device', metrics } };
  }
  if (draw < 0.72) {
    const position = { latitude: 45 + node / 1000, longitude: 5 + (node % 40) / 40, altitudeMeters: 400 };
    return { ...header, portnum: 3, kind: 'position', position };
  }
  if (draw < 0.82) return { ...header, portnum: 4, kind: 'nodeInfo', user: userOf(node) };
  if (draw < 0.9) return { ...header, portnum: 5, kind: 'routing' };
  if (draw < 0.96) return { ...header, kind: 'encrypted', channelHash: 8, payload: new Uint8Array(40) };
  if (draw < 0.98) return { ...header, kind: 'text', text: `good morning from ${node}`, isReaction: false };
  const neighbors = [1, 2, 3].map((step) => ({
    nodeNum: NODES[(node + step) % NODES.length] ?? OWN,
    snr: Math.round(random.next() * 80 - 40) / 4,
  }));
  return { ...header, portnum: 71, kind: 'neighborInfo', nodeNum: header.from, neighbors };
}

function userOf(node: number) {
  return {
    longName: `Node ${node} of the valley`,
    shortName: node.toString(16).padStart(4, 'N'),
    hwModel: 'TBEAM',
    role: node % 20 === 0 ? 'ROUTER' : 'CLIENT',
    isUnmessagable: false,
    isLicensed: false,
  };
}
