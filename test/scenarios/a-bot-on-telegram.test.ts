import { afterEach, beforeEach, expect, it } from 'vitest';
import { Secret } from '../../src/config/secrets.js';
import type { Config } from '../../src/config.js';
import { FakeBotApi, flow, TOKEN } from '../support/bot-api.js';
import type { FakeClock } from '../support/fake-clock.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { aStory, type Story } from '../support/story.js';

const ADMIN = 11;

let api: FakeBotApi;
let story: Story<FakeClock>;

function onTelegram(config: Config): Config {
  const token = new Secret({ env: 'TOKEN' });
  token.load({ TOKEN });
  const telegram = { ...config.telegram, enabled: true, token, apiUrl: api.url, admins: [ADMIN] };
  return { ...config, telegram, alerts: { ...config.alerts, quietHours: 'off' } };
}

beforeEach(async () => {
  // The server keeps its own time: a minute of the story is nothing to it.
  api = new FakeBotApi(new HurriedClock(1));
  await api.start();
  story = await aStory({ config: onTelegram });
});

afterEach(async () => {
  await story.end();
  await api.stop();
});

async function ask(text: string): Promise<string> {
  const before = api.texts.length;
  const date = Math.floor(story.clock.now() / 1000);
  api.say(ADMIN, text, { date });
  await flow(story.clock, () => api.texts.length > before);
  return api.texts.at(-1) ?? '';
}

it('answers from the mesh, and says how it is with Telegram', async () => {
  expect(await ask('/whoami')).toContain('Role admin');
  expect(await ask('/diag')).toMatch(/telegram/);
  expect(story.app.status().services.find(({ name }) => name === 'telegram')).toMatchObject({ state: 'ok' });
});

it('tells an admin who wishes it of a lost link while it is lost, and of its end', async () => {
  await ask('/subscribe link');
  story.simulation.behave('refuse', '180');
  story.simulation.behave('fin');
  await flow(story.clock, () => api.texts.some((text) => text.startsWith('🔴 Node link lost')), 500);
  expect(story.app.radio.state).not.toBe('ready');
  await flow(story.clock, () => api.texts.some((text) => text.startsWith('🟢 Node link back')), 500);
  expect(story.app.radio.state).toBe('ready');
});

it('orders nothing without a second word, and notes who did it', async () => {
  const question = await ask('/announce hello');
  const code = /\/yes ([2-9A-Z]{4})/.exec(question)?.[1] ?? '';
  expect(code).toHaveLength(4);
  api.say(ADMIN, `/yes ${code}`, { date: Math.floor(story.clock.now() / 1000) });
  await flow(
    story.clock,
    () => story.log.find('command').some(({ fields }) => fields['command'] === 'yes'),
    500,
  );
  expect(story.log.find('command').at(-1)?.fields).toMatchObject({
    platform: 'telegram',
    user: 'telegram:11',
  });
});
