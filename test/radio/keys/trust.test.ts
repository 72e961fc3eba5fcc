import { describe, expect, it } from 'vitest';
import { fingerprintOf, isSameKey, type KeyRecord } from '../../../src/mesh/key-store.js';
import { accepted, judge, pendingOf, type Sighting } from '../../../src/radio/keys/trust.js';
import { aKeyRecord } from '../../contract/key-store.js';
import { ALPHA, KEY, OTHER_KEY } from '../../support/builders.js';

const HOUR_MS = 3_600_000;
const THIRD_KEY = KEY.map((byte) => byte ^ 0x0f);
const T = 1_773_316_800_000;

const trusted = aKeyRecord({ firstSeen: T, lastSeen: T });
const other = (changes: Partial<KeyRecord>) =>
  aKeyRecord({ key: OTHER_KEY, firstSeen: T, lastSeen: T, state: 'pending', ...changes });

function seen(changes: Partial<Sighting> = {}): Sighting {
  return { nodeNum: ALPHA, key: KEY, source: 'nodeinfo_packet', at: T + 1000, ...changes };
}

describe('a sighting of a key', () => {
  it('is trusted when it is the first, however it was learnt', () => {
    for (const source of ['node_info', 'nodeinfo_packet', 'direct_message'] as const) {
      const { news, records } = judge([], seen({ source }));
      expect(news).toBe('first');
      expect(records).toEqual([
        { nodeNum: ALPHA, key: KEY, source, state: 'trusted', firstSeen: T + 1000, lastSeen: T + 1000 },
      ]);
    }
  });

  it('of the trusted one changes nothing but the time, once an hour', () => {
    expect(judge([trusted], seen())).toEqual({ news: 'same', records: [] });
    expect(judge([trusted], seen({ at: T - HOUR_MS }))).toEqual({ news: 'same', records: [] });
    const later = seen({ at: T + HOUR_MS });
    expect(judge([trusted], later)).toEqual({
      news: 'same',
      records: [{ ...trusted, lastSeen: T + HOUR_MS }],
    });
  });

  it('of another one is pending, and leaves the trusted one as it is', () => {
    const { news, records } = judge([trusted], seen({ key: OTHER_KEY }));
    expect(news).toBe('changed');
    expect(records).toMatchObject([{ key: OTHER_KEY, state: 'pending', firstSeen: T + 1000 }]);
  });

  it('of a pending one is news each time, and a new time once an hour', () => {
    const history = [trusted, other({})];
    expect(judge(history, seen({ key: OTHER_KEY }))).toEqual({ news: 'changed', records: [] });
    const { records } = judge(history, seen({ key: OTHER_KEY, at: T + HOUR_MS }));
    expect(records).toEqual([other({ lastSeen: T + HOUR_MS })]);
  });

  it('of the trusted one from the peer itself does away with what was pending', () => {
    const history = [trusted, other({})];
    expect(judge(history, seen())).toEqual({ news: 'confirmed', records: [other({ state: 'rejected' })] });
    expect(judge(history, seen({ source: 'direct_message' }))).toEqual({
      news: 'confirmed',
      records: [{ ...trusted, source: 'direct_message', lastSeen: T + 1000 }, other({ state: 'rejected' })],
    });
  });

  it('by a direct message proves the key at once and for good, whether it is trusted or not', () => {
    const proof = seen({ source: 'direct_message' });
    const proved = { ...trusted, source: 'direct_message', lastSeen: T + 1000 } as const;
    expect(judge([trusted], proof)).toEqual({ news: 'same', records: [proved] });
    expect(judge([proved], proof)).toEqual({ news: 'same', records: [] });
    const later = seen({ at: T + 2 * HOUR_MS });
    expect(judge([proved], later).records).toEqual([{ ...proved, lastSeen: T + 2 * HOUR_MS }]);
    for (const state of ['pending', 'rejected'] as const) {
      const { news, records } = judge([trusted, other({ state })], { ...proof, key: OTHER_KEY });
      expect(news).toBe('changed');
      expect(records).toEqual([other({ source: 'direct_message', lastSeen: T + 1000 })]);
    }
  });

  it('of the trusted one in the database of our node says nothing of what the peer uses today', () => {
    const history = [trusted, other({})];
    expect(judge(history, seen({ source: 'node_info', at: T + HOUR_MS }))).toEqual({
      news: 'same',
      records: [],
    });
  });

  it('of a rejected one from the peer itself is pending again, and in the database of our node it is old', () => {
    const history = [trusted, other({ state: 'rejected' })];
    expect(judge(history, seen({ key: OTHER_KEY }))).toEqual({
      news: 'changed',
      records: [other({ lastSeen: T + 1000 })],
    });
    const told = seen({ key: OTHER_KEY, source: 'node_info' });
    expect(judge(history, told)).toEqual({ news: 'same', records: [] });
  });
});

describe('a pending key', () => {
  it('is the latest seen of several', () => {
    const later = other({ key: THIRD_KEY, lastSeen: T + 5 });
    expect(pendingOf([trusted, later, other({})])).toBe(later);
    expect(pendingOf([trusted, other({ state: 'rejected' })])).toBeUndefined();
  });

  it('is the trusted one when a person accepts it, and all others are rejected', () => {
    const later = other({ key: THIRD_KEY, lastSeen: T + 5 });
    expect(accepted([trusted, other({}), later])).toEqual([
      { ...trusted, state: 'rejected' },
      other({ state: 'rejected' }),
      { ...later, state: 'trusted' },
    ]);
  });

  it('cannot be accepted when there is none', () => {
    expect(accepted([trusted, other({ state: 'rejected' })])).toEqual([]);
    expect(accepted([])).toEqual([]);
  });
});

describe('a key as people see it', () => {
  it('is a fingerprint of 8 digits that tells two keys apart', () => {
    expect(fingerprintOf(KEY)).toMatch(/^[0-9a-f]{8}$/);
    expect(fingerprintOf(KEY)).toBe(fingerprintOf(new Uint8Array(KEY)));
    expect(fingerprintOf(KEY)).not.toBe(fingerprintOf(OTHER_KEY));
    expect(isSameKey(KEY, new Uint8Array(KEY))).toBe(true);
    expect(isSameKey(KEY, OTHER_KEY)).toBe(false);
  });
});
