/** The bot's start with that database, and the memory it takes. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Simulation } from '../../src/sim/simulation.js';
import { SystemClock } from '../../src/util/clock.js';
import type { BotReport } from '../bot-process.js';
import { median, type Row } from '../table.js';
import { atMost, type By, bestOf, told } from './figures.js';

const ROUNDS = 3;
const START = { limit: 2000, unit: 'ms', digits: 0 };
const MEMORY = { limit: 30, unit: 'MB', digits: 0 };
const SETTLE_MS = 2000;

interface Start {
  readonly ms: number;
  readonly megabytes: number;
}

export async function benchStartWith(copy: string, tries: number, by: By): Promise<Row[]> {
  const simulation = new Simulation({
    clock: new SystemClock(),
    seed: 1,
    nodes: 250,
    traffic: false,
    front: 'tcp',
    profile: '2.7-s3',
    // What the node itself takes for its 300 frames is not the bot's.
    switches: { writeMsPerFrame: 0, rxDiscard: false },
  });
  await simulation.start();
  const empty = mkdtempSync(join(tmpdir(), 'meshbot-bench-'));
  const address = `127.0.0.1:${simulation.port}`;
  const small = await measure(address, empty, by);
  let large = await measure(address, copy, by);
  const ms = await bestOf(tries, START.limit, async () => {
    if (large.ms > START.limit) large = await measure(address, copy, by);
    return large.ms;
  });
  await simulation.stop();
  rmSync(empty, { recursive: true, force: true });
  return [
    atMost('process start to ready with that database', ms, START),
    told('process start to ready with an empty one', `${Math.round(small.ms)} ms`),
    atMost('resident memory, more than with an empty one', large.megabytes - small.megabytes, MEMORY),
    told('  in all, with that database', `${large.megabytes.toFixed(0)} MB`),
  ];
}

async function measure(address: string, folder: string, by: By): Promise<Start> {
  const starts: Start[] = [];
  for (let round = 0; round < ROUNDS; round++) starts.push(await startOnce(address, folder, by));
  return {
    ms: median(starts.map(({ ms }) => ms)),
    megabytes: median(starts.map(({ megabytes }) => megabytes)),
  };
}

async function startOnce(address: string, folder: string, by: By): Promise<Start> {
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
  const wallMs = performance.now() - startedAt;
  const { cpuSeconds } = await usageOf(child, next);
  await new SystemClock().sleep('bench.settle', SETTLE_MS);
  const { rssBytes } = await usageOf(child, next);
  const gone = once(child, 'exit');
  child.send('stop');
  await gone;
  return { ms: by === 'wall' ? wallMs : cpuSeconds * 1000, megabytes: rssBytes / 1e6 };
}

async function usageOf(child: ChildProcess, next: (kind: 'usage') => Promise<BotReport>) {
  const answer = next('usage');
  child.send('usage');
  const usage = await answer;
  if (usage.kind !== 'usage') throw new Error('no usage');
  return usage;
}
