import { describe, expect, it } from 'vitest';
import type { LightningReading } from '../../../src/services/lightning/lightning.js';
import type { Sighting } from '../../../src/services/lightning/sighting.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk } from '../../support/bot-desk.js';
import { NOW } from '../../support/builders.js';
import { expectAnswers, HOME, HOUR, MINUTE, said, saidAtConsole } from '../../support/sky-desk.js';

/** 14:05:31 is now. */
const AT = (hour: number, minute: number) => new Date(2026, 10, 20, hour, minute).getTime();
const NO_BARS = new Array<number>(24).fill(0);
const NEAREST: Sighting = { meters: 8300, bearing: 225, ageMs: 2 * MINUTE + 10_000 };

const CALM: LightningReading = {
  feed: { state: 'live', since: AT(6, 12) },
  radiusKm: 50,
  windowMs: 15 * MINUTE,
  home: HOME,
  storm: {
    count: 0,
    isAtLeast: false,
    rings: [],
    last: { meters: 31_000, bearing: 180, ageMs: NOW - AT(13, 20) },
    bars: NO_BARS,
  },
  sightings: [],
  coveredMs: 0,
};

const STORM: LightningReading = {
  ...CALM,
  storm: {
    count: 12,
    isAtLeast: false,
    rings: [
      { fromKm: 0, toKm: 10, count: 1, meanMeters: 8300 },
      { fromKm: 10, toKm: 25, count: 4, meanMeters: 18_400 },
      { fromKm: 25, toKm: 50, count: 7, meanMeters: 37_000 },
    ],
    nearest: NEAREST,
    last: NEAREST,
    trend: { kind: 'closer', kmh: 25.3, arrivalMinutes: 20.2 },
    bars: [...NO_BARS.slice(0, 20), 1, 0, 4, 8],
  },
};

function aDeskWith(reading: LightningReading) {
  const told = { lightning: reading };
  const desk = aDesk({ position: HOME }, true, { lightning: { read: () => told.lightning } });
  return Object.assign(told, desk);
}

describe('/blitz', () => {
  it('tells of a storm as the catalogue says', async () => {
    await expectAnswers(aDeskWith(STORM), {
      en: [
        '/blitz',
        '⚡12 strikes <50km in 15min\n0-10km 1, 10-25km 4, 25-50km 7\nNearest 8.3km SW, 2min ago\nComing closer, ~25km/h',
      ],
      fr: [
        '/foudre',
        '⚡12 éclairs <50km en 15min\n0-10km 1, 10-25km 4, 25-50km 7\nPlus proche 8,3km SO, il y a 2min\nSe rapproche, ~25km/h',
      ],
    });
  });

  it('says that nothing struck only with since when it has listened', async () => {
    await expectAnswers(aDeskWith(CALM), {
      en: ['/lightning', '⚡No strike <50km in 15min. Feed connected since 06:12. Last one 31km S at 13:20.'],
      fr: ['/orage', '⚡Aucun éclair <50km en 15min. Flux ouvert depuis 06:12. Dernier 31km S à 13:20.'],
    });
  });

  it('says that it cannot tell when the feed is down', async () => {
    const last = { meters: 31_000, bearing: 180, ageMs: NOW - AT(13, 50) };
    const feed = { state: 'down', since: AT(13, 52) } as const;
    await expectAnswers(aDeskWith({ ...CALM, feed, storm: { ...CALM.storm, last } }), {
      en: ['/blitz', '❓ Lightning feed down since 13:52, I cannot tell. Last strike seen 13:50, 31km S.'],
      fr: ['/foudre', '❓ Flux foudre coupé depuis 13:52, je ne sais pas. Dernier éclair vu 13:50, 31km S.'],
    });
  });

  it('calls nothing calm for longer than it has listened', async () => {
    const { last: _none, ...storm } = CALM.storm;
    const desk = aDeskWith({ ...CALM, storm, feed: { state: 'live', since: NOW - 4 * MINUTE - 20_000 } });
    expect(await said(desk, '/blitz')).toBe('⚡No strike <50km in 4min. Feed connected since 14:01.');
    desk.lightning = { ...CALM, storm, feed: { state: 'live', since: desk.clock.now() - 20_000 } };
    expect(await said(desk, '/foudre', 'fr')).toMatch(
      '⚡Aucun éclair <50km en 20s. Flux ouvert depuis 14:05.',
    );
  });

  it('says with a storm when there may be more of it', async () => {
    const desk = aDeskWith({ ...STORM, feed: { state: 'down', since: AT(14, 2) } });
    expect(await said(desk, '/blitz')).toMatch(/km\/h\nFeed down since 14:02, there may be more$/);
    desk.lightning = { ...STORM, feed: { state: 'live', since: AT(14, 0) } };
    expect(await said(desk, '/blitz')).toMatch(/km\/h\nFeed connected since 14:00\.$/);
    desk.lightning = { ...STORM, storm: { ...STORM.storm, count: 5000, isAtLeast: true } };
    expect(await said(desk, '/blitz')).toMatch(/^⚡5000\+ strikes <50km/);
  });

  it('tells of a single strike, and of storms that stay or go', async () => {
    const { trend: _none, ...still } = STORM.storm;
    const desk = aDeskWith({ ...STORM, storm: { ...still, count: 1, rings: [] } });
    expect(await said(desk, '/blitz')).toBe('⚡1 strike <50km in 15min\nNearest 8.3km SW, 2min ago');
    expect(await said(desk, '/foudre', 'fr')).toMatch('⚡1 éclair <50km en 15min\n');
    const moving = (trend: NonNullable<LightningReading['storm']['trend']>) => {
      desk.lightning = { ...STORM, storm: { ...STORM.storm, trend } };
    };
    moving({ kind: 'staying' });
    expect(await said(desk, '/blitz')).toMatch(/\nStaying$/);
    expect(await said(desk, '/foudre', 'fr')).toMatch(/\nStationnaire$/);
    moving({ kind: 'away', kmh: 40 });
    expect(await said(desk, '/blitz')).toMatch(/\nMoving away, ~40km\/h$/);
    expect(await said(desk, '/foudre', 'fr')).toMatch(/\nS'éloigne, ~40km\/h$/);
  });

  it('does not know where it is, and says so', async () => {
    const { home: _none, ...nowhere } = CALM;
    await expectAnswers(aDeskWith({ ...nowhere, feed: { state: 'no place' } }), {
      en: ['/blitz', '❓ My own position is unknown, so I cannot tell of lightning.'],
      fr: ['/foudre', '❓ Ma propre position est inconnue : je ne peux rien dire de la foudre.'],
    });
  });

  it('shows two hours, the rings and the source on a wide screen', async () => {
    expect(await saidAtConsole(aDeskWith(STORM), '/blitz')).toBe(
      [
        '⚡12 strikes <50km in 15min',
        '0-10 km: 1 (mean 8.3 km)',
        '10-25 km: 4 (mean 18.4 km)',
        '25-50 km: 7 (mean 37 km)',
        'Nearest 8.3 km SW, 2 min ago',
        'Coming closer, ~25km/h, here in about 20 min',
        'Strikes <50km per 5 min, the last 2 h:',
        '▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▁▅█ (highest bar: 8)',
        'Feed connected since 06:12.',
        'Map: https://map.blitzortung.org/#8/45.2/5.7',
        'Data: Blitzortung.org contributors, for private use. Not an official warning.',
      ].join('\n'),
    );
    const down = { ...STORM, feed: { state: 'down', since: AT(14, 2) } } as const;
    expect(await saidAtConsole(aDeskWith(down), '/foudre', 'fr')).toMatch(
      'Flux coupé depuis 14:02, il peut y en avoir plus',
    );
    const calm = (await saidAtConsole(aDeskWith(CALM), '/foudre', 'fr')) ?? '';
    expect(calm).toMatch(/^⚡Aucun éclair <50km en 15min\./);
    expect(calm).toMatch('Données : contributeurs de Blitzortung.org');
    expect(calm).not.toMatch('barre');
  });

  it('fits one packet at its longest', async () => {
    const rings = [0, 10, 25].map((fromKm) => ({ fromKm, toKm: 300, count: 4999 }));
    const trend = { kind: 'closer', kmh: 149 } as const;
    const storm = { ...STORM.storm, count: 5000, isAtLeast: true, rings, trend };
    const desk = aDeskWith({ ...STORM, radiusKm: 300, storm, feed: { state: 'down', since: NOW - HOUR } });
    expect(byteLength((await said(desk, '/foudre', 'fr')) ?? '')).toBeLessThanOrEqual(200);
  });

  it('is not known where it is switched off', async () => {
    const desk = aDesk({}, false);
    expect(await said(desk, '/blitz')).toBe('/blitz is not set up here.');
  });
});
