import { afterEach, expect, it } from 'vitest';
import type { Config } from '../../src/config.js';
import { toNodeNum } from '../../src/mesh/ids.js';
import { sendOdd, shownBy, wordsFor } from '../support/talk.js';
import { WarnedStory } from '../support/warned.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OSCAR = toNodeNum(0x5f20c3b7);

let story: WarnedStory;

afterEach(() => story.end());

/** Oscar is watched, and who wants to know is reminded every hour. */
function watchOscar(quietHours = 'off'): (config: Config) => Config {
  return (config) => ({
    ...config,
    alerts: {
      ...config.alerts,
      quietHours,
      watchNodes: [OSCAR],
      nodeSilent: { ...config.alerts.nodeSilent, remindSeconds: 3600 },
    },
  });
}

function oscarSpeaks(): void {
  sendOdd(story, 'OSCR', { text: 'back again' });
}

const toldAlpha = () => story.told('ALPH');

it('is told once to who asked for it, reminded of, kept over restarts, and taken back once', async () => {
  story = await WarnedStory.begin(watchOscar());
  expect(await wordsFor(story, 'ALPH', '/subscribe link')).toEqual([
    'Subscribed: link. Stop: /unsubscribe link',
  ]);
  await story.clock.advance(110 * MINUTE);
  expect(toldAlpha()).toEqual([]);
  await story.clock.advance(15 * MINUTE);
  expect(toldAlpha()).toEqual([expect.stringMatching(/^🔴 Oscar silent for 4h0\d\.$/)]);
  expect(shownBy(story, 'BRAV')).toEqual([]);

  await story.stop();
  await story.start();
  await story.clock.advance(20 * MINUTE);
  expect(toldAlpha()).toHaveLength(1);
  expect(await wordsFor(story, 'ALPH', '/alerts')).toEqual([
    expect.stringMatching(/^Now: silent node Oscar since \d\d:\d\d\nYou get: link$/),
  ]);

  await story.clock.advance(50 * MINUTE);
  expect(toldAlpha()).toHaveLength(2);
  expect(toldAlpha()[1]).toMatch(/^🔴 Oscar silent for 5h\d\d\.$/);

  await story.stop();
  await story.start();
  oscarSpeaks();
  await story.clock.advance(5 * MINUTE);
  expect(toldAlpha()).toHaveLength(3);
  expect(toldAlpha()[2]).toMatch(/^🟢 Oscar is back, silent 5h\d\d\.$/);
  await story.clock.advance(20 * MINUTE);
  expect(toldAlpha()).toHaveLength(3);
  expect(await wordsFor(story, 'ALPH', '/alerts')).toEqual([
    expect.stringMatching(
      /^No alert now\. Sources ok: link \d+s\.\nEnded: silent node Oscar \d\d:\d\d \(.*\)\nYou get: link$/,
    ),
  ]);
});

it('waits for the morning, and is never told when it is over by then', async () => {
  story = await WarnedStory.begin(watchOscar('13:00-15:30'));
  await wordsFor(story, 'ALPH', '/subscribe link');
  await wordsFor(story, 'BRAV', '/subscribe link night');
  await story.clock.advance(2.2 * HOUR);
  expect(story.told('BRAV')).toHaveLength(1);
  expect(toldAlpha()).toEqual([]);
  await story.clock.advance(1.5 * HOUR);
  expect(toldAlpha()).toEqual([expect.stringMatching(/^🔴 Oscar silent for \d+h/)]);
  oscarSpeaks();
  await story.clock.advance(5 * MINUTE);
  expect(toldAlpha().at(-1)).toMatch(/^🟢 Oscar is back/);
  expect(toldAlpha()).toHaveLength(2);
});
