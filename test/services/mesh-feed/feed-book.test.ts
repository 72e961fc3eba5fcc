import { expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import { FeedBook } from '../../../src/services/mesh-feed/feed-book.js';
import { GOLF, HOTEL, KILO } from '../../support/envelopes.js';
import { FakeClock } from '../../support/fake-clock.js';

const HOUR = 3_600_000;
const by = (nodeNum: typeof GOLF, from = KILO) => ({ from, gateway: { nodeNum } });

it('counts packets and who brought them, by the hours that were asked about', async () => {
  const clock = new FakeClock();
  const book = new FeedBook(clock);
  for (const gateway of [GOLF, GOLF, HOTEL]) {
    book.count();
    book.noteNear(by(gateway));
  }
  await clock.advance(5 * HOUR);
  book.count();
  book.noteNear(by(HOTEL));
  book.noteRepeat(by(GOLF));
  await clock.advance(60_000);
  expect(book.sums(2)).toEqual({
    packets: 1,
    knownMs: expect.any(Number),
    gateways: [
      { nodeNum: HOTEL, packets: 1, ageMs: 60_000 },
      { nodeNum: GOLF, packets: 1, ageMs: 60_000 },
    ],
  });
  expect(book.sums(2).knownMs).toBeGreaterThanOrEqual(2 * HOUR);
  expect(book.sums(2).knownMs).toBeLessThan(3 * HOUR);
  expect(book.sums(168)).toEqual({
    packets: 4,
    knownMs: 5 * HOUR + 60_000,
    gateways: [
      { nodeNum: GOLF, packets: 3, ageMs: 60_000 },
      { nodeNum: HOTEL, packets: 2, ageMs: 60_000 },
    ],
  });
});

it('knows who brought the last of a node first, and takes no repeat of strangers into account', () => {
  const book = new FeedBook(new FakeClock());
  book.noteRepeat(by(HOTEL));
  expect(book.gatewayOf(KILO)).toBeUndefined();
  book.noteNear(by(GOLF));
  book.noteRepeat(by(HOTEL));
  expect(book.gatewayOf(KILO)).toBe(GOLF);
  book.noteNear(by(HOTEL));
  expect(book.gatewayOf(KILO)).toBe(HOTEL);
  expect(book.sums(1).gateways.map(({ packets }) => packets)).toEqual([2, 1]);
});

it('forgets what is older than a week', async () => {
  const clock = new FakeClock();
  const book = new FeedBook(clock);
  book.count();
  await clock.advance(170 * HOUR);
  book.count();
  expect(book.sums(168).packets).toBe(1);
});

it('keeps no more than it has room for, however many are made up', () => {
  const book = new FeedBook(new FakeClock());
  for (let index = 1; index <= 2500; index++)
    book.noteNear(by(toNodeNum(index), toNodeNum(0x1000_0000 + index)));
  expect(book.sums(1).gateways).toHaveLength(100);
  expect(book.gatewayOf(toNodeNum(0x1000_0001))).toBeUndefined();
  expect(book.gatewayOf(toNodeNum(0x1000_0000 + 2500))).toBe(2500);
});
