import { expect, it } from 'vitest';
import { aStory } from '../support/story.js';

const DAY_MS = 86_400_000;

it('passes a day on which nobody speaks with one connection and two lines in the log', async () => {
  const story = await aStory({ simulation: { switches: { ownTelemetrySeconds: 0, localStatsSeconds: 0 } } });
  story.simulation.behave('silence', '0');
  await story.clock.advance(DAY_MS);
  expect(story.app.radio.state).toBe('ready');
  expect(story.opened()).toBe(1);
  expect(story.app.radio.report().outageTotals.count).toBe(0);
  expect(story.log.visible()).toEqual(['link ready', 'keys checked']);
  await story.end();
  expect(story.clock.pending()).toEqual([]);
}, 120_000);
