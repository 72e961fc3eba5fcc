import { afterEach, expect, it, vi } from 'vitest';
import { Simulation } from '../../src/sim/simulation.js';
import { AlertStory, type AlertStoryOptions, MINUTE, REMIND_MS, SECOND } from '../support/alert-story.js';

// Each of them is hours long.
vi.setConfig({ testTimeout: 60_000 });

let story: AlertStory;
let hill: Simulation;

afterEach(async () => {
  await hill.stop();
  await story.end();
});

/** Another node of another mesh; its number is made from its key, so that it is not that of the first. */
async function startHill(profile: string, port = 0): Promise<void> {
  const { clock } = story.warned;
  const switches = { numbersFromKeys: true };
  hill = new Simulation({ clock, seed: 'hill', profile, switches, traffic: false, front: 'tcp', port });
  await hill.start();
}

/** Hill is looked at every minute, over a real socket, as soon as it is known where it is. */
async function begin(options: Pick<AlertStoryOptions, 'section' | 'settings'>): Promise<void> {
  let address = '';
  story = await AlertStory.begin({
    ...options,
    topic: 'link',
    config: (config) => ({
      ...config,
      remoteNodes: address === '' ? [] : [{ name: 'Hill', address, checkSeconds: 60 }],
    }),
  });
  await startHill('2.7.15');
  address = `127.0.0.1:${hill.port}`;
  await story.restart();
  await story.until(() => remote()?.state === 'reached', 2 * MINUTE);
}

const remote = () => story.warned.app.status().remoteNodes[0];

it('tells of a node beside its own that is down, and that it is back', async () => {
  await begin({ section: 'remoteNodeDown', settings: { remindSeconds: REMIND_MS / SECOND } });
  const { port } = hill;
  await story.showWhole({
    alert: 'remote-node-down',
    begin: () => hill.stop(),
    raised: {
      text: /^🔴 Hill \(127\.0\.0\.1:\d+\) down since \d\d:\d\d: network refused\.$/,
      withinMs: 3 * MINUTE,
    },
    reminded: { text: /^🔴 Hill still down, for 3\dmin: network refused\.$/, afterMs: REMIND_MS },
    end: () => startHill('2.7.15', port),
    cleared: { text: /^🟢 Hill is back after \d+min.*\.$/, withinMs: 3 * MINUTE },
  });
  expect(remote()?.state).toBe('reached');
});

it('tells once that a node beside its own has restarted', async () => {
  await begin({ section: 'remoteNodeRestart' });
  await story.showOnce({
    alert: 'remote-node-restart',
    begin: () => hill.behave('reboot'),
    raised: { text: /^🔄 Hill has restarted\.$/, withinMs: 5 * MINUTE },
  });
});

it('tells once that a node beside its own has another firmware, though the bot itself was away', async () => {
  await begin({ section: 'remoteNodeFirmware' });
  await story.showOnce({
    alert: 'remote-node-firmware',
    begin: async () => {
      const { port } = hill;
      await story.warned.stop();
      await hill.stop();
      await startHill('2.7', port);
      await story.warned.start();
    },
    raised: {
      text: /^⬆ Hill now runs firmware 2\.7\.26\.\w+, before 2\.7\.15\.\w+\.$/,
      withinMs: 5 * MINUTE,
    },
  });
});
