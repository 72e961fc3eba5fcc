/** The bot's start with that database, and the memory it takes. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Simulation } from '../../src/sim/simulation.js';
import { SystemClock } from '../../src/util/clock.js';
import type { BotReport } from '../bot-process.js';
import { median, type Row } from '../table.js';
import { row } from './database.js';

const ROUNDS = 3;
const START_LIMIT_MS = 2000;
const MEMORY_LIMIT_MB = 30;
const SETTLE_MS = 2000;

interface Start {
  readonly ms: number;
  readonly megabytes: number;
}

export async function benchStartWith(folder: string): Promise<Row[]> {
  const simulation = new Simulation({
    clock: new SystemClock(),
    seed: 1,
    nodes: 250,
    traffic: false,
    front: 'tcp',
    profile: '2.7-s3',
  });
  await simulation.start();
  const empty = mkdtempSync(join(tmpdir(), 'meshbot-bench-'));
  const address = `127.0.0.1:${simulation.port}`;
  const small = await measure(address, empty);
  const large = await measure(address, folder);
  await simulation.stop();
  rmSync(empty, { recursive: true, force: true });
  const more = large.megabytes - small.megabytes;
  return [
    row(
      'process start to ready with that database',
      `${Math.round(large.ms)} ms`,
      large.ms <= START_LIMIT_MS,
      {
        limit: `<= ${START_LIMIT_MS} ms`,
      },
    ),
    row('process start to ready with an empty one', `${Math.round(small.ms)} ms`, true),
    row('resident memory, more than with an empty one', `${more.toFixed(0)} MB`, more <= MEMORY_LIMIT_MB, {
      limit: `<= ${MEMORY_LIMIT_MB} MB`,
    }),
  ];
}

async function measure(address: string, folder: string): Promise<Start> {
  const starts: Start[] = [];
  for (let round = 0; round < ROUNDS; round++) starts.push(await startOnce(address, folder));
  return {
    ms: median(starts.map(({ ms }) => ms)),
    megabytes: median(starts.map(({ megabytes }) => megabytes)),
  };
}

async function startOnce(address: string, folder: string): Promise<Start> {
  const script = fileURLToPath(new URL('../bot-process.js', import.meta.url));
  const startedAt = performance.now();
  const child = fork(script, [address, folder]);
  const next = async (kind: BotReport['kind']): Promise<BotReport> => {
    for (;;) {
      const [report] = (await once(child, 'message')) as [BotReport];
      if (report.kind === kind) return report;
    }
  };
  await next('ready');
  const ms = performance.now() - startedAt;
  await new SystemClock().sleep('bench.settle', SETTLE_MS);
  const answer = next('usage');
  child.send('usage');
  const usage = await answer;
  const gone = once(child, 'exit');
  child.send('stop');
  await gone;
  return { ms, megabytes: usage.kind === 'usage' ? usage.rssBytes / 1e6 : Number.NaN };
}
