import { describe, expect, it } from 'vitest';
import { UNKNOWN } from '../../src/alerts/alert.js';
import { WarningDesk } from '../support/warning-desk.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the engine', () => {
  it('looks at every watch every ten seconds, and when it rings', async () => {
    const desk = new WarningDesk();
    desk.watch.sights = [{ judgement: { kind: 'known', raise: 1, keep: 1 } }];
    await desk.pass(9000);
    expect(desk.log.find('alert raised')).toEqual([]);
    await desk.pass(1000);
    expect(desk.log.find('alert raised')).toHaveLength(1);
    desk.watch.seeLevel(0);
    expect(desk.log.find('alert cleared')).toHaveLength(1);
  });

  it('writes down only what is news', async () => {
    const desk = new WarningDesk();
    desk.watch.seeLevel(1);
    const { writes } = desk.store;
    for (let celsius = 0; celsius < 100; celsius++)
      desk.watch.see({ kind: 'known', raise: 1, keep: 1 }, { celsius });
    expect(desk.store.writes).toBe(writes);
    Object.assign(desk.watch, { worst: (a: object, b: object) => ('celsius' in b ? b : a) });
    desk.watch.see({ kind: 'known', raise: 1, keep: 1 }, { celsius: 101 });
    expect(desk.store.writes).toBe(writes + 1);
  });

  it('holds what it cannot see for unknown, with one line in the log', async () => {
    const desk = new WarningDesk();
    desk.watch.seeLevel(1);
    Object.assign(desk.watch, {
      look: () => {
        throw new Error('no sensor');
      },
    });
    await desk.pass(HOUR);
    expect(desk.log.find('watch failed')).toHaveLength(1);
    expect(desk.parts.engine.find('lightning', '')?.state).toMatchObject({
      level: 1,
      unknownSince: expect.any(Number),
    });
    expect(desk.log.find('alert cleared')).toEqual([]);
  });

  it('tells a watch what is raised, and forgets after a week what is not watched any more', async () => {
    const desk = new WarningDesk();
    desk.watch.sights = [{ subject: '38', judgement: { kind: 'known', raise: 1, keep: 1 } }];
    desk.watch.bell?.changed();
    desk.watch.sights = [];
    await desk.pass(10_000);
    expect(desk.watch.raised).toEqual(['38']);
    expect(desk.store.states()).toHaveLength(1);
    desk.watch.levels = desk.watch.levels.map(({ remindMs: _, ...rule }) => rule);
    desk.clock.block(8 * DAY);
    await desk.pass(20_000);
    expect(desk.store.states()).toEqual([]);
    expect(desk.parts.engine.matters).toEqual([]);
    expect(desk.log.find('alert cleared')).toEqual([]);
  });

  it('leaves no timer and no listener behind', () => {
    const desk = new WarningDesk();
    desk.stop();
    expect([desk.clock.pending(), desk.radio.listenerCount()]).toEqual([[], 0]);
  });
});

describe('a restart', () => {
  it.each([
    ['pending', 30_000, 'alert raised'],
    ['raised', 60_000, undefined],
  ])('in the state %s goes on from there', async (_, before, told) => {
    const desk = new WarningDesk();
    desk.watch.levels = [{ holdMs: 60_000, clearMs: 60_000, isSevere: false }];
    desk.watch.seeLevel(1);
    await desk.pass(before);
    const lines = desk.log.find('alert raised').length;
    desk.restart();
    await desk.pass(40_000);
    expect(desk.log.find('alert raised').length - lines).toBe(told ? 1 : 0);
    expect(desk.parts.engine.find('lightning', '')?.state).toMatchObject({ level: 1, episode: 1 });
  });

  it('has the time that it has to be over begin anew', async () => {
    const desk = new WarningDesk();
    desk.watch.levels = [{ holdMs: 0, clearMs: 60_000, isSevere: false }];
    desk.watch.seeLevel(1);
    desk.watch.seeLevel(0);
    await desk.pass(50_000);
    desk.restart();
    await desk.pass(50_000);
    expect(desk.log.find('alert cleared')).toEqual([]);
    await desk.pass(30_000);
    expect(desk.log.find('alert cleared')).toHaveLength(1);
  });

  it('after a long absence looks once before it says anything, and knows when it began', async () => {
    const desk = new WarningDesk();
    desk.watch.seeLevel(1);
    const began = desk.clock.now();
    desk.stop();
    desk.clock.block(10 * HOUR);
    desk.start();
    expect(desk.log.find('alert goes on')).toEqual([]);
    await desk.pass(10_000);
    expect(desk.log.find('alert goes on').map(({ fields }) => fields['event'])).toEqual(['reminded']);
    const matter = desk.parts.engine.find('lightning', '');
    expect(matter && desk.parts.engine.told(matter)).toMatchObject({
      since: began,
      lastedMs: 10 * HOUR + 10_000,
    });
  });

  it('keeps the quiet about what comes and goes', async () => {
    const desk = new WarningDesk();
    for (let turn = 0; turn < 5; turn++) {
      desk.watch.seeLevel(1);
      desk.watch.seeLevel(0);
    }
    const before = desk.log.find('alert raised').length;
    desk.restart();
    desk.watch.seeLevel(1);
    expect(desk.log.find('alert raised')).toHaveLength(before);
    await desk.pass(2.1 * HOUR);
    expect(desk.log.find('alert raised')).toHaveLength(before + 1);
  });

  it('into a past year goes on as if no time had passed', async () => {
    const desk = new WarningDesk();
    desk.watch.seeLevel(1);
    await desk.pass(HOUR / 2);
    desk.stop();
    desk.clock.jump(-900 * DAY);
    desk.start();
    await desk.pass(HOUR / 2);
    expect(desk.log.find('alert goes on')).toEqual([]);
    await desk.pass(HOUR);
    expect(desk.log.find('alert goes on')).toHaveLength(1);
  });
});

it('a source that says nothing for a day never clears', async () => {
  const desk = new WarningDesk();
  desk.watch.seeLevel(2);
  desk.watch.see(UNKNOWN);
  await desk.pass(DAY);
  expect(desk.log.find('alert cleared')).toEqual([]);
  expect(desk.log.find('alert goes on').map(({ fields }) => fields['event'])).toEqual(['lost']);
});
