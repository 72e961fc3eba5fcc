import { afterEach, beforeEach, it, vi } from 'vitest';
import { AlertStory, HOUR, MINUTE } from '../support/alert-story.js';
import { PlayedMeteo } from '../support/played-meteo.js';

/** Hours pass second by second, so that sockets have their turns. */
vi.setConfig({ testTimeout: 90_000 });

let story: AlertStory;
let meteo: PlayedMeteo;

beforeEach(async () => {
  meteo = await PlayedMeteo.open();
});

afterEach(async () => {
  await story.end();
  await meteo.server.close();
});

async function begin(settings: Readonly<Record<string, unknown>>): Promise<void> {
  story = await AlertStory.begin({
    section: 'vigilance',
    topic: 'vigi',
    settings,
    stepMs: 5000,
    config: (config) => {
      const asked = meteo.asked(config);
      return { ...asked, vigilance: { ...asked.vigilance, checkSeconds: 300 } };
    },
  });
  say(1);
  await story.pass(6 * MINUTE);
  story.expectTold([]);
}

function say(colour: number): void {
  meteo.say(colour, story.warned.clock);
}

const ORANGE = /^🟠 Vigilance 38 ORANGE: storms\. 127\.0\.0\.1:\d+ \d\d:\d\d\. \/vigi$/;
const RED = /^🔴 Vigilance 38 RED: storms\. 127\.0\.0\.1:\d+ \d\d:\d\d\. \/vigi$/;
const YELLOW =
  /^🟡 Vigilance 38 back to yellow \((orange|red) since \d\d:\d\d\)\. 127\.0\.0\.1:\d+ \d\d:\d\d\.$/;

it('tells of orange, that it goes on, and that it is yellow again', async () => {
  await begin({ remindSeconds: 3600 });
  await story.showWhole({
    alert: 'vigilance',
    begin: () => say(3),
    raised: { text: ORANGE, withinMs: 6 * MINUTE },
    reminded: { text: ORANGE, afterMs: HOUR },
    end: () => say(2),
    cleared: { text: YELLOW, withinMs: 6 * MINUTE },
  });
});

it('tells of red after orange at once, reminds of it by its own time, and says nothing when it falls', async () => {
  await begin({ red: { remindSeconds: 3600 } });
  say(3);
  await story.pass(6 * MINUTE);
  story.expectTold([ORANGE]);
  say(4);
  await story.pass(6 * MINUTE);
  story.expectTold([ORANGE, RED]);
  await story.pass(HOUR);
  story.expectTold([ORANGE, RED, RED]);
  say(3);
  await story.pass(40 * MINUTE);
  story.expectTold([ORANGE, RED, RED]);
  say(1);
  await story.pass(6 * MINUTE);
  story.expectTold([ORANGE, RED, RED, /^🟢 Vigilance 38 back to green \(red since \d\d:\d\d\)\./]);
});

it.each(['sends a page', 'forbids it'])(
  'says that it can no longer check when the source %s, once, and never that it is over',
  async (fault) => {
    await begin({});
    say(3);
    await story.pass(6 * MINUTE);
    meteo.fail(fault);
    await story.pass(2.2 * HOUR);
    story.expectTold([ORANGE]);
    await story.pass(20 * MINUTE);
    const lost =
      /^❓ Vigilance 38: source unreadable since \d\d:\d\d, I can no longer check\. It was orange\. See vigilance\.meteofrance\.fr$/;
    story.expectTold([ORANGE, lost]);
    await story.restart();
    await story.pass(20 * MINUTE);
    story.expectTold([ORANGE, lost]);
    meteo.speak();
    await story.pass(70 * MINUTE);
    story.expectTold([ORANGE, lost, /^🟠 Vigilance 38 can be read again: orange\.$/]);
  },
);
