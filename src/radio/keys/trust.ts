import type { NodeNum } from '../../mesh/ids.js';
import { isSameKey, type KeyRecord, type KeySource } from '../../mesh/key-store.js';

/** A node was met with a key. */
export interface Sighting {
  readonly nodeNum: NodeNum;
  readonly key: Uint8Array;
  readonly source: KeySource;
  /** ms since 1970 */
  readonly at: number;
}

/** `changed`: another key than the trusted one. `confirmed`: the trusted one again, while another one was pending. */
export type KeyNews = 'first' | 'same' | 'changed' | 'confirmed';

export interface Judgement {
  readonly news: KeyNews;
  /** Records that are new or different now. */
  readonly records: readonly KeyRecord[];
}

/** `lastSeen` moves on in such steps, so that a key seen all day is written to the disk now and then. */
const SEEN_STEP_MS = 3_600_000;

/** What a sighting means, given every key that the node was seen with before. The first one is trusted. */
export function judge(history: readonly KeyRecord[], sighting: Sighting): Judgement {
  const trusted = history.find(({ state }) => state === 'trusted');
  if (!trusted) return { news: 'first', records: [recordOf(sighting, 'trusted')] };
  if (!isSameKey(trusted.key, sighting.key)) return judgeOther(history, sighting);
  // What our node keeps may be old: only the peer itself can show which key it uses today.
  if (sighting.source === 'node_info') return { news: 'same', records: [] };
  const pending = history.filter(({ state }) => state === 'pending');
  return {
    news: pending.length > 0 ? 'confirmed' : 'same',
    records: [...seenAgain(trusted, sighting), ...pending.map(rejected)],
  };
}

function judgeOther(history: readonly KeyRecord[], sighting: Sighting): Judgement {
  const known = history.find(({ key }) => isSameKey(key, sighting.key));
  if (!known) return { news: 'changed', records: [recordOf(sighting, 'pending')] };
  if (sighting.source === 'node_info') return { news: 'same', records: [] };
  if (known.state === 'pending') return { news: 'changed', records: seenAgain(known, sighting) };
  return { news: 'changed', records: [{ ...metAgain(known, sighting), state: 'pending' }] };
}

/** The key that waits for a person; the latest seen of several. */
export function pendingOf(history: readonly KeyRecord[]): KeyRecord | undefined {
  const pending = history.filter(({ state }) => state === 'pending');
  return pending.toSorted((a, b) => b.lastSeen - a.lastSeen)[0];
}

/** A person takes the pending key for the node's; nothing changes when none is pending. */
export function accepted(history: readonly KeyRecord[]): readonly KeyRecord[] {
  const pending = pendingOf(history);
  if (!pending) return [];
  const others = history.filter((record) => record !== pending && record.state !== 'rejected');
  return [...others.map(rejected), { ...pending, state: 'trusted' }];
}

function recordOf({ nodeNum, key, source, at }: Sighting, state: KeyRecord['state']): KeyRecord {
  return { nodeNum, key, source, state, firstSeen: at, lastSeen: at };
}

function seenAgain(record: KeyRecord, sighting: Sighting): readonly KeyRecord[] {
  const met = metAgain(record, sighting);
  return met.source === record.source && met.lastSeen - record.lastSeen < SEEN_STEP_MS ? [] : [met];
}

function metAgain(record: KeyRecord, { source, at }: Sighting): KeyRecord {
  const isProof = source === 'direct_message';
  return { ...record, lastSeen: at, ...(isProof && { source }) };
}

function rejected(record: KeyRecord): KeyRecord {
  return { ...record, state: 'rejected' };
}
