import { afterEach, expect, it } from 'vitest';
import type { Config } from '../../src/config.js';
import { createDemoEsphome } from '../../src/sim/services/demo-esphome.js';
import { byteLength } from '../../src/util/text.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { aStoryOverTcp } from '../support/story.js';
import { shownBy } from '../support/talk.js';

const POLL = { timeout: 15_000, interval: 20 };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it.each(['poll', 'events'] as const)(
  'tells people on the mesh in one packet what the sensors say that it hears by %s, in both languages',
  async (mode) => {
    const clock = new HurriedClock();
    const device = createDemoEsphome(clock);
    await device.start();
    ends.push(() => device.stop());
    const config = (defaults: Config): Config => {
      const { port } = new URL(device.url);
      const esphome = { ...defaults.esphome, enabled: true, host: '127.0.0.1', port: Number(port), mode };
      return { ...defaults, esphome };
    };
    const story = await aStoryOverTcp(clock, { config });
    ends.push(() => story.end());
    await expect.poll(() => story.app.radio.state, POLL).toBe('ready');
    const service = () => story.app.status().services.find(({ name }) => name === 'esphome');
    await expect.poll(() => service()?.lastSuccess, POLL).toBeDefined();
    const answers = {
      '/power':
        /^1\d\.\dV -?\d\.\d\dA -?\d+\.\dW\nToday \d+Wh\n\d+\.\d° 10\d\dhPa \d\d% \d+\.\dg\/m³\n\d+ ?(s|min) ago$/,
      '/energie': /^1\d\.\dV/,
      '/graphs': /^Not enough data yet \(\d+[ms]\)\.$/,
      '/cpu': /^(Bot CPU .*\n)?RSS \d+MB/,
    };
    for (const [line, answer] of Object.entries(answers)) {
      const question = story.simulation.world.dm('ALPH', line);
      const replies = () => shownBy(story, 'ALPH').filter(({ replyId }) => replyId === question);
      await expect.poll(replies, POLL).toHaveLength(1);
      const text = replies()[0]?.text ?? '';
      expect(text).toMatch(answer);
      expect(byteLength(text)).toBeLessThanOrEqual(200);
    }
    expect(story.opened()).toBe(1);
  },
);
