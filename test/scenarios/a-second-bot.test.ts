import { expect, it } from 'vitest';
import { BROADCAST_NUM, toChannelIndex } from '../../src/mesh/ids.js';
import { aStory } from '../support/story.js';

const LEADS = ['ALPH', 'BRAV', 'CHAR', 'DELT'];
const MINUTE_MS = 60_000;

it('answers everything by direct message, and is told once what we are', async () => {
  const story = await aStory();
  const { simulation, clock } = story;
  simulation.behave('bot-loop');
  for (const name of LEADS) simulation.world.dm(name, '/ping');
  await clock.advance(10 * MINUTE_MS);
  const said = simulation.received();
  expect(said.filter(({ text }) => text.startsWith('Pong'))).toHaveLength(LEADS.length);
  expect(said.filter(({ text }) => text.includes('I am a bot'))).toHaveLength(1);
  expect(said).toHaveLength(LEADS.length + 1);
  await story.end();
});

it('answers everything on a channel that we answer too, and we do not go on', async () => {
  const story = await aStory({
    config: (config) => ({ ...config, channels: { ...config.channels, commands: [toChannelIndex(0)] } }),
  });
  const { simulation, clock } = story;
  simulation.behave('bot-loop');
  simulation.world.say('ALPH', '/ping');
  await clock.advance(2 * MINUTE_MS);
  const onChannel = () => simulation.received().filter(({ to }) => to === BROADCAST_NUM).length;
  const soFar = onChannel();
  expect(soFar).toBeGreaterThan(0);
  expect(soFar).toBeLessThanOrEqual(2);
  await clock.advance(10 * MINUTE_MS);
  expect(onChannel()).toBe(soFar);
  await story.end();
});
