import { afterEach, expect, it } from 'vitest';
import type { Config } from '../../src/config.js';
import { BROADCAST_NUM, PRIMARY_CHANNEL } from '../../src/mesh/ids.js';
import { createDemoModel } from '../../src/sim/services/demo-model.js';
import { createDemoWeather } from '../../src/sim/services/demo-weather.js';
import { Simulation } from '../../src/sim/simulation.js';
import { byteLength } from '../../src/util/text.js';
import { ALPHA, aConsoleRequest } from '../support/builders.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { aStoryOverTcp, type Story } from '../support/story.js';
import { DEFAULT_CHANNEL, sendOdd, shownBy } from '../support/talk.js';

const POLL = { timeout: 18_000, interval: 20 };
/** A bulletin comes at the full minute, which passes in six seconds here. */
const SLOW_MS = 60_000;
const NET = 'Net tonight 20:00 on LongFast, all welcome.';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function aBotInTheMiddle(): Promise<Story<HurriedClock>> {
  const clock = new HurriedClock();
  const weather = createDemoWeather(clock);
  const model = createDemoModel();
  for (const service of [weather, model]) {
    await service.start();
    ends.push(() => service.stop());
  }
  const config = (defaults: Config): Config => ({
    ...defaults,
    admins: { nodes: [{ nodeNum: ALPHA, publicKey: keyOfAlpha(clock) }] },
    position: { latitude: 45.19, longitude: 5.72 },
    channels: { ...defaults.channels, commands: [PRIMARY_CHANNEL] },
    weather: {
      ...defaults.weather,
      enabled: true,
      openMeteoUrl: `${weather.url}/v1/forecast`,
      geocodingUrl: `${weather.url}/v1/search`,
      fallback: false,
      homeName: 'Grenoble',
    },
    llm: { ...defaults.llm, enabled: true, baseUrl: model.url, maxCpuCelsius: 0, minBatteryVolts: 0 },
    bulletins: [
      { cron: '* * * * *', channel: PRIMARY_CHANNEL, text: 'Bulletin of the minute', graceSeconds: 900 },
      { cron: '* * * * *', channel: PRIMARY_CHANNEL, command: 'weather', graceSeconds: 900 },
    ],
  });
  const story = await aStoryOverTcp(clock, { config });
  ends.push(() => story.end());
  await expect.poll(() => story.app.radio.state, POLL).toBe('ready');
  return story;
}

/** The people of a seed are the same in every simulation. */
function keyOfAlpha(clock: HurriedClock): Uint8Array<ArrayBuffer> {
  const twin = new Simulation({ clock, seed: 'story', traffic: false, front: 'memory' });
  return Uint8Array.from(twin.world.find('ALPH').keyPair?.publicKey ?? []);
}

type Told = Story<HurriedClock>;

async function ask(story: Told, name: string, line: string): Promise<string> {
  const question = story.simulation.world.dm(name, line);
  const replies = () => shownBy(story, name).filter(({ replyId }) => replyId === question);
  await expect.poll(replies, POLL).toHaveLength(1);
  return replies()[0]?.text ?? '';
}

async function atConsole({ app }: Told, line: string): Promise<string> {
  return (await app.bot.router.handle(aConsoleRequest(line)))?.pages[0] ?? '';
}

function broadcastsOf({ simulation }: Told): string[] {
  return simulation
    .received()
    .filter(({ to }) => to === BROADCAST_NUM)
    .map(({ text }) => text);
}

it('everything that the bot says and hears goes over one connection', { timeout: SLOW_MS }, async () => {
  const story = await aBotInTheMiddle();
  const { world } = story.simulation;

  const question = world.say('BRAV', '/weather');
  expect(await ask(story, 'ALPH', '/ping')).toMatch(/^Pong Alpha!/);
  expect(await ask(story, 'ALPH', '/bot How far does LoRa reach?')).toMatch(/^LoRa often .* \(demo\)$/);
  const replies = () => story.simulation.received().filter(({ replyId }) => replyId === question);
  await expect.poll(replies, POLL).toMatchObject([{ to: BROADCAST_NUM, channel: PRIMARY_CHANNEL }]);

  const preview = await atConsole(story, `announce ${NET}`);
  const [, code = ''] = /Send\? \/yes (\w{4})/.exec(preview) ?? [];
  expect(preview).toContain(`On ch0 LongFast (43 B): "${NET}"`);
  expect(await atConsole(story, `yes ${code}`)).toMatch(/^Posted on LongFast, a neighbour relayed it/);

  // A bridge says again what the bot has said: it is nobody's question.
  const { own } = story.app.mesh.ignored;
  sendOdd(story, 'BRAV', { text: NET, channel: DEFAULT_CHANNEL });
  await expect.poll(() => story.app.mesh.ignored.own, POLL).toBeGreaterThan(own);

  expect(await ask(story, 'ALPH', '/alerts test link')).toMatch(/^TEST link is on its way/);
  const warnings = () => shownBy(story, 'ALPH').filter(({ text }) => /^TEST link: /.test(text));
  await expect.poll(warnings, POLL).toHaveLength(1);

  await expect.poll(() => broadcastsOf(story), POLL).toContain('Bulletin of the minute');
  await expect
    .poll(() => broadcastsOf(story).filter((text) => /^Grenoble \d\d:\d\d\n/.test(text)).length, POLL)
    .toBeGreaterThanOrEqual(2);

  for (const { text } of story.simulation.received()) expect(byteLength(text)).toBeLessThanOrEqual(200);
  expect(story.opened()).toBe(1);
  expect(story.simulation.events.counters['connections']).toBe(1);
  expect(story.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
