/** From the last byte of a direct message to the first byte of the reply, on the socket. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Simulation } from '../src/sim/simulation.js';
import { SystemClock } from '../src/util/clock.js';
import { Bot } from './bot.js';
import { StopwatchProxy } from './stopwatch-proxy.js';
import { percentile, type Row } from './table.js';

const PINGS = 1000;
const NODES = 250;
/** The same question of one person within 10 s is a resend: so each asks in several ways. */
const BETWEEN_MS = 30;
const QUESTIONS = [
  '/ping',
  '/test',
  '/ping?',
  '/PING',
  '/test!',
  '/Ping.',
  '/TEST',
  '/test?',
  '/Test',
  '/pinG',
];

export async function benchReply(): Promise<Row[]> {
  const simulation = new Simulation({
    clock: new SystemClock(),
    seed: 1,
    nodes: NODES,
    traffic: false,
    front: 'tcp',
    profile: '2.7-s3',
    switches: {
      gaps: { textSeconds: 0, tracerouteSeconds: 0, othersSeconds: 0 },
      writeMsPerFrame: 0,
      rxDiscard: false,
      dutyCyclePercent: 100,
      // Replies pile up before the simulated transmitter, which needs a second for each.
      txQueue: 10_000,
    },
  });
  await simulation.start();
  const proxy = new StopwatchProxy(simulation.port);
  const bot = new Bot(`127.0.0.1:${await proxy.listen()}`);
  await bot.untilReady();
  await pingAll(simulation, proxy);
  await bot.stop();
  await proxy.close();
  await simulation.stop();
  const sorted = proxy.times.sort((a, b) => a - b);
  return [row('reply, median', percentile(sorted, 0.5), 2), row('reply, p99', percentile(sorted, 0.99), 10)];
}

/** Asks one after the other, whoever is in reach, until so many have been answered. */
async function pingAll({ world }: Simulation, proxy: StopwatchProxy): Promise<void> {
  for (const question of QUESTIONS) {
    for (const { identity } of world.people) {
      if (identity.keyPair && !identity.isUnmessagable) world.dm(identity.nodeNum, question);
      await sleep(BETWEEN_MS);
      if (proxy.times.length >= PINGS) return;
    }
  }
  throw new Error(`only ${proxy.times.length} of ${PINGS} questions were answered`);
}

function row(what: string, ms: number, limitMs: number): Row {
  return {
    what: `${what} of ${PINGS} direct messages`,
    value: `${ms.toFixed(2)} ms`,
    limit: `<= ${limitMs} ms`,
    isMet: ms <= limitMs,
  };
}
