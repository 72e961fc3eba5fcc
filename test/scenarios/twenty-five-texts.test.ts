import { expect, it } from 'vitest';
import { BROADCAST_NUM, type NodeNum, PRIMARY_CHANNEL } from '../../src/mesh/ids.js';
import type { Delivery, Priority } from '../../src/mesh/radio.js';
import type { FakeClock } from '../support/fake-clock.js';
import { aStory, type Story } from '../support/story.js';
import { shownBy } from '../support/talk.js';

const TEXTS = Array.from({ length: 25 }, (_, index) => `text ${index + 1}`);
const HOUR_MS = 3_600_000;

/** All in the same moment; `ends` fills as they end. */
function sendAll({ app }: Story<FakeClock>, to: NodeNum, priority: Priority): Delivery[] {
  const ends: Delivery[] = [];
  for (const text of TEXTS) {
    const message = { to, channel: PRIMARY_CHANNEL, content: { kind: 'text', text } as const };
    void app.radio.send({ ...message, priority, ttlMs: HOUR_MS }).then((end) => ends.push(end));
  }
  return ends;
}

/** What the node refused, threw out of a queue, or swallowed as known. */
function turnedAway({ simulation }: Story<FakeClock>): [string, number][] {
  const { counters } = simulation.events;
  return Object.entries(counters).filter(([name]) => /^(refusals|dropped)\.|^idsSwallowed$/.test(name));
}

it('takes 25 texts to one person at once, and each is on the screen once, in order', async () => {
  const story = await aStory();
  const ends = sendAll(story, story.simulation.world.find('ALPH').nodeNum, 'reply');
  expect(story.app.radio.report().outbox).toMatchObject({ queued: 24, inFlight: 1 });
  await story.clock.advance(180_000);
  expect(ends).toHaveLength(25);
  expect(ends.filter(({ outcome }) => outcome !== 'delivered')).toEqual([]);
  expect(shownBy(story, 'ALPH').map(({ text }) => text)).toEqual(TEXTS);
  expect(turnedAway(story)).toEqual([]);
  await story.end();
});

it('lets 25 announcements wait until 25 answers have left the channel, and drops none either', async () => {
  const story = await aStory();
  const answers = sendAll(story, story.simulation.world.find('ALPH').nodeNum, 'reply');
  const ends = sendAll(story, BROADCAST_NUM, 'announcement');
  await story.clock.advance(HOUR_MS);
  expect(answers.filter(({ outcome }) => outcome === 'delivered')).toHaveLength(25);
  expect(ends.filter(({ outcome }) => outcome === 'relayed' || outcome === 'sent')).toHaveLength(25);
  expect(Math.max(...ends.map(({ tookMs }) => tookMs))).toBeGreaterThan(110_000);
  expect(shownBy(story, 'ALPH').map(({ text }) => text)).toEqual([...TEXTS, ...TEXTS]);
  expect(turnedAway(story)).toEqual([]);
  await story.end();
});
