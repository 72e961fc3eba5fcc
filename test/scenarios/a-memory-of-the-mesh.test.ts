import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import type { Packet } from '../../src/mesh/packet.js';
import type { Transport } from '../../src/radio/transport.js';
import { Chance } from '../../src/sim/random.js';
import { Simulation } from '../../src/sim/simulation.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

const HOUR_MS = 3_600_000;

it('knows after a restart who is out there and what was said, before the node has told anything', async () => {
  const clock = new FakeClock();
  const simulation = new Simulation({ clock, seed: 'memory', nodes: 30, front: 'memory' });
  await simulation.start();
  const chance = new Chance('memory').stream('bot');
  let lives = 0;
  const dataDir = mkdtempSync(join(tmpdir(), 'memory-'));
  const aBot = (isReachable: boolean) => {
    const life = lives++;
    const transport: Transport = {
      address: 'simulation:4403',
      identities: () => Promise.resolve([`memory-${life}`]),
      open: async () => {
        if (!isReachable) throw new Error('the node is away');
        return simulation.connectMemory();
      },
    };
    const config = loadConfig({ env: {}, overrides: { nodeAddress: 'simulation:4403', dataDir } });
    return createApp({
      config,
      clock,
      log: new RecordingLog(),
      random: () => chance.next(),
      transport,
    });
  };
  const stop = async (app: ReturnType<typeof aBot>) => {
    const stopping = app.stop();
    await clock.advance(3000);
    await stopping;
  };

  const first = aBot(true);
  const heard: Packet[] = [];
  first.radio.on('packet', (packet) => heard.push(packet));
  await first.start();
  await clock.advance(3 * HOUR_MS);
  const nodesBefore = [...first.nodes.all()].sort((a, b) => a.nodeNum - b.nodeNum);
  const own = first.radio.own?.nodeNum;
  await stop(first);

  const next = aBot(false);
  await next.start();
  expect([...next.nodes.all()].sort((a, b) => a.nodeNum - b.nodeNum)).toEqual(nodesBefore);
  const foreign = heard.filter(({ from }) => from !== own);
  expect(foreign.length).toBeGreaterThan(50);
  const always = { from: 0, to: clock.now() + HOUR_MS };
  const traffic = next.history.traffic(always);
  expect(traffic.packets).toBe(foreign.length);
  expect(traffic.nodes).toBe(new Set(foreign.map(({ from }) => from)).size);
  const texts = heard.filter(({ kind }) => kind === 'text').length;
  expect(next.history.textPage({ ...always, limit: 10_000 }).rows).toHaveLength(texts);
  await stop(next);
  await simulation.stop();
  expect(clock.pending()).toEqual([]);
  rmSync(dataDir, { recursive: true });
}, 60_000);
