/** How things are told in a row: small whole numbers, null for what is not known. */
import type { PacketKind } from '../mesh/history.js';
import { BROADCAST_NUM, type NodeNum } from '../mesh/ids.js';
import type { LinkSource } from '../mesh/link-sums.js';

/** The place in the list is what is stored: new ones go to the end. */
const KINDS: readonly PacketKind[] = [
  'text',
  'position',
  'telemetry',
  'nodeInfo',
  'traceroute',
  'routing',
  'neighborInfo',
  'encrypted',
  'other',
];
/** Likewise. */
export const SOURCES: readonly LinkSource[] = ['direct', 'neighbor', 'trace', 'mqtt'];

export const FLAG = { viaMqtt: 1, wantAck: 2, pki: 4, reaction: 8, own: 16 } as const;

const KIND_CODES = new Map(KINDS.map((kind, code) => [kind, code]));

export function kindCode(kind: PacketKind): number {
  return KIND_CODES.get(kind) ?? KINDS.length - 1;
}

export function kindOf(code: number): PacketKind {
  return KINDS[code] ?? 'other';
}

export function sourceOf(code: number): LinkSource {
  return SOURCES[code] ?? 'direct';
}

/** Everybody is null: most packets are for everybody. */
export function addresseeCode(to: NodeNum): NodeNum | null {
  return to === BROADCAST_NUM ? null : to;
}

export function whole(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? Math.round(value) : null;
}

export function hundredths(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? Math.round(value * 100) : null;
}

export function fromHundredths(value: number): number {
  return value / 100;
}

/** Null and undefined are the same thing on two sides of the database. */
export function known<Value>(value: Value | null): Value | undefined {
  return value ?? undefined;
}

export function hundredthsKnown(value: number | null): number | undefined {
  return value === null ? undefined : fromHundredths(value);
}
