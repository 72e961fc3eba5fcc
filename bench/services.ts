/** A bot whose every service accepts and never answers: what people notice of it, and what it costs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Bot } from './bot.js';
import type { ServiceAnswer } from './bot-process.js';
import { HangingServer } from './hanging.js';
import { pingTimes } from './reply.js';
import { percentile, type Row } from './table.js';

const PINGS = 400;
/** The machine's own stalls can only add: the best of these counts, and the others are told. */
const ROUNDS = 3;
/** Until everything was asked once, and what is kept of that is there. */
const WARM_UP_ROUNDS = 2;
/** Without a ping beside them, whose answers would count until the simulated transmitter is done with them. */
const WATCHED_ROUNDS = 20;
const PAUSE_MS = 300;
const MAX_GROWTH_BYTES = 4_000_000;

export async function benchServices(): Promise<Row[]> {
  const server = new HangingServer();
  const port = await server.listen();
  const answers: ServiceAnswer[] = [];
  let growthBytes = Number.POSITIVE_INFINITY;
  const ask = async (bot: Bot) => {
    answers.push(...(await bot.askServices()));
    await sleep(PAUSE_MS);
  };
  const rounds = await pingTimes({
    pings: PINGS,
    rounds: ROUNDS,
    createBot: (address) => new Bot(address, port),
    warmUp: async (bot) => {
      for (let round = 0; round < WARM_UP_ROUNDS; round++) await ask(bot);
      const before = await bot.usage();
      for (let round = 0; round < WATCHED_ROUNDS; round++) await ask(bot);
      growthBytes = (await bot.usage()).heapBytes - before.heapBytes;
    },
    alongside: async (bot, isOver) => {
      do await ask(bot);
      while (!isOver());
    },
  });
  const { connections } = server;
  await server.close();
  return rowsOf({ rounds, answers, growthBytes, connections });
}

interface Measured {
  readonly rounds: readonly (readonly number[])[];
  readonly answers: readonly ServiceAnswer[];
  readonly growthBytes: number;
  readonly connections: number;
}

function rowsOf({ rounds, answers, growthBytes, connections }: Measured): Row[] {
  const [p99 = Number.POSITIVE_INFINITY, ...worse] = rounds
    .map((sorted) => percentile(sorted, 0.99))
    .sort((a, b) => a - b);
  const others = worse.map((ms) => ms.toFixed(1)).join(', ');
  const slowest = answers.reduce((worst, answer) => (answer.tookMs > worst.tookMs ? answer : worst));
  const commands = new Set(answers.map(({ line }) => line)).size;
  const megabytes = growthBytes / 1e6;
  return [
    {
      what: `ping, p99 of ${PINGS} while every service hangs (${connections} connections; others ${others})`,
      value: `${p99.toFixed(2)} ms`,
      limit: '<= 10 ms',
      isMet: p99 <= 10 && connections > 0,
    },
    {
      what: `slowest of ${answers.length} answers by ${commands} commands of services (${slowest.line})`,
      value: `${(slowest.tookMs / 1000).toFixed(2)} s`,
      limit: '<= 8 s',
      isMet: slowest.tookMs <= 8000,
    },
    {
      what: `heap growth in ${WATCHED_ROUNDS} rounds of questions`,
      value: `${megabytes.toFixed(2)} MB`,
      limit: `<= ${MAX_GROWTH_BYTES / 1e6} MB`,
      isMet: growthBytes <= MAX_GROWTH_BYTES,
    },
  ];
}
