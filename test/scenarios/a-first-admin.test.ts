import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { Secret } from '../../src/config/secrets.js';
import type { Config } from '../../src/config.js';
import { EXIT } from '../../src/util/errors.js';
import { FakeBotApi, flow, TOKEN } from '../support/bot-api.js';
import type { FakeClock } from '../support/fake-clock.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { aStory, type Story } from '../support/story.js';
import { TestIo } from '../support/test-io.js';

const STRANGER = 99;

let api: FakeBotApi;
let story: Story<FakeClock>;
let dataDir: string;

function onTelegram(config: Config): Config {
  dataDir = config.dataDir;
  const token = new Secret({ env: 'TOKEN' });
  token.load({ TOKEN });
  return { ...config, telegram: { ...config.telegram, enabled: true, token, apiUrl: api.url } };
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

/** What somebody sees before he has typed anything. */
async function shownAtConsole(isTerminal: boolean): Promise<string> {
  const io = new TestIo({ isTerminal });
  const talking = runCli(['console', '--data', dataDir], io);
  if (isTerminal) await io.shows('meshbot> ');
  io.input.end('quit\n');
  expect(await talking).toBe(EXIT.done);
  return io.written;
}

async function say(text: string): Promise<string> {
  const before = api.texts.length;
  api.say(STRANGER, text, { date: Math.floor(story.clock.now() / 1000) });
  await flow(story.clock, () => api.texts.length > before);
  return api.texts.at(-1) ?? '';
}

it('learns at a console that nobody can give orders yet, shows the code on Telegram, and is the admin', async () => {
  expect(await shownAtConsole(false)).toBe('');
  const shown = await shownAtConsole(true);
  const code = /On Telegram: \/pair ([2-9A-Z]{8})/.exec(shown)?.[1] ?? '';
  expect(code).toHaveLength(8);
  expect(await say(`/pair ${code}`)).toMatch(/^Welcome, you are paired as admin\./);
  expect(await say('/whoami')).toContain('Role admin');
  expect(await shownAtConsole(true)).not.toMatch(/\/pair|admin yet/);
  expect(JSON.stringify(story.log.lines)).not.toContain(code);
});
