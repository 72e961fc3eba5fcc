import type { Place } from '../../src/mesh/geo.js';
import { type NodeNum, toNodeNum } from '../../src/mesh/ids.js';
import type { NeighborInfoPacket, Position, TextPacket, TraceroutePacket } from '../../src/mesh/packet.js';
import type { Desk } from './bot-desk.js';
import { aPosition, aReport, aText, aTrace, aUser, NOW } from './builders.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** As long as a name can be, and all of it emoji. */
export const LONGEST_NAME = '🦊'.repeat(9);
export const LONGEST_SHORT_NAME = '🦊';

/** The rest of the cast, of whom only names are known. */
export const FOXTROT = toNodeNum(0x6a10_b2c4);
export const GOLF = toNodeNum(0x7b21_c3d5);
export const KILO = toNodeNum(0x8c32_d4e6);
export const LIMA = toNodeNum(0x9d43_e5f7);

/** Everybody else is introduced. */
export function introduce(desk: Desk): void {
  const rest = [
    [FOXTROT, 'Foxtrot', 'FOXT'],
    [GOLF, 'Golf', 'GOLF'],
    [KILO, 'Kilo', 'KILO'],
    [LIMA, 'Lima', 'LIMA'],
  ] as const;
  for (const [nodeNum, long, short] of rest) {
    desk.nodes.learn(aReport({ nodeNum, user: aUser(long, short) }), NOW);
  }
}

/** A text that came at a time of its own. */
export function heard(from: NodeNum, agoMs: number, changes: Partial<TextPacket> = {}): TextPacket {
  const at = NOW - agoMs;
  return aText('hi', { from, isDirect: false, rxTime: at, receivedAt: at, ...changes });
}

/** So many of them, one a second. */
export function heardOften(
  count: number,
  from: NodeNum,
  agoMs: number,
  changes: Partial<TextPacket> = {},
): TextPacket[] {
  return Array.from({ length: count }, (_, index) => heard(from, agoMs + index * 1000, changes));
}

/** A node tells whom it hears, an hour ago unless told otherwise. */
export function neighborInfo(
  nodeNum: NodeNum,
  neighbors: readonly (readonly [NodeNum, number])[],
  agoMs = HOUR,
): NeighborInfoPacket {
  const at = NOW - agoMs;
  return {
    ...aPosition({ from: nodeNum, rxTime: at, receivedAt: at, hopsAway: 2 }),
    kind: 'neighborInfo',
    portnum: 71,
    nodeNum,
    neighbors: neighbors.map(([neighbor, snr]) => ({ nodeNum: neighbor, snr })),
  };
}

/** A traceroute between two neighbours, heard by the way: how well `receiver` heard `sender`. */
export function traced(sender: NodeNum, receiver: NodeNum, snr: number, agoMs = HOUR): TraceroutePacket {
  const at = NOW - agoMs;
  return aTrace({
    from: receiver,
    to: sender,
    rxTime: at,
    receivedAt: at,
    hopsAway: 2,
    towards: { relays: [], snr: [snr] },
    back: { relays: [], snr: [] },
  });
}

/** Stands somewhere, and says so now. */
export function standsAt(
  desk: Desk,
  nodeNum: NodeNum,
  place: Place,
  changes: Partial<Position> & { readonly agoMs?: number } = {},
): void {
  const { agoMs = HOUR, ...rest } = changes;
  const at = NOW - agoMs;
  desk.hear(
    aPosition({
      from: nodeNum,
      rxTime: at,
      receivedAt: at,
      hopsAway: 2,
      position: { ...place, ...rest },
    }),
  );
}
