import { afterEach, expect, it, vi } from 'vitest';
import { type AlertLife, AlertStory, MINUTE } from '../support/alert-story.js';
import { BRAVO } from '../support/builders.js';
import { fillDisk, giveRoom } from '../support/full-disk.js';

/** Hours pass second by second, so that sockets have their turns. */
vi.setConfig({ testTimeout: 90_000 });

let story: AlertStory;

afterEach(async () => {
  giveRoom();
  await story.end();
});

const FULL =
  /^🔴 My database cannot be written \(\d+ failures\)\. I go on in memory: a restart would forget\. Is the disk full\?$/;

const LIFE: AlertLife = {
  alert: 'storage',
  begin: fillDisk,
  raised: { text: FULL, withinMs: 15 * MINUTE },
  end: giveRoom,
  cleared: {
    text: /^🟢 My database is written again, after 1h\d\d\.$/,
    withinMs: 15 * MINUTE,
  },
};

it('tells once that nothing can be stored, goes on from memory, and stores what it remembered when there is room', async () => {
  story = await AlertStory.begin({
    section: 'storage',
    topic: 'system',
    settings: { remindSeconds: 3600 },
    // Something that others can subscribe to, and of which nothing is told here.
    config: (config) => ({
      ...config,
      link: { ...config.link, alertAfterSeconds: 86_400 },
      alerts: { ...config.alerts, link: { ...config.alerts.link, enabled: true } },
    }),
  });
  const { log, clock } = story.warned;
  const full = clock.now();
  fillDisk();
  await story.until(() => story.onTelegram().length > 0, LIFE.raised.withinMs);
  expect(await story.asked('BRAV', '/subscribe link')).toMatch(/^Subscribed: link/);
  expect(await story.asked('BRAV', '/ping')).toMatch(/^Pong Bravo!/);
  await story.pass(30 * MINUTE);
  story.expectTold([FULL]);
  await story.pass(32 * MINUTE);
  story.expectTold([FULL, FULL]);
  const errors = log.lines.filter(({ level }) => level === 'error').map(({ msg }) => msg);
  expect(errors).toEqual([...new Set(errors)]);

  giveRoom();
  await story.pass(MINUTE);
  await story.restart();
  const span = { from: full, to: clock.now() };
  expect(story.warned.app.history.trafficOf(BRAVO, span).packets).toBeGreaterThanOrEqual(2);
  expect(await story.asked('BRAV', '/subscribe')).toMatch(/You get: link/);
  story.expectTold([FULL, FULL]);
  await story.showEnd(LIFE, [FULL, FULL]);
});
