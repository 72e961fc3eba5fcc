import { afterEach, expect, it } from 'vitest';
import { Secret } from '../../src/config/secrets.js';
import type { Config } from '../../src/config.js';
import { createDemoVigilance } from '../../src/sim/services/demo-vigilance.js';
import { byteLength } from '../../src/util/text.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { ChangingServer, HOSTILE } from '../support/played-http.js';
import { aStoryOverTcp, type Story } from '../support/story.js';
import { shownBy } from '../support/talk.js';

const POLL = { timeout: 15_000, interval: 20 };
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A whole bot in Isère whose Météo-France is at `url`. */
async function aBotAsking(clock: HurriedClock, url: string): Promise<Story<HurriedClock>> {
  const apiKey = new Secret({ env: 'KEY' });
  apiKey.load({ KEY: 'k3y' });
  const config = (defaults: Config): Config => ({
    ...defaults,
    vigilance: {
      ...defaults.vigilance,
      enabled: true,
      department: '38',
      source: 'api',
      apiKey,
      apiUrl: `${url}/cartevigilance/encours`,
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

it('tells people on the mesh the vigilance of any department in one packet, and says how it is', async () => {
  const clock = new HurriedClock();
  const outside = createDemoVigilance(clock);
  await outside.start();
  ends.push(() => outside.stop());
  const story = await aBotAsking(clock, outside.url);
  const told = /^(🟡|🟠) Vigilance \d\d (YELLOW|ORANGE)\n[^\n]+\n.*demo data (\d+ \w+ )?\d\d:\d\d$/s;
  for (const line of ['/vigi', '/vigilance 06']) {
    const answer = await ask(story, 'ALPH', line);
    expect(answer).toMatch(told);
    expect(byteLength(answer)).toBeLessThanOrEqual(200);
  }
  expect(await ask(story, 'BRAV', '/vigi 974')).toMatch(/^❓ Vigilance 974 UNKNOWN: overseas/);
  const { services } = story.app.status();
  expect(services.find(({ name }) => name === 'vigilance')).toEqual({
    name: 'vigilance',
    state: 'ok',
    lastSuccess: expect.any(String),
  });
  expect(story.opened()).toBe(1);
});

it('says that it knows nothing when its key is refused, tells the operator once, and answers a ping as ever', async () => {
  const clock = new HurriedClock();
  const outside = await ChangingServer.open(HOSTILE['forbids it']?.answer ?? (() => {}));
  ends.push(() => outside.close());
  const story = await aBotAsking(clock, outside.url);
  expect(await ask(story, 'ALPH', '/vigi')).toMatch(
    /^❓ Vigilance 38 UNKNOWN: source unreadable since \d\d:\d\d\. See vigilance\.meteofrance\.fr$/,
  );
  expect(await ask(story, 'BRAV', '/ping')).toMatch(/^Pong Bravo!/);
  const remedy = 'check vigilance.apiKey';
  expect(story.app.status().services).toContainEqual({
    name: 'vigilance',
    state: 'degraded',
    reason: 'denied',
    remedy,
  });
  expect(story.log.find('service refuses us')).toMatchObject([{ level: 'error', fields: { remedy } }]);
  expect(JSON.stringify(story.log.lines)).not.toContain('k3y');
  expect(outside.asked).toHaveLength(1);
});
