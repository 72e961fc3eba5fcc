import { afterEach, expect, it, vi } from 'vitest';
import { AlertStory, type AlertStoryOptions, HOUR, MINUTE } from '../support/alert-story.js';
import { PlayedMachine } from '../support/played-machine.js';

/** Hours pass second by second, so that sockets have their turns. */
vi.setConfig({ testTimeout: 90_000 });

let story: AlertStory;
let machine: PlayedMachine;

afterEach(() => story.end());

async function begin(section: AlertStoryOptions['section']) {
  machine = new PlayedMachine();
  const settings = { remindSeconds: 3600 };
  story = await AlertStory.begin({ section, settings, topic: 'system', probe: machine, stepMs: 5000 });
}

/** So much of ten million blocks of 4 KB. */
function free(blocks: number): void {
  machine.disk = async () => ({ blocks: 10_000_000, bfree: blocks, bavail: blocks, bsize: 4096 });
}

it('tells of a hot processor, and that it is cool again', async () => {
  await begin('cpuHot');
  await story.showWhole({
    alert: 'cpu-hot',
    begin: () => {
      machine.celsius = async () => 61.2;
    },
    raised: { text: /^🌡 Host CPU 61° for 5min \(limit 60\)\.$/, withinMs: 6 * MINUTE },
    reminded: { text: /^🌡 Host CPU 61° for 1h0\d \(limit 60\)\.$/, afterMs: HOUR },
    end: () => {
      machine.celsius = async () => 56;
    },
    cleared: { text: /^🌡 Host CPU ok: 56°, was hot 1h0\d\.$/, withinMs: 6 * MINUTE },
  });
});

it('tells that it uses too much of the processor itself, and that it is at ease again', async () => {
  await begin('botBusy');
  await story.showWhole({
    alert: 'bot-busy',
    begin: () => {
      const [from, before] = [story.warned.clock.uptime(), machine.usedMs];
      machine.cpuMs = () => before + 0.95 * (story.warned.clock.uptime() - from);
    },
    raised: { text: /^🔴 I use 9\d% of a processor core for 5min\. \/cpu$/, withinMs: 8 * MINUTE },
    reminded: { text: /^🔴 I use 95% of a processor core for 1h0\d\. \/cpu$/, afterMs: HOUR },
    end: () => {
      machine.usedMs = machine.cpuMs();
      machine.cpuMs = () => machine.usedMs;
    },
    cleared: { text: /^🟢 I am at ease again \(0%\), after 1h\d\d\.$/, withinMs: 5 * MINUTE },
  });
});

it('tells of a disk that fills up, and that there is room again', async () => {
  await begin('diskFull');
  await story.showWhole({
    alert: 'disk-full',
    begin: () => free(800_000),
    raised: { text: /^💾 Disk nearly full: 8% \(3\.3GB\) free\. \/sys$/, withinMs: 12 * MINUTE },
    reminded: { text: /^💾 Disk nearly full: 8% \(3\.3GB\) free\. \/sys$/, afterMs: HOUR },
    end: () => free(3_000_000),
    cleared: { text: /^💾 Disk ok: 30% \(12\.3GB\) free, after 1h\d\d\.$/, withinMs: 2 * MINUTE },
  });
});

it('tells of a data folder that cannot be written, however much room there is', async () => {
  await begin('diskFull');
  free(3_000_000);
  await story.showWhole({
    alert: 'disk-full',
    begin: () => {
      machine.writeTest = () => Promise.reject(new Error('EIO: i/o error'));
    },
    raised: {
      text: /^🔴 My data folder CANNOT be written \(3 tries\)\. Disk full\?$/,
      withinMs: 31 * MINUTE,
    },
    end: () => {
      machine.writeTest = async () => {};
    },
    cleared: { text: /^💾 Disk ok: 30% \(12\.3GB\) free, after \d+min.*\.$/, withinMs: 11 * MINUTE },
  });
});

it('tells nothing twice and nothing too early when the clock of the machine jumps', async () => {
  await begin('cpuHot');
  const { clock, log } = story.warned;
  const hot = /^🌡 Host CPU 61° for 5min \(limit 60\)\.$/;
  machine.celsius = async () => 61.2;
  await story.pass(6 * MINUTE);
  story.expectTold([hot]);
  for (const days of [1, -2]) {
    clock.jump(days * 24 * HOUR);
    await story.pass(10 * MINUTE);
    story.expectTold([hot]);
  }
  machine.celsius = async () => 50;
  await story.pass(4 * MINUTE);
  story.expectTold([hot]);
  await story.pass(2 * MINUTE);
  story.expectTold([hot, /^🌡 Host CPU ok: 50°, was hot 2\dmin\.$/]);
  expect(log.find('the clock of the machine jumped').map(({ fields }) => fields)).toEqual([
    { seconds: 86_400 },
    { seconds: -172_800 },
  ]);
});
