import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import { RecentPackets } from '../../src/mesh/recent-packets.js';

const aKey = (from: number, id: number) => ({ from: toNodeNum(from), id: toPacketId(id) });
const KEPT_MS = 15 * 60_000;

describe('RecentPackets', () => {
  it('finds a packet new once', () => {
    const recent = new RecentPackets();
    expect(recent.isNew(aKey(1, 7), 0)).toBe(true);
    expect(recent.isNew(aKey(1, 7), 1)).toBe(false);
  });

  it('tells senders with the same id apart', () => {
    const recent = new RecentPackets();
    expect(recent.isNew(aKey(1, 7), 0)).toBe(true);
    expect(recent.isNew(aKey(2, 7), 0)).toBe(true);
    expect(recent.isNew(aKey(1, 8), 0)).toBe(true);
  });

  it('takes packets without an id for new, always', () => {
    const recent = new RecentPackets();
    expect(recent.isNew(aKey(1, 0), 0)).toBe(true);
    expect(recent.isNew(aKey(1, 0), 0)).toBe(true);
    expect(recent.size).toBe(0);
  });

  it('remembers for a quarter of an hour from the first sight', () => {
    const recent = new RecentPackets();
    recent.isNew(aKey(1, 7), 0);
    expect(recent.isNew(aKey(1, 7), KEPT_MS)).toBe(false);
    expect(recent.isNew(aKey(1, 7), KEPT_MS + 1)).toBe(true);
  });

  it('forgets the oldest first when there are too many', () => {
    const recent = new RecentPackets();
    for (let id = 1; id <= 5000; id++) recent.isNew(aKey(1, id), id);
    expect(recent.size).toBe(4096);
    expect(recent.isNew(aKey(1, 5000), 5000)).toBe(false);
    expect(recent.isNew(aKey(1, 1), 5000)).toBe(true);
  });

  it('finds each packet new exactly once in any order of arrival', () => {
    const packets = fc.array(
      fc.record({ from: fc.integer({ min: 1, max: 3 }), id: fc.integer({ min: 1, max: 9 }) }),
    );
    fc.assert(
      fc.property(packets, (sequence) => {
        const recent = new RecentPackets();
        const fresh = sequence.filter(({ from, id }) => recent.isNew(aKey(from, id), 0));
        expect(fresh.length).toBe(new Set(sequence.map(({ from, id }) => `${from}:${id}`)).size);
      }),
    );
  });
});
