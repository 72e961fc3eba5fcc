import { create, toBinary } from '@bufbuild/protobuf';
import { Portnums, Telemetry } from '@meshtastic/protobufs';
import { afterEach, expect, it, vi } from 'vitest';
import { BROADCAST_NUM, toNodeNum } from '../../src/mesh/ids.js';
import {
  AlertStory,
  type AlertStoryOptions,
  HOUR,
  MINUTE,
  REMIND_MS,
  SECOND,
} from '../support/alert-story.js';
import { aForgedPacket, sendOdd } from '../support/talk.js';

const OSCAR = toNodeNum(0x5f20c3b7);

// Each of them is hours long.
vi.setConfig({ testTimeout: 60_000 });

let story: AlertStory;

afterEach(() => story.end());

/** Oscar is watched. */
async function begin(options: Pick<AlertStoryOptions, 'section' | 'settings'>): Promise<void> {
  story = await AlertStory.begin({
    ...options,
    topic: 'link',
    config: (config) => ({ ...config, alerts: { ...config.alerts, watchNodes: [OSCAR] } }),
  });
}

/** Oscar's node tells how long it has been running. */
function oscarRunsFor(uptimeSeconds: number): void {
  const value = create(Telemetry.DeviceMetricsSchema, { uptimeSeconds });
  const telemetry = create(Telemetry.TelemetrySchema, { variant: { case: 'deviceMetrics', value } });
  const payload = toBinary(Telemetry.TelemetrySchema, telemetry);
  const portnum = Portnums.PortNum.TELEMETRY_APP;
  story.simulation.forge(aForgedPacket({ from: OSCAR, to: BROADCAST_NUM, portnum, payload }));
}

it('tells of a watched node that is silent, and that it is back', async () => {
  await begin({ section: 'nodeSilent', settings: { raise: 0.5, remindSeconds: REMIND_MS / SECOND } });
  await story.showWhole({
    alert: 'node-silent',
    begin: () => {},
    raised: { text: /^🔴 Oscar silent for 2h3\d\.$/, withinMs: HOUR },
    reminded: { text: /^🔴 Oscar silent for 3h\d\d\.$/, afterMs: REMIND_MS },
    end: () => void sendOdd(story.warned, 'OSCR', { text: 'back again' }),
    cleared: { text: /^🟢 Oscar is back, silent 3h\d\d\.$/, withinMs: MINUTE },
  });
});

it('tells once that a watched node has restarted', async () => {
  await begin({ section: 'nodeRestart' });
  oscarRunsFor(5000);
  await story.pass(MINUTE);
  await story.showOnce({
    alert: 'node-restart',
    begin: () => oscarRunsFor(20),
    raised: { text: /^🔄 Oscar has restarted unasked\.$/, withinMs: MINUTE },
  });
});

it('tells once that its own node has restarted', async () => {
  await begin({ section: 'nodeRestart' });
  await story.showOnce({
    alert: 'node-restart',
    begin: () => story.simulation.behave('reboot'),
    raised: { text: /^🔄 Base has restarted unasked \(restart \d+\)\.$/, withinMs: 2 * MINUTE },
  });
});

it('tells once that its own node has restarted while the bot itself was away', async () => {
  await begin({ section: 'nodeRestart' });
  await story.showOnce({
    alert: 'node-restart',
    begin: async () => {
      await story.warned.stop();
      story.simulation.behave('reboot');
      await story.pass(MINUTE);
      await story.warned.start();
    },
    raised: { text: /^🔄 Base has restarted unasked \(restart \d+\)\.$/, withinMs: 2 * MINUTE },
  });
});

it('tells of a node that shows another key, until an admin has accepted it', async () => {
  story = await AlertStory.begin({ section: 'keyChanged', topic: 'system' });
  await story.pass(MINUTE);
  await story.showWhole({
    alert: 'key-changed',
    begin: () => story.simulation.behave('change-key', 'Charlie'),
    raised: { text: /^🔑 Charlie shows another key: \w+ instead of \w+\. I do not/, withinMs: 2 * MINUTE },
    end: async () => {
      const question = await story.asked('ALPH', '/keys accept CHAR');
      const [code = ''] = /(?<=\/yes )\S+/.exec(question) ?? [];
      expect(code).not.toBe('');
      story.simulation.world.dm('ALPH', `/yes ${code}`);
    },
    cleared: { text: /^🔑 Charlie: the question of its key is settled\.$/, withinMs: 2 * MINUTE },
  });
});
