import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALPHA, aPosition, aText, BRAVO, NOW, without } from '../support/builders.js';
import { HistoryDesk } from '../support/history-desk.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UINT32_MS = 4_294_967_295_000;
let desk: HistoryDesk;

beforeEach(() => {
  desk = new HistoryDesk();
});

afterEach(async () => {
  await desk.retention.stop();
  desk.close();
});

const lastHour = () => ({ from: desk.clock.now() - HOUR_MS, to: desk.clock.now() + 1 });

describe('a packet whose time is', () => {
  it.each([
    ['zero', { rxTime: 0 }],
    ['one second after 1970', { rxTime: 1000 }],
    ['in an hour', { rxTime: NOW + HOUR_MS }],
    ['in ten years', { rxTime: NOW + 3650 * DAY_MS }],
    ['the last one that a node can tell', { rxTime: UINT32_MS }],
    ['a week ago, though it came now', { rxTime: NOW - 7 * DAY_MS }],
    ['not told', undefined],
  ])('%s is kept as of now, in the rows, the sums and the directory', (_what, time) => {
    const packet = time ? aText('hi', time) : without(aText('hi'), 'rxTime');
    desk.receive({ ...packet, hopsAway: 0 });
    expect(desk.history.packetPage({ from: 0, to: UINT32_MS * 2, limit: 9 }).rows).toMatchObject([
      { at: NOW },
    ]);
    expect(desk.history.traffic(lastHour())).toMatchObject({ packets: 1, nodes: 1 });
    expect(desk.history.links(lastHour())).toMatchObject([{ sender: ALPHA, lastAt: NOW }]);
    expect(desk.nodes.get(ALPHA)).toMatchObject({ firstSeen: NOW, lastHeard: NOW, lastDirect: { at: NOW } });
    expect(desk.history.heardSince()).toBe(NOW);
    expect(desk.log.visible()).toEqual([]);
  });

  it('told by a node with a clock, while ours was never set, is believed', () => {
    desk.receive(aText('hi', { receivedAt: 12_000 }));
    expect(desk.history.traffic(lastHour()).packets).toBe(1);
    expect(desk.nodes.get(ALPHA)?.lastHeard).toBe(NOW);
  });
});

describe('a clock that is set back by a day', () => {
  const here = () => ({ receivedAt: desk.clock.now(), rxTime: desk.clock.now() });
  const all = () => desk.history.packetPage({ from: 0, to: NOW * 2, limit: 99 }).rows;

  it('loses nothing, counts nothing twice, and answers for the day that it shows', async () => {
    for (let index = 0; index < 5; index++) desk.receive(aPosition({ ...here(), hopsAway: 0 }));
    desk.writer.flush();
    desk.clock.jump(-DAY_MS);
    for (let index = 0; index < 3; index++) desk.receive(aText('yesterday', { ...here(), from: BRAVO }));
    expect(desk.history.traffic(lastHour())).toMatchObject({ packets: 3, nodes: 1 });
    expect(desk.history.hours(lastHour()).every(({ packets }) => packets >= 0)).toBe(true);
    desk.restart();
    desk.receive(aText('still yesterday', { ...here(), from: BRAVO }));
    const round = desk.retention.run();
    await desk.clock.advance(5000);
    await round;
    desk.clock.jump(DAY_MS);
    desk.receive(aText('today', here()));
    expect(all()).toHaveLength(10);
    const twoDays = { from: desk.clock.now() - 2 * DAY_MS, to: desk.clock.now() + 1 };
    expect(desk.history.traffic(twoDays)).toMatchObject({ packets: 10, nodes: 2 });
    expect(desk.log.visible()).toEqual([]);
  });

  it('does not leave a node in the future', () => {
    desk.receive(aText('hi', here()));
    desk.clock.jump(-DAY_MS);
    desk.receive(aText('hi', here()));
    expect(desk.nodes.get(ALPHA)?.lastHeard).toBe(desk.clock.now());
  });
});
