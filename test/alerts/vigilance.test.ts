import { afterEach, describe, expect, it } from 'vitest';
import { AlertEngine } from '../../src/alerts/engine.js';
import { VigilanceWatch } from '../../src/alerts/vigilance.js';
import { findDepartment } from '../../src/mesh/departments.js';
import { ServiceFailure } from '../../src/services/failure.js';
import { VigilanceApi } from '../../src/services/vigilance/api.js';
import { VigilanceService } from '../../src/services/vigilance/vigilance.js';
import { byteLength } from '../../src/util/text.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';
import { AT_TEN_PAST_TWO, aBulletinOf, hour, ISERE, type Said } from '../support/vigilance-answers.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** The department of the catalogue under watch, from ten past two on. */
async function setUp(first: Said) {
  const clock = new FakeClock(AT_TEN_PAST_TWO);
  const log = new RecordingLog();
  let answer: Said | undefined = first;
  const http = {
    get: async () => {
      if (!answer) throw new ServiceFailure('timeout');
      return JSON.stringify(aBulletinOf(answer));
    },
  };
  const api = new VigilanceApi({
    http,
    clock,
    url: 'https://public-api.meteofrance.fr/x',
    key: 'k',
    checkMs: 900_000,
  });
  const department = findDepartment('38');
  if (!department) throw new Error('no Isère');
  const maxAgeMs = 26 * HOUR;
  const service = new VigilanceService({
    clock,
    random: () => 0.5,
    log,
    sources: [api],
    department,
    maxAgeMs,
  });
  const settings = { remindMs: 12 * HOUR, red: { remindMs: 4 * HOUR }, tomorrowFromHour: 16 };
  const watch = new VigilanceWatch({ vigilance: service, clock, settings });
  const told: string[] = [];
  const store = { states: () => [], putState: () => {}, removeState: () => {} };
  const engine: AlertEngine = new AlertEngine({
    watches: [watch],
    store,
    clock,
    log,
    afterLook: () => {},
    tell: ({ matter, event }) => {
      const { en, fr } = watch.texts;
      // The engine gives each watch its own facts back.
      const facts = engine.told(matter) as Parameters<typeof en.raised>[0];
      const { cleared, lost, regained, raised } = en;
      const says = { cleared, lost, regained }[event as 'cleared'] ?? raised;
      told.push(`${event}: ${says(facts)}`);
      for (const text of [en, fr].flatMap((words) => [words.raised(facts), words.cleared(facts)])) {
        expect(byteLength(text)).toBeLessThanOrEqual(200);
      }
    },
  });
  service.start();
  engine.start();
  ends.push(() => {
    engine.stop();
    service.stop();
  });
  await clock.advance(20_000);
  /** The next bulletin is there when it is made. */
  const until = async (hours: number, next: Said | undefined) => {
    if (next && next.at > clock.now()) await clock.advance(next.at - clock.now());
    answer = next;
    await clock.advance(hour(hours) - clock.now());
  };
  return { clock, watch, told, until };
}

describe('the watch of vigilance', () => {
  it('raises orange, in the words of the catalogue, once', async () => {
    const { told, until } = await setUp({ at: AT_TEN_PAST_TWO, today: ISERE });
    await until(20, { at: hour(18), today: ISERE });
    expect(told).toEqual(['raised: 🟠 Vigilance 38 ORANGE: storms 16h-23h. Météo-France 14:10. /vigi']);
  });

  it.each([1, 2])('raises nothing for the colour %i', async (today) => {
    const { told, watch } = await setUp({ at: AT_TEN_PAST_TWO, today });
    expect(told).toEqual([]);
    expect(watch.look()).toMatchObject([{ subject: '38', judgement: { kind: 'known', raise: 0, keep: 0 } }]);
  });

  it('clears when a newer bulletin says yellow, and tells how long it was', async () => {
    const { told, until } = await setUp({ at: AT_TEN_PAST_TWO, today: ISERE });
    await until(23.5, { at: hour(23) + 5 * MINUTE, today: 2 });
    expect(told[1]).toBe('cleared: 🟡 Vigilance 38 back to yellow (orange since 14:10). Météo-France 23:05.');
    expect(told).toHaveLength(2);
  });

  it('does not clear at midnight by what the old bulletin said of the next day', async () => {
    const { told, until } = await setUp({ at: AT_TEN_PAST_TWO, today: ISERE });
    await until(25, { at: AT_TEN_PAST_TWO, today: ISERE });
    expect(told).toHaveLength(1);
    await until(25.5, { at: hour(24.5), today: 1, tomorrow: 1 });
    expect(told).toHaveLength(2);
    expect(told[1]).toMatch(/^cleared: 🟢 Vigilance 38 back to green \(orange since 20 Nov 14:10\)\./);
  });

  it('tells red at once after orange, and reminds of it every four hours', async () => {
    const { told, until } = await setUp({ at: AT_TEN_PAST_TWO, today: 3 });
    await until(15, { at: hour(14.5), today: 4 });
    await until(19.2, { at: hour(14.5), today: 4 });
    expect(told.map((text) => text.split(':')[0])).toEqual(['raised', 'risen', 'reminded']);
    expect(told[1]).toContain('🔴 Vigilance 38 RED');
  });

  it("tells tomorrow's orange from the bulletin of the evening on, not before", async () => {
    const { told, until } = await setUp({ at: AT_TEN_PAST_TWO, tomorrow: 3 });
    await until(16, { at: hour(15.9), tomorrow: 3 });
    expect(told).toEqual([]);
    await until(16.5, { at: hour(16), tomorrow: 3 });
    expect(told).toEqual(['raised: 🟠 Vigilance 38 ORANGE tomorrow: storms. Météo-France 16:00. /vigi']);
  });

  it('keeps what is raised while nothing is known, says so once after two hours, and when it is known again', async () => {
    const { told, until } = await setUp({ at: AT_TEN_PAST_TWO, today: 3 });
    await until(20, undefined);
    expect(told.map((text) => text.split(':')[0])).toEqual(['raised', 'lost']);
    expect(told[1]).toMatch(
      /^lost: ❓ Vigilance 38: source unreadable since \d\d:\d\d, I can no longer check\. It was orange\. See vigilance\.meteofrance\.fr$/,
    );
    await until(23, { at: hour(22), today: 3 });
    expect(told.map((text) => text.split(':')[0])).toEqual(['raised', 'lost', 'regained']);
  });

  it('never clears in a day of a source that tells nothing, a colour it does not know, or an old bulletin', async () => {
    const { told, until } = await setUp({ at: AT_TEN_PAST_TWO, today: 4 });
    await until(16, undefined);
    await until(22, { at: hour(20), today: '?' });
    await until(30, { at: hour(6), today: 1 });
    await until(40, undefined);
    expect(told.filter((text) => text.startsWith('cleared'))).toEqual([]);
  });

  it('is heard by those who want red alone when it is red', async () => {
    const { watch } = await setUp({ at: AT_TEN_PAST_TWO });
    const wants = (colour: 'orange' | 'red', level: number) =>
      watch.concerns({ userId: 'mesh:1', topic: 'vigi', options: { colour }, since: 0 }, { level });
    expect([wants('red', 1), wants('red', 2), wants('orange', 1)]).toEqual([false, true, true]);
    expect(watch.levels.map(({ isSevere }) => isSevere)).toEqual([false, true]);
  });

  it('says the same in French', async () => {
    const { watch, clock } = await setUp({ at: AT_TEN_PAST_TWO });
    const { fr } = watch.texts;
    const about = { level: 1, peakLevel: 1, since: AT_TEN_PAST_TWO, lastedMs: 0, now: clock.now() };
    const spans = [{ from: hour(16), to: hour(23), colour: 'orange' as const }];
    const hazards = [{ phenomenon: 'storms' as const, colour: 'orange' as const, spans }];
    const facts = { ...watch.sample, at: AT_TEN_PAST_TWO, hazards };
    const calm = { ...facts, colour: 'yellow' as const, at: hour(23) + 5 * MINUTE };
    expect(fr.raised({ ...about, facts, peak: facts })).toBe(
      '🟠 Vigilance 38 ORANGE : orages 16h-23h. Météo-France 14:10. /vigi',
    );
    expect(fr.cleared({ ...about, facts: calm, peak: facts })).toBe(
      '🟡 Vigilance 38 repasse en jaune (orange depuis 14:10). Météo-France 23:05.',
    );
    expect(fr.brief({ ...about, facts, peak: facts })).toBe('38 orange');
    const many = Array.from({ length: 9 }, () => ({
      phenomenon: 'storms' as const,
      colour: 'orange' as const,
      spans,
    }));
    const crowded = fr.raised({ ...about, facts: { ...facts, hazards: many }, peak: facts });
    expect(byteLength(crowded)).toBeLessThanOrEqual(200);
    expect(crowded).toMatch(/orages 16h-23h\. Météo-France 14:10\. \/vigi$/);
    expect(fr.lost?.({ ...about, facts, peak: facts, unknownSince: hour(15) })).toContain(
      'illisible depuis 15:00',
    );
    expect(fr.regained?.({ ...about, facts, peak: facts })).toBe(
      '🟠 Vigilance 38 à nouveau lisible : orange.',
    );
  });
});
