import { describe, expect, it } from 'vitest';
import { BROADCAST_NUM, toChannelIndex } from '../../src/mesh/ids.js';
import { SystemClock } from '../../src/util/clock.js';
import { ALPHA } from '../support/builders.js';
import { aStoryOverTcp, type Story } from '../support/story.js';
import { aForgedText, shownBy } from '../support/talk.js';

type TcpStory = Story<SystemClock>;

const OUTAGE = ['link lost', 'link ready', 'link restored'];

async function aReadyStory(): Promise<TcpStory> {
  const story = await aStoryOverTcp(new SystemClock());
  await expect.poll(() => story.app.radio.state, { timeout: 15_000 }).toBe('ready');
  return story;
}

/** How long the link is away from the moment at which that fault strikes, ms. */
async function outageBy(story: TcpStory, strike: () => void): Promise<number> {
  const { app, clock } = story;
  let lostAt: number | undefined;
  const back = new Promise<number>((resolve) => {
    app.radio.on('state', ({ state }) => {
      if (state === 'waiting') lostAt ??= clock.uptime();
      if (state === 'ready') resolve(clock.uptime() - (lostAt ?? Number.NaN));
    });
  });
  strike();
  return back;
}

const reasonTold = ({ log }: TcpStory) => log.find('link lost')[0]?.fields['reason'];

describe('a link that is lost while the node is there is ready again within a second', () => {
  it.each([
    ['closed by the node', 'fin', '', ['closed_by_node']],
    ['reset', 'rst', '', ['reset']],
    // A reset that comes in one turn with data is an end to libuv (1.x src/unix/stream.c, uv__stream_io).
    ['reset in the middle of a frame', 'rst', 'frame', ['reset', 'closed_by_node']],
  ])('when it is %s', async (_title, fault, args, reasons) => {
    const story = await aReadyStory();
    const strike = () => {
      story.simulation.behave(fault, args);
      if (args === 'frame') story.simulation.forge(aForgedText(ALPHA, BROADCAST_NUM, 'never whole'));
    };
    expect(await outageBy(story, strike)).toBeLessThanOrEqual(1000);
    expect(story.log.visible()).toEqual(['link ready', ...OUTAGE]);
    expect(reasons).toContain(reasonTold(story));
    await story.end();
  });
});

it('is ready within two seconds after an absent node listens again, and delivers what was queued', async () => {
  const story = await aReadyStory();
  const { app, simulation, clock, log } = story;
  const away = outageBy(story, () => {
    simulation.behave('refuse', '5');
    simulation.behave('fin');
  });
  await expect.poll(() => app.radio.state).toBe('waiting');
  const queued = app.radio.send({
    to: ALPHA,
    channel: toChannelIndex(0),
    content: { kind: 'text', text: 'I was away' },
    priority: 'reply',
    ttlMs: 60_000,
  });
  const back = simulation.events.seen(
    ({ kind, numbers }) => kind === 'stop' && numbers['name'] === 'refuse',
    8000,
  );
  const listensAt = back.then(() => clock.uptime());
  expect(await away).toBeGreaterThan(4500);
  expect(clock.uptime() - (await listensAt)).toBeLessThanOrEqual(2000);
  expect(await queued).toMatchObject({ outcome: 'delivered' });
  expect(shownBy(story, 'ALPH')).toMatchObject([{ text: 'I was away', copies: 1 }]);
  expect(log.visible()).toEqual(['link ready', ...OUTAGE, 'delivery']);
  await story.end();
}, 60_000);
