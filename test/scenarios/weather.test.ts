import { afterEach, expect, it } from 'vitest';
import type { Config } from '../../src/config.js';
import { createDemoWeather } from '../../src/sim/services/demo-weather.js';
import { sendJson } from '../../src/sim/services/http-server.js';
import { byteLength } from '../../src/util/text.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { ChangingServer, HOSTILE } from '../support/played-http.js';
import { aStory, aStoryOverTcp, type Story } from '../support/story.js';
import { shownBy, wordsFor } from '../support/talk.js';

const POLL = { timeout: 15_000, interval: 20 };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A whole bot whose outside is at `url`. */
async function aBotAsking(clock: HurriedClock, url: string): Promise<Story<HurriedClock>> {
  const config = (defaults: Config): Config => ({
    ...defaults,
    position: { latitude: 45.19, longitude: 5.72 },
    weather: {
      ...defaults.weather,
      enabled: true,
      openMeteoUrl: `${url}/v1/forecast`,
      geocodingUrl: `${url}/v1/search`,
      wttrUrl: url,
      homeName: 'Grenoble',
    },
  });
  const story = await aStoryOverTcp(clock, { config });
  ends.push(() => story.end());
  await expect.poll(() => story.app.radio.state, POLL).toBe('ready');
  return story;
}

async function ask(story: Story<HurriedClock>, name: string, line: string): Promise<string> {
  const question = story.simulation.world.dm(name, line);
  const replies = () => shownBy(story, name).filter(({ replyId }) => replyId === question);
  await expect.poll(replies, POLL).toHaveLength(1);
  return replies()[0]?.text ?? '';
}

it('tells people on the mesh the weather, the rain and the moon, each in one packet, in both languages', async () => {
  const clock = new HurriedClock();
  const outside = createDemoWeather(clock);
  await outside.start();
  ends.push(() => outside.stop());
  const story = await aBotAsking(clock, outside.url);
  const answers = {
    '/weather Lyon':
      /^Lyon \(demo\) \d\d:\d\d\nNow -?\d+° \S+ \d+km\/h 65% [\d.]+mm\n(\w{3} -?\d+\/-?\d+° \S+ [\d.]+mm \d+km\/h\n?){3}$/,
    '/rain': /^(Rain Grenoble 24h: .*\n[_▁-█]{24}\n(\d\d ?){8}\n|No rain in Grenoble)/,
    '/sun': /^Grenoble \w{3} \d+ \w+\nSun \d\d:\d\d-\d\d:\d\d, /,
    '/langue fr': /^Langue/,
    '/meteo': /^Grenoble \d\d:\d\d\nActuel /,
  };
  for (const [line, answer] of Object.entries(answers)) {
    const said = await ask(story, 'ALPH', line);
    expect(said).toMatch(answer);
    expect(byteLength(said)).toBeLessThanOrEqual(200);
  }
  expect(await ask(story, 'BRAV', '/pluie Lyon')).toMatch(/Lyon \(demo\)/);
  expect(story.app.status().services.slice(0, 3)).toMatchObject([
    { name: 'weather', state: 'ok', lastSuccess: expect.any(String) },
    { name: 'weather fallback', state: 'ok' },
    { name: 'geocoding', state: 'ok', lastSuccess: expect.any(String) },
  ]);
  expect(story.log.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  expect(story.opened()).toBe(1);
});

it('answers a ping as ever while the weather hangs, and tells its asker the truth in time', async () => {
  const clock = new HurriedClock();
  const outside = await ChangingServer.open(HOSTILE['accepts and never answers']?.answer ?? (() => {}));
  ends.push(() => outside.close());
  const story = await aBotAsking(clock, outside.url);
  const weather = ask(story, 'ALPH', '/weather');
  await outside.wasAsked(1);
  expect(await ask(story, 'BRAV', '/ping')).toMatch(/^Pong Bravo!/);
  expect(await weather).toMatch(/^Weather source down since \d\d:\d\d, no earlier value\. I keep trying\.$/);
  const told = story.log.find('command').map(({ fields }) => fields);
  expect(told.map(({ command }) => command)).toEqual(['ping', 'weather']);
  expect(told[0]?.['tookMs']).toBeLessThan(1000);
  expect(told[1]?.['tookMs']).toBeLessThanOrEqual(8000);
  expect(story.log.find('service degraded').map(({ fields }) => fields['service'])).toEqual([
    'weather',
    'weather fallback',
  ]);
  const { services } = story.app.status();
  expect(services.slice(0, 3).map(({ state }) => state)).toEqual(['degraded', 'degraded', 'ok']);
  expect(story.opened()).toBe(1);
});

it('keeps nobody waiting for the place and then again for its weather', async () => {
  // Slow enough for a busy machine: its delays are multiplied, and half a second is all that is left of the eight.
  const clock = new HurriedClock(2);
  const place = { name: 'Lyon', latitude: 45.76, longitude: 4.84, population: 500_000 };
  const outside = await ChangingServer.open((request, response) => {
    const answer = () => sendJson(response, { results: [place] });
    if (request.url?.startsWith('/v1/search')) clock.after('test.slow', 5000, answer);
  });
  ends.push(() => outside.close());
  const story = await aBotAsking(clock, outside.url);
  expect(await ask(story, 'ALPH', '/weather Lyon')).toMatch(
    /^(Weather source down since \d\d:\d\d, no earlier value|No answer from the weather source yet)/,
  );
  const [told] = story.log.find('command');
  expect(told?.fields).toMatchObject({ command: 'weather', outcome: 'answered' });
  expect(told?.fields['tookMs']).toBeLessThanOrEqual(8000);
});

it('asks nobody outside where that is switched off, and says so', async () => {
  const story = await aStory();
  expect(story.app.status().services).toContainEqual({ name: 'weather', state: 'off' });
  expect(await wordsFor(story, 'ALPH', '/meteo')).toEqual(['/weather is not set up here.']);
  await story.end();
  expect(story.clock.pending()).toEqual([]);
});
