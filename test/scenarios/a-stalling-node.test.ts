import { expect, it } from 'vitest';
import { aStory } from '../support/story.js';
import { ask } from '../support/talk.js';

/** The longest that a living node was seen to do nothing. */
const STALL_S = 30;

it.each([0, 2500, 5000, 7500, 9900])(
  'a node that stalls for 30 s is waited for, %i ms after a moment of the heartbeat',
  async (offsetMs) => {
    const { app, simulation, clock, log, opened, end } = await aStory();
    await clock.advance(60_000 + offsetMs);
    simulation.behave('freeze', `${STALL_S}`);
    await clock.advance(2 * STALL_S * 1000);
    expect(app.radio.state).toBe('ready');
    expect(opened()).toBe(1);
    expect(log.visible().filter((line) => line.startsWith('link'))).toEqual(['link ready']);
    await end();
  },
);

it('a text that is on its way when the node stalls arrives, once', async () => {
  const story = await aStory();
  const { app, simulation, opened, end } = story;
  const strikes = app.radio.on('packet', () => simulation.behave('freeze', `${STALL_S}`));
  const answers = await ask(story, 'Alpha', '/ping', 120_000);
  strikes();
  expect(answers.map(({ text }) => text)).toEqual([expect.stringMatching(/^Pong Alpha!/)]);
  expect(opened()).toBe(1);
  await end();
});

it.each([1, 3, 10, 20, 30])(
  'a node that stalls for 30 s before frame %i of its handshake is waited for',
  async (frame) => {
    const { app, simulation, clock, log, opened, end } = await aStory();
    simulation.behave('dump-stall', `${STALL_S},${frame}`);
    simulation.behave('fin');
    await clock.advance(2 * STALL_S * 1000);
    expect(app.radio.state).toBe('ready');
    expect(opened()).toBe(2);
    expect(log.visible().filter((line) => line.startsWith('link'))).toEqual([
      'link ready',
      'link lost',
      'link ready',
      'link restored',
    ]);
    expect(log.find('link restored')[0]?.fields['outageMs']).toBeGreaterThan(STALL_S * 1000);
    await end();
  },
);
