import { afterEach, it, vi } from 'vitest';
import { AlertStory, HOUR, MINUTE, REMIND_MS, SECOND } from '../support/alert-story.js';
import { sendOdd } from '../support/talk.js';

const REMINDED = { remindSeconds: REMIND_MS / SECOND };

// Each of them is hours long.
vi.setConfig({ testTimeout: 60_000 });

let story: AlertStory;

afterEach(() => story.end());

const isReady = () => story.warned.app.radio.state === 'ready';

it('tells of a lost link while it is lost, as far as words can go without it, and of its return', async () => {
  story = await AlertStory.begin({ section: 'link', settings: REMINDED, topic: 'link' });
  const lost = /^🔴 Node link lost at \d\d:\d\d: network refused\. I keep trying; texts wait\.$/;
  const still = /^🔴 Node link still lost, since \d\d:\d\d \(3\dmin\): network refused\.$/;
  const back = /^🟢 Node link back after 4\dmin\. 1 waiting text sent\.$/;
  story.cut(45 * MINUTE);
  await story.pass(MINUTE - SECOND);
  story.expectTold([]);
  await story.pass(2 * MINUTE);
  story.expectTold([], [lost]);
  await story.warned.stop();
  await story.warned.start();
  await story.pass(20 * MINUTE);
  story.expectTold([], [lost]);
  await story.pass(15 * MINUTE);
  story.expectTold([], [lost, still]);
  await story.until(isReady, 15 * MINUTE);
  await story.pass(2 * MINUTE);
  story.expectTold([lost, back], [lost, still, back]);
  await story.restart();
  await story.pass(HOUR);
  story.expectTold([lost, back], [lost, still, back]);
  story.expectLogged('link', { raised: 1, cleared: 1 });
});

it('tells of another client that keeps taking the connection, and that it has given up', async () => {
  const settings = { ...REMINDED, clearSeconds: 600 };
  story = await AlertStory.begin({ section: 'slotTaken', settings, topic: 'system' });
  await story.showWhole({
    alert: 'slot-taken',
    begin: () => story.simulation.behave('thief', '20'),
    raised: { text: /^🔴 Another client keeps taking the one connection of my node\./, withinMs: 5 * MINUTE },
    reminded: { text: /^🔴 Another client keeps taking the one connection/, afterMs: REMIND_MS },
    end: () => story.simulation.stopBehavior('thief'),
    cleared: { text: /^🟢 Nobody has taken the connection of my node since \d\d:\d\d\.$/, withinMs: HOUR },
  });
});

it('tells of an airtime that is used up, and that the node sends again', async () => {
  const settings = { ...REMINDED, clearSeconds: 600 };
  story = await AlertStory.begin({ section: 'dutyLimit', settings, topic: 'system' });
  const ask = () => {
    for (const name of ['BRAV', 'CHAR']) story.simulation.world.dm(name, '/ping');
  };
  let stop = () => {};
  await story.showWhole({
    alert: 'duty-limit',
    onMesh: 'afterwards',
    begin: () => {
      story.simulation.behave('duty-cycle', '50');
      stop = story.warned.clock.every('people', 3 * MINUTE, ask);
    },
    raised: { text: /^🔴 My node refuses to send: airtime or queue used up, \d refusals\. /, withinMs: HOUR },
    reminded: { text: /^🔴 My node refuses to send: airtime or queue used up/, afterMs: REMIND_MS },
    end: () => {
      stop();
      story.simulation.stopBehavior('duty-cycle');
    },
    cleared: { text: /^🟢 My node sends again without refusals\.$/, withinMs: HOUR },
  });
});

it('tells where no node is needed for it that nothing is heard on the air, and that it is heard again', async () => {
  const settings = { ...REMINDED, raise: 0.5 };
  story = await AlertStory.begin({ section: 'silentMesh', settings, topic: 'system' });
  await story.showWhole({
    alert: 'silent-mesh',
    onMesh: 'never',
    begin: () => story.simulation.behave('loss', '100'),
    raised: { text: /^🔴 Nothing heard on the mesh for 30min\. /, withinMs: HOUR },
    reminded: { text: /^🔴 Nothing heard on the mesh for 1h\d\d\. /, afterMs: REMIND_MS },
    end: () => {
      story.simulation.stopBehavior('loss');
      sendOdd(story.warned, 'OSCR', { text: 'back again' });
    },
    cleared: { text: /^🟢 The mesh is heard again, since \d\d:\d\d\.$/, withinMs: MINUTE },
  });
});
