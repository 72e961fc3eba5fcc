import { afterEach, beforeEach, it, vi } from 'vitest';
import { AlertStory, HOUR, MINUTE } from '../support/alert-story.js';
import { PlayedStorm } from '../support/played-storm.js';
import { HOME } from '../support/sky-desk.js';

/** Hours pass second by second, so that sockets have their turns. */
vi.setConfig({ testTimeout: 90_000 });

let story: AlertStory;
let storm: PlayedStorm;

beforeEach(async () => {
  storm = await PlayedStorm.over(HOME);
  story = await AlertStory.begin({
    section: 'lightning',
    topic: 'blitz',
    stepMs: 5000,
    config: (config) => ({
      ...config,
      position: HOME,
      lightning: { ...config.lightning, enabled: true, brokerUrl: storm.broker.url },
    }),
  });
});

afterEach(async () => {
  storm.calm();
  await story.end();
  await storm.end();
});

const FAR = /^⚡ Storm: [5-9] strikes <50km in 15min, nearest 4[01]km SW\. \/blitz$/;

it('tells of a storm, that it goes on, and that it is over half an hour after the last strike', async () => {
  await story.showWhole({
    alert: 'lightning',
    begin: () => storm.rage(40, story.warned.clock),
    raised: { text: FAR, withinMs: MINUTE },
    reminded: {
      text: /^⚡ Storm: 1\d strikes <50km in 15min, nearest 40km SW, staying\. \/blitz$/,
      afterMs: HOUR,
    },
    end: () => storm.calm(),
    cleared: {
      text: /^⚡ Storm over: no strike <50km for 30min\. It lasted 1h(\d\d)?, closest 40km\.$/,
      withinMs: 31 * MINUTE,
    },
  });
});

it('tells of each ring that a storm reaches, at once, and of none twice', async () => {
  const { clock } = story.warned;
  const now = (kilometers: string) =>
    new RegExp(
      `^⚡ Storm now ${kilometers}km SW \\(\\d+s? ?(s|min) ?ago\\), \\d+ strikes in 15min\\. Take shelter\\.$`,
    );
  storm.rage(40, clock);
  await story.pass(2 * MINUTE);
  story.expectTold([FAR]);
  storm.rage(20, clock);
  await story.pass(2 * MINUTE);
  story.expectTold([FAR, now('20')]);
  storm.rage(40, clock);
  await story.pass(5 * MINUTE);
  storm.rage(20, clock);
  await story.pass(2 * MINUTE);
  story.expectTold([FAR, now('20')]);
  storm.rage(8, clock);
  await story.pass(2 * MINUTE);
  story.expectTold([FAR, now('20'), now('8')]);
  storm.calm();
  await story.pass(33 * MINUTE);
  const over = /^⚡ Storm over: no strike <50km for 30min\. It lasted 1\dm\d+s, closest 8km\.$/;
  story.expectTold([FAR, now('20'), now('8'), over]);
});

it('tells of a storm that came while the node was away as soon as it is back, and once', async () => {
  story.cutAt('alert raised');
  storm.rage(40, story.warned.clock);
  await story.until(() => story.onTelegram().length > 0, MINUTE);
  story.expectTold([], [FAR]);
  await story.pass(9 * MINUTE);
  story.expectTold([FAR]);
});

it('says that it cannot tell whether a storm is over while the network is away, and never that it is', async () => {
  storm.rage(40, story.warned.clock);
  await story.pass(2 * MINUTE);
  storm.calm();
  await storm.broker.stop();
  await story.pass(110 * MINUTE);
  story.expectTold([FAR]);
  await story.pass(15 * MINUTE);
  const lost = /^⚡ Lightning feed lost at \d\d:\d\d: I cannot tell if the storm is over\.$/;
  story.expectTold([FAR, lost]);
  await storm.broker.start();
  await story.pass(5 * MINUTE);
  const again =
    /^⚡ Lightning feed is back: the storm counts as over after 30min without a strike\. \/blitz$/;
  story.expectTold([FAR, lost, again]);
  await story.pass(31 * MINUTE);
  const over = /^⚡ Storm over: no strike <50km for 30min\. It lasted /;
  story.expectTold([FAR, lost, again, over]);
});
