import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { Config } from '../../src/config.js';
import { SystemClock } from '../../src/util/clock.js';
import { aStoryOverTcp } from '../support/story.js';
import { shownBy } from '../support/talk.js';

const POLL = { timeout: 15_000, interval: 20 };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it('tells a Prometheus what the bot really does, and is gone with it', async () => {
  const story = await aStoryOverTcp(new SystemClock(), { config: listeningOn(0) });
  let hasEnded = false;
  ends.push(async () => hasEnded || story.end());
  await expect.poll(() => story.app.radio.state, POLL).toBe('ready');
  const [line] = story.log.find('metrics');
  const url = String(line?.fields['url']);
  const page = async () => (await fetch(url)).text();
  expect(await page()).toContain('meshbot_outbox_ended_total{outcome="delivered"} 0\n');
  story.simulation.world.dm('ALPH', '/ping');
  await expect.poll(() => shownBy(story, 'ALPH'), POLL).toHaveLength(1);
  await expect.poll(page, POLL).toContain('meshbot_outbox_ended_total{outcome="delivered"} 1\n');
  expect(await page()).toMatch(
    /^meshbot_link_state\{state="ready"\} 1$[\s\S]+^meshbot_texts_received_total 1$/m,
  );
  hasEnded = true;
  await story.end();
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

it('answers on the mesh all the same when the port is taken, and says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  ends.push(() => new Promise((resolve) => other.close(resolve)));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const story = await aStoryOverTcp(new SystemClock(), { config: listeningOn(port) });
  ends.push(() => story.end());
  await expect.poll(() => story.app.radio.state, POLL).toBe('ready');
  story.simulation.world.dm('ALPH', '/ping');
  await expect.poll(() => shownBy(story, 'ALPH'), POLL).toHaveLength(1);
  const [line] = story.log.find('metrics unavailable');
  expect(line?.level).toBe('error');
  expect(line?.fields['reason']).toContain('EADDRINUSE');
});

function listeningOn(port: number) {
  return (defaults: Config): Config => ({ ...defaults, metrics: { listen: { host: '127.0.0.1', port } } });
}
