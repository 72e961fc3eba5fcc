import { afterEach, describe, expect, it } from 'vitest';
import { HttpClient } from '../../../src/services/http.js';
import { WeatherService, type WeatherSettings } from '../../../src/services/weather/weather.js';
import { sendJson } from '../../../src/sim/services/http-server.js';
import { NOW } from '../../support/builders.js';
import { FakeClock } from '../../support/fake-clock.js';
import { MemoryValueStore } from '../../support/memory-value-store.js';
import { ChangingServer, HOSTILE } from '../../support/played-http.js';
import { RecordingLog } from '../../support/recording-log.js';
import { anOpenMeteoAnswer, aWttrAnswer } from '../../support/weather-answers.js';

const HOME = { latitude: 45.19, longitude: 5.72 };
const MINUTE = 60_000;
const good: ChangingServer['answer'] = (_, response) => sendJson(response, anOpenMeteoAnswer());
const goodWttr: ChangingServer['answer'] = (_, response) => sendJson(response, aWttrAnswer());

const opened: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const { stop } of opened.splice(0)) await stop();
});

async function setUp(changes: Partial<WeatherSettings> = {}, values = new MemoryValueStore()) {
  const clock = new FakeClock(NOW);
  const log = new RecordingLog();
  const openMeteo = await ChangingServer.open(good);
  const wttr = await ChangingServer.open(goodWttr);
  const settings: WeatherSettings = {
    provider: 'open-meteo',
    fallback: true,
    openMeteoUrl: `${openMeteo.url}/v1/forecast`,
    wttrUrl: wttr.url,
    freshMs: 15 * MINUTE,
    timeoutMs: 7000,
    maxCallsPerDay: 500,
    ...changes,
  };
  const http = new HttpClient({ clock, version: '1' });
  const asked = { http, clock, random: () => 0.5, log, settings, values };
  const weather = new WeatherService({ ...asked, home: () => HOME });
  opened.push({ stop: () => Promise.all([weather.stop(), openMeteo.close(), wttr.close()]) });
  return { clock, log, openMeteo, wttr, weather };
}

/** Lets time pass in small steps until the reading is there: sockets need real moments between them. */
async function within<Result>(clock: FakeClock, ms: number, reading: Promise<Result>): Promise<Result> {
  let isDone = false;
  const done = reading.finally(() => {
    isDone = true;
  });
  const end = clock.uptime() + ms;
  while (!isDone && clock.uptime() < end) await clock.advance(10);
  expect(isDone, `no answer within ${ms} ms`).toBe(true);
  return done;
}

describe('WeatherService', () => {
  it('asks once for a place, however many want to know, and keeps what it was told', async () => {
    const { weather, openMeteo, clock } = await setUp();
    const readings = await Promise.all([
      weather.read(HOME),
      weather.read({ latitude: 45.1904, longitude: 5.7203 }),
    ]);
    expect(readings.map(({ report }) => report?.current.celsius)).toEqual([12.3, 12.3]);
    await clock.advance(10 * MINUTE);
    const later = await weather.read(HOME);
    expect(later).toMatchObject({
      isStale: false,
      ageMs: NOW + 10 * MINUTE - (later.report?.current.at ?? 0),
    });
    expect(openMeteo.asked).toHaveLength(1);
    expect(weather.reports()).toMatchObject([
      { name: 'weather', state: 'ok', since: NOW, lastSuccess: NOW, valueAt: later.report?.current.at },
      { name: 'weather fallback', state: 'ok' },
    ]);
    expect(weather.reports()[1]).not.toHaveProperty('since');
  });

  it.each(Object.entries(HOSTILE))('asks the other source when the first one %s', async (_, { answer }) => {
    const { weather, openMeteo, clock, log } = await setUp();
    openMeteo.answer = answer;
    const reading = await within(clock, 8000, weather.read(HOME));
    expect(reading.report?.credit).toMatch(/^127\.0\.0\.1/);
    expect(reading.report?.current.celsius).toBe(12);
    expect(reading.trouble?.reason).toBeDefined();
    expect(log.visible()).toEqual(['service degraded']);
    expect(weather.reports().map(({ state }) => state)).toEqual([
      reading.trouble?.reason === 'denied' ? 'denied' : 'stale',
      'ok',
    ]);
  });

  it.each(Object.entries(HOSTILE))(
    'has nothing within 8 s when both of them are such that one %s',
    async (_, { answer }) => {
      const { weather, openMeteo, wttr, clock, log } = await setUp();
      openMeteo.answer = answer;
      wttr.answer = answer;
      const reading = await within(clock, 8000, weather.read(HOME));
      expect(reading.report).toBeUndefined();
      expect(reading.trouble?.since).toBeGreaterThanOrEqual(NOW);
      expect(log.visible()).toEqual(['service degraded', 'service degraded']);
      const state = reading.trouble?.reason === 'denied' ? 'denied' : 'down';
      expect(weather.reports().map((report) => report.state)).toEqual([state, state]);
    },
  );

  it('asks wttr.in first where that is wished, and nobody else without fallback', async () => {
    const { weather, openMeteo, wttr, clock } = await setUp({ provider: 'wttr.in', fallback: false });
    expect((await weather.read(HOME)).report?.current.celsius).toBe(12);
    wttr.answer = HOSTILE['forbids it']?.answer ?? good;
    await within(clock, 8000, weather.read({ latitude: 45.5, longitude: 5.7 }));
    expect(openMeteo.asked).toEqual([]);
    expect(weather.reports()).toHaveLength(1);
  });

  it('tells the old value with its age while nothing newer can be had, and forgets it after a day', async () => {
    const { weather, openMeteo, wttr, clock } = await setUp();
    await weather.read(HOME);
    openMeteo.answer = HOSTILE['has an error']?.answer ?? good;
    wttr.answer = HOSTILE['sends a page']?.answer ?? good;
    await clock.advance(72 * MINUTE);
    const old = await within(clock, 8000, weather.read(HOME));
    expect(old).toMatchObject({ isStale: true, trouble: { reason: 'server error' } });
    expect(old.report?.current.celsius).toBe(12.3);
    expect(old.ageMs).toBeGreaterThanOrEqual(72 * MINUTE);
    await clock.advance(24 * 60 * MINUTE);
    expect((await within(clock, 8000, weather.read(HOME))).report).toBeUndefined();
  });

  it('gives a value of 20 minutes at once and fetches the next one meanwhile', async () => {
    const { weather, openMeteo, clock } = await setUp();
    await weather.read(HOME);
    await clock.advance(20 * MINUTE);
    expect((await weather.read(HOME)).report?.current.celsius).toBe(12.3);
    await openMeteo.wasAsked(2);
  });

  it('keeps its home fresh for a day after somebody asked, and nobody else', async () => {
    const { weather, openMeteo, clock } = await setUp();
    weather.start();
    await clock.advance(60 * MINUTE);
    expect(openMeteo.asked).toHaveLength(0);
    await weather.read({ latitude: 50, longitude: 6 });
    await clock.advance(30 * MINUTE);
    await openMeteo.wasAsked(2);
    expect(openMeteo.asked[1]?.searchParams.get('latitude')).toBe('45.19');
    await clock.advance(24 * 60 * MINUTE);
    const { length } = openMeteo.asked;
    await clock.advance(120 * MINUTE);
    expect(openMeteo.asked).toHaveLength(length);
    weather.stop();
    expect(clock.pending()).toEqual([]);
  });

  it('does not take the age from a clock that is wrong', async () => {
    const { weather, openMeteo, wttr, clock } = await setUp();
    await weather.read(HOME);
    await clock.advance(5 * MINUTE);
    openMeteo.answer = HOSTILE['forbids it']?.answer ?? good;
    wttr.answer = openMeteo.answer;
    for (const jumpMs of [-86_400_000, 400 * 86_400_000]) {
      clock.jump(jumpMs);
      const late = await within(clock, 8000, weather.read(HOME));
      expect(late.isAgeUncertain).toBe(true);
      expect(Math.floor(late.ageMs / MINUTE)).toBe(5);
    }
  });

  it('asks again when the clock on the wall has jumped, however fresh the value is', async () => {
    const { weather, openMeteo, clock } = await setUp();
    await weather.read(HOME);
    clock.jump(61_000);
    expect(await weather.read(HOME)).toMatchObject({ isAgeUncertain: false });
    expect(openMeteo.asked).toHaveLength(2);
  });

  it('tells after a restart what the process before it knew, with its age', async () => {
    const values = new MemoryValueStore();
    const before = await setUp({}, values);
    await before.weather.read(HOME);
    const { weather, openMeteo, wttr, clock } = await setUp({}, values);
    openMeteo.answer = HOSTILE['has an error']?.answer ?? good;
    wttr.answer = openMeteo.answer;
    clock.jump(70 * MINUTE);
    weather.start();
    const reading = await within(clock, 8000, weather.read(HOME));
    expect(reading).toMatchObject({ isStale: true, isAgeUncertain: false });
    expect(reading.report?.current.celsius).toBe(12.3);
    expect(reading.ageMs).toBeGreaterThanOrEqual(70 * MINUTE);
    expect(weather.reports()[0]?.state).toBe('stale');
  });
});
