import { expect, it } from 'vitest';
import { aStory } from '../support/story.js';
import { ask } from '../support/talk.js';

it('is told once while it lasts, with its true cause, and once when it is over', async () => {
  const story = await aStory();
  const { simulation, clock, log, app } = story;
  simulation.behave('refuse', '120');
  simulation.behave('fin');
  await clock.advance(59_000);
  expect(log.visible()).toEqual(['link ready', 'link lost']);
  await clock.advance(31_000);
  expect(app.status().link).toMatchObject({
    state: 'waiting',
    away: { wasReached: true, reason: 'refused', seconds: 90, tries: 91 },
    outages: { last: { reason: 'closed_by_node' } },
  });
  await clock.advance(45_000);
  const told = log.lines.filter(({ level }) => level !== 'debug').map(({ name, msg }) => `${name}: ${msg}`);
  expect(told.slice(1)).toEqual([
    'link: link lost',
    'link: link still down',
    'link: link ready',
    'link: link restored',
  ]);
  expect(log.find('alert raised')[0]?.fields).toMatchObject({ alert: 'link', reason: 'refused' });
  expect(app.status().link.away).toBeNull();
  await story.end();
});

it('can be told sooner', async () => {
  const story = await aStory({
    config: (config) => ({ ...config, link: { ...config.link, alertAfterSeconds: 5 } }),
  });
  story.simulation.behave('refuse', '20');
  story.simulation.behave('fin');
  await story.clock.advance(6000);
  expect(story.log.visible()).toContain('link still down');
  await story.end();
});

it('each packet is a line of the debug log, without what it says', async () => {
  const story = await aStory();
  await ask(story, 'ALPH', '/ping');
  const lines = story.log.find('packet').filter(({ fields }) => fields['from'] === '!16fad3dc');
  expect(lines.find(({ fields }) => fields['kind'] === 'text')).toEqual({
    level: 'debug',
    name: '',
    msg: 'packet',
    fields: {
      from: '!16fad3dc',
      kind: 'text',
      hops: expect.any(Number),
      snr: expect.any(Number),
      portnum: 1,
    },
  });
  await story.end();
});
