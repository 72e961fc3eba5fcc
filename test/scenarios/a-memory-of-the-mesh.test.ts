import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { runCli } from '../../src/cli/program.js';
import { loadConfig } from '../../src/config.js';
import type { Packet } from '../../src/mesh/packet.js';
import type { Transport } from '../../src/radio/transport.js';
import { Chance } from '../../src/sim/random.js';
import { Simulation } from '../../src/sim/simulation.js';
import { SystemClock } from '../../src/util/clock.js';
import { EXIT } from '../../src/util/errors.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';
import { TestIo } from '../support/test-io.js';

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
  const copy = join(dataDir, 'copy.db');
  const io = new TestIo({ clock: new SystemClock() });
  expect(await runCli(['backup', copy, '--data', dataDir], io)).toBe(EXIT.done);
  expect(io.written).toContain(`${copy}: `);
  expect(await runCli(['backup', copy, '--data', dataDir], io)).toBe(EXIT.usage);
  expect(await runCli(['backup', '/proc/copy.db', '--data', dataDir], io)).toBe(EXIT.usage);
  expect(io.complaints).toContain('/proc/copy.db cannot be written: ENOENT');
  // Where the bot itself cannot write, it goes through its data folder, for any number of people at once.
  const left = join(dataDir, 'backup-for-command-left.db');
  writeFileSync(left, 'left by a command that was cut short');
  utimesSync(left, 0, 0);
  const others = [1, 2, 3].map((number) => join(dataDir, `closed${number}.db`));
  for (const file of others) mkdirSync(`${file}.part`);
  const codes = await Promise.all(others.map((file) => runCli(['backup', file, '--data', dataDir], io)));
  expect(codes).toEqual(others.map(() => EXIT.done));
  for (const file of others) rmdirSync(`${file}.part`);
  expect(others.map((file) => statSync(file).size)).toEqual(others.map(() => statSync(copy).size));
  expect(readdirSync(dataDir).filter((name) => name.includes('backup') || name.includes('part'))).toEqual([]);
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
