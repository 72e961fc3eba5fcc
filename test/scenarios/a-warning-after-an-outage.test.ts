import { afterEach, expect, it } from 'vitest';
import type { Config } from '../../src/config.js';
import { wordsFor } from '../support/talk.js';
import { WarnedStory } from '../support/warned.js';

let story: WarnedStory;

afterEach(() => story.end());

const awake = (config: Config): Config => ({ ...config, alerts: { ...config.alerts, quietHours: 'off' } });

function cut(seconds: number): void {
  story.simulation.behave('refuse', String(seconds));
  story.simulation.behave('fin');
}

async function begin(): Promise<void> {
  story = await WarnedStory.begin(awake);
  await wordsFor(story, 'ALPH', '/subscribe link');
}

const LOST = expect.stringMatching(
  /^🔴 Node link lost at \d\d:\d\d: network refused\. I keep trying; texts wait\.$/,
);
const BACK = expect.stringMatching(/^🟢 Node link back after 3min( \d+s)?\. 1 waiting text sent\.$/);

it('of the link is told when the link is back, with its end, once', async () => {
  await begin();
  cut(180);
  await story.clock.advance(170_000);
  expect(story.told('ALPH')).toEqual([]);
  await story.clock.advance(120_000);
  expect(story.told('ALPH')).toEqual([LOST, BACK]);
  await story.clock.advance(600_000);
  expect(story.told('ALPH')).toHaveLength(2);
  expect(story.log.find('alert raised').map(({ fields }) => fields['alert'])).toEqual(['link']);
  expect(story.log.find('alert cleared').map(({ fields }) => fields['alert'])).toEqual(['link']);
});

it('is kept over a restart in the middle of it', async () => {
  await begin();
  cut(180);
  await story.clock.advance(90_000);
  await story.stop();
  await story.start();
  await story.clock.advance(240_000);
  expect(story.told('ALPH')).toEqual([LOST, expect.stringMatching(/^🟢 Node link back after/)]);
  expect(story.log.find('alert raised')).toHaveLength(1);
});

it('of a short outage is none', async () => {
  await begin();
  cut(40);
  await story.clock.advance(300_000);
  expect(story.told('ALPH')).toEqual([]);
});

it('can be tried by nobody but an admin', async () => {
  await begin();
  expect(await wordsFor(story, 'ALPH', '/alerts test link')).toEqual(['Sorry, /alerts test is for admins.']);
});
