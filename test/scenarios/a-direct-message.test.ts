import { expect, it } from 'vitest';
import { SystemClock } from '../../src/util/clock.js';
import { aStoryOverTcp } from '../support/story.js';

it('is answered over a real socket, once, as a reply to the question', async () => {
  const story = await aStoryOverTcp(new SystemClock());
  const { simulation, app } = story;
  await expect.poll(() => app.radio.state, { timeout: 5000 }).toBe('ready');
  const question = simulation.world.dm('ALPH', '/ping');
  const alpha = simulation.world.find('ALPH');
  const answers = () => alpha.screen.texts.filter((text) => text.from === simulation.world.base.nodeNum);
  await expect.poll(answers, { timeout: 15_000 }).toHaveLength(1);
  expect(answers()[0]).toMatchObject({ isDirect: true, replyId: question, copies: 1 });
  expect(answers()[0]?.text).toMatch(/^Pong Alpha!/);
  await expect.poll(() => story.log.find('delivery'), { timeout: 5000 }).toHaveLength(1);
  expect(story.log.find('delivery')[0]?.fields['outcome']).toBe('delivered');
  expect(story.log.find('command')[0]?.fields).toMatchObject({ command: 'ping', platform: 'mesh' });
  await story.end();
});
