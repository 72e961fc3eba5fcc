import { describe, expect, it } from 'vitest';
import type { Told } from '../../src/alerts/alert.js';
import { LightningWatch, type LightningWatchSettings } from '../../src/alerts/lightning.js';
import type { Subscription } from '../../src/mesh/user-store.js';
import type { LightningReading } from '../../src/services/lightning/lightning.js';
import type { Sighting } from '../../src/services/lightning/sighting.js';
import { byteLength } from '../../src/util/text.js';
import { NOW } from '../support/builders.js';

const MINUTE = 60_000;
const SETTINGS: LightningWatchSettings = {
  raise: 5,
  withinMs: 15 * MINUTE,
  kilometers: 50,
  nearKilometers: 25,
  dangerKilometers: 10,
  clearMs: 30 * MINUTE,
  remindMs: 60 * MINUTE,
  ttlMs: 20 * MINUTE,
};
const SOUTH_WEST = 225;

function aSighting(km: number, minutesAgo: number): Sighting {
  return { meters: km * 1000, ageMs: minutesAgo * MINUTE, bearing: SOUTH_WEST };
}

const several = (count: number, km: number, minutesAgo: number) =>
  Array.from({ length: count }, () => aSighting(km, minutesAgo));

function aReading(sightings: readonly Sighting[], changes: Partial<LightningReading> = {}): LightningReading {
  const storm = { count: sightings.length, isAtLeast: false, rings: [], bars: [] };
  const feed = { state: 'live', since: NOW - 3_600_000 } as const;
  return { feed, radiusKm: 50, windowMs: 15 * MINUTE, storm, sightings, coveredMs: 3_600_000, ...changes };
}

function aWatch(reading: LightningReading, subscriptions: readonly Subscription[] = []) {
  const lightning = { read: () => reading };
  const clock = { now: () => NOW };
  return new LightningWatch({ lightning, subscriptions: () => subscriptions, clock, settings: SETTINGS });
}

function judged(sightings: readonly Sighting[], changes: Partial<LightningReading> = {}) {
  return aWatch(aReading(sightings, changes)).look()[0]?.judgement;
}

function aSubscription(kilometers?: number): Subscription {
  const options = kilometers === undefined ? {} : { kilometers };
  return { userId: 'mesh:!16fad3dc', topic: 'blitz', options, since: NOW };
}

describe('the watch of thunderstorms', () => {
  it.each([
    ['five strikes within 50 km', several(5, 49, 14), { raise: 1, keep: 1 }],
    ['four', several(4, 49, 14), { raise: 0, keep: 1 }],
    [
      'five of which one is older than a quarter of an hour',
      [...several(4, 49, 1), aSighting(49, 16)],
      { raise: 0, keep: 1 },
    ],
    ['five of which one is beyond', [...several(4, 49, 1), aSighting(51, 1)], { raise: 0, keep: 1 }],
    ['five, one within 25 km', [...several(4, 49, 1), aSighting(25, 1)], { raise: 2, keep: 2 }],
    ['five, one within 10 km', [...several(4, 49, 1), aSighting(9.9, 1)], { raise: 3, keep: 3 }],
    [
      'five far ones, and one near half an hour ago',
      [...several(5, 49, 1), aSighting(9, 29)],
      { raise: 1, keep: 3 },
    ],
    ['nothing for half an hour', several(9, 5, 31), { raise: 0, keep: 0 }],
    ['nothing for 29 minutes', several(9, 5, 29), { raise: 0, keep: 3 }],
  ])('judges %s', (_, sightings, expected) => {
    expect(judged(sightings)).toEqual({ kind: 'known', ...expected });
  });

  it('does not call it over while it was deaf at any time in half an hour', () => {
    expect(judged([], { coveredMs: 29 * MINUTE })).toEqual({ kind: 'known', raise: 0, keep: 3 });
    expect(judged([], { coveredMs: 30 * MINUTE })).toEqual({ kind: 'known', raise: 0, keep: 0 });
  });

  it('knows nothing without the feed, whatever it has seen before', () => {
    expect(judged(several(9, 5, 1), { coveredMs: 0 })).toEqual({ kind: 'unknown' });
    expect(judged([], { coveredMs: 0, feed: { state: 'no place' } })).toEqual({ kind: 'unknown' });
  });

  it('keeps one matter for each distance that somebody named', () => {
    const subscriptions = [aSubscription(), aSubscription(20), aSubscription(20), aSubscription(5)];
    const watch = aWatch(aReading([...several(5, 18, 1), ...several(5, 40, 1)]), subscriptions);
    expect(watch.look().map(({ subject, judgement, facts }) => [subject, judgement, facts?.count])).toEqual([
      ['50km', { kind: 'known', raise: 2, keep: 2 }, 10],
      ['20km', { kind: 'known', raise: 2, keep: 2 }, 5],
      ['5km', { kind: 'known', raise: 0, keep: 0 }, 0],
    ]);
    expect(watch.concerns(aSubscription(), { subject: '50km' })).toBe(true);
    expect(watch.concerns(aSubscription(20), { subject: '20km' })).toBe(true);
    expect(watch.concerns(aSubscription(20), { subject: '50km' })).toBe(false);
  });

  it('watches no farther than lightning is watched, whatever somebody wished', () => {
    const strikes = [...several(4, 40, 1), ...several(9, 80, 1)];
    const sight = aWatch(aReading(strikes), [aSubscription(100)]).look()[1];
    expect(sight).toMatchObject({
      subject: '100km',
      judgement: { raise: 0, keep: 1 },
      facts: { kilometers: 50, count: 4 },
    });
  });

  it('tells danger at any hour, and reminds every hour', () => {
    const { levels, ttlMs } = aWatch(aReading([]));
    expect(levels.map(({ isSevere }) => isSevere)).toEqual([false, false, true]);
    expect(levels[0]).toEqual({ holdMs: 0, clearMs: 0, remindMs: 60 * MINUTE, isSevere: false });
    expect(ttlMs).toBe(20 * MINUTE);
  });

  it('remembers the nearest strike of a storm', () => {
    const watch = aWatch(aReading([]));
    const far = { ...watch.sample, nearest: aSighting(31, 1) };
    const near = { ...watch.sample, nearest: aSighting(6.1, 1) };
    const { nearest: _none, ...none } = watch.sample;
    expect(watch.worst(far, near)).toBe(near);
    expect(watch.worst(near, far)).toBe(near);
    expect(watch.worst(near, none)).toBe(near);
  });
});

describe('what is told of a thunderstorm', () => {
  const at = (hour: number, minute: number) => new Date(2026, 10, 20, hour, minute).getTime();
  const watch = aWatch(aReading([]));
  type Facts = typeof watch.sample;
  const told = (changes: Partial<Told<Facts>> = {}): Told<Facts> => ({
    subject: '50km',
    facts: watch.sample,
    peak: watch.sample,
    level: 1,
    peakLevel: 1,
    since: at(14, 31),
    lastedMs: 0,
    now: NOW,
    ...changes,
  });
  const near = { ...watch.sample, count: 34, nearest: { meters: 8300, bearing: 225, ageMs: 2 * MINUTE } };
  const over = {
    facts: { ...watch.sample, count: 0, lastAt: at(16, 11) },
    peak: { ...watch.sample, nearest: aSighting(6.1, 1) },
    lastedMs: 130 * MINUTE,
  };

  it('is what the catalogue says in English', () => {
    const { en } = watch.texts;
    expect(en.raised(told())).toBe(
      '⚡ Storm: 12 strikes <50km in 15min, nearest 31km SW, coming closer ~25km/h. /blitz',
    );
    expect(en.risen?.(told({ facts: near }))).toBe(
      '⚡ Storm now 8.3km SW (2min ago), 34 strikes in 15min. Take shelter.',
    );
    expect(en.cleared(told(over))).toBe(
      '⚡ Storm over: no strike <50km for 30min. It lasted 1h40, closest 6.1km.',
    );
    expect(en.lost?.(told({ unknownSince: at(14, 52) }))).toBe(
      '⚡ Lightning feed lost at 14:52: I cannot tell if the storm is over.',
    );
    expect(en.brief(told())).toBe('12 <50km');
  });

  it('is what the catalogue says in French', () => {
    const { fr } = watch.texts;
    expect(fr.raised(told())).toBe(
      '⚡ Orage : 12 éclairs <50km en 15min, le plus proche 31km SO, se rapproche ~25km/h. /foudre',
    );
    expect(fr.risen?.(told({ facts: near }))).toBe(
      "⚡ Orage à 8,3km SO (il y a 2min), 34 éclairs en 15min. Mettez-vous à l'abri.",
    );
    expect(fr.cleared(told(over))).toBe(
      '⚡ Orage fini : aucun éclair <50km depuis 30min. Durée 1h40, au plus près 6,1km.',
    );
    expect(fr.lost?.(told({ unknownSince: at(14, 52) }))).toBe(
      "⚡ Flux foudre perdu à 14:52 : je ne sais pas si l'orage est fini.",
    );
    expect(fr.brief(told())).toBe('12 <50km');
  });

  it('is reminded of as it is now, also while nothing strikes', () => {
    const { en, fr } = watch.texts;
    const calm = told({ facts: { ...watch.sample, count: 0 } });
    expect(en.reminded?.(told())).toBe(en.raised(told()));
    expect(fr.reminded?.(told())).toBe(fr.raised(told()));
    expect(en.reminded?.(calm)).toBe(
      '⚡ Storm not over yet: no strike <50km in 15min, I wait for 30min without. /blitz',
    );
    expect(fr.reminded?.(calm)).toBe(
      "⚡ Orage pas encore fini : aucun éclair <50km en 15min, j'attends 30min sans éclair. /foudre",
    );
  });

  it('is that the feed is back, and not that the storm goes on', () => {
    const { en, fr } = watch.texts;
    expect(en.regained?.(told())).toBe(
      '⚡ Lightning feed is back: the storm counts as over after 30min without a strike. /blitz',
    );
    expect(fr.regained?.(told())).toBe(
      "⚡ Flux foudre revenu : l'orage sera dit fini après 30min sans éclair. /foudre",
    );
  });

  it('leaves out what is not known, and fits one packet at its longest', () => {
    const { en, fr } = watch.texts;
    const { nearest: _n, trend: _t, ...bare } = watch.sample;
    const nothing = told({ facts: bare, peak: bare, lastedMs: 61 * MINUTE });
    expect(en.raised(nothing)).toBe('⚡ Storm: 12 strikes <50km in 15min. /blitz');
    expect(fr.raised(nothing)).toBe('⚡ Orage : 12 éclairs <50km en 15min. /foudre');
    expect(en.risen?.(nothing)).toBe('⚡ Storm now 12 strikes in 15min. Take shelter.');
    expect(en.cleared(nothing)).toBe('⚡ Storm over: no strike <50km for 30min. It lasted 1h01.');
    const moving = (trend: Facts['trend'] & object) =>
      told({ facts: { ...watch.sample, count: 5000, trend } });
    expect(fr.raised(moving({ kind: 'away', kmh: 149 }))).toMatch("s'éloigne ~149km/h");
    expect(en.raised(moving({ kind: 'away', kmh: 149 }))).toMatch('moving away ~149km/h');
    expect(fr.raised(moving({ kind: 'staying' }))).toMatch('stationnaire. /foudre');
    expect(en.raised(moving({ kind: 'staying' }))).toMatch('staying. /blitz');
    expect(byteLength(fr.raised(moving({ kind: 'closer', kmh: 149 })))).toBeLessThanOrEqual(200);
  });
});
