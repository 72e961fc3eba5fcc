import { expect, it } from 'vitest';
import { aStory } from '../support/story.js';

const DAY_MS = 86_400_000;

it('passes a day on which nobody speaks with one connection and three lines in the log, of which one tells that nobody speaks', async () => {
  const story = await aStory({ simulation: { switches: { ownTelemetrySeconds: 0, localStatsSeconds: 0 } } });
  story.simulation.behave('silence', '0');
  await story.clock.advance(DAY_MS);
  expect(story.app.radio.state).toBe('ready');
  expect(story.opened()).toBe(1);
  expect(story.app.radio.report().outageTotals.count).toBe(0);
  expect(story.log.visible()).toEqual(['link ready', 'keys checked', 'alert raised']);
  expect(story.log.find('alert raised')[0]?.fields).toMatchObject({ alert: 'silent-mesh' });
  await story.end();
  expect(story.clock.pending()).toEqual([]);
}, 120_000);
