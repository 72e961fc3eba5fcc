/** From the start of the process to `ready`, with a mesh of 250 nodes. */
import { Simulation } from '../src/sim/simulation.js';
import { SystemClock } from '../src/util/clock.js';
import { Bot } from './bot.js';
import { median, type Row } from './table.js';

const NODES = 250;
const ROUNDS = 5;
const LIMIT_MS = 1500;

export async function benchStart(): Promise<Row[]> {
  const quick = await measure(0);
  const slow = await measure(8);
  return [
    {
      what: `process start to ready, ${NODES} nodes, a node that writes at once`,
      value: `${Math.round(quick)} ms`,
      limit: `<= ${LIMIT_MS} ms`,
      isMet: quick <= LIMIT_MS,
    },
    {
      what: `process start to ready, ${NODES} nodes, a node that needs 8 ms per frame`,
      value: `${Math.round(slow)} ms`,
      limit: '',
      isMet: true,
    },
  ];
}

async function measure(writeMsPerFrame: number): Promise<number> {
  const simulation = new Simulation({
    clock: new SystemClock(),
    seed: 1,
    nodes: NODES,
    traffic: false,
    front: 'tcp',
    profile: '2.7-s3',
    switches: { writeMsPerFrame, rxDiscard: writeMsPerFrame > 0 },
  });
  await simulation.start();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    const bot = new Bot(`127.0.0.1:${simulation.port}`);
    await bot.untilReady();
    times.push(performance.now() - startedAt);
    await bot.stop();
  }
  await simulation.stop();
  return median(times);
}
