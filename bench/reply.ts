/** From the last byte of a direct message to the first byte of the reply, on the socket. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Heard } from '../src/sim/air.js';
import { Simulation } from '../src/sim/simulation.js';
import { SystemClock } from '../src/util/clock.js';
import { Bot } from './bot.js';
import { StopwatchProxy } from './stopwatch-proxy.js';
import { percentile, type Row } from './table.js';

const PINGS = 1000;
/** The same question of one person within 10 s is a resend: so each asks in several ways. */
const SPELLINGS = ['ping', 'Ping', 'PING', 'test', 'Test', 'TEST'];
const QUESTIONS = SPELLINGS.flatMap((word) => [`/${word}`, `/${word}?`]);
/** Long enough for the farthest question to reach the node. */
const LISTEN_MS = 30_000;
/** The node takes a packet and confirms it within two turns; only then is the next reply free to go. */
const CONFIRMED_MS = 20;
/** A question that the node cannot decrypt is never answered. */
const UNREADABLE_MS = 300;

export async function benchReply(): Promise<Row[]> {
  const [sorted = []] = await pingTimes({
    pings: PINGS,
    rounds: 1,
    createBot: (address) => new Bot(address),
  });
  return [row('reply, median', percentile(sorted, 0.5), 2), row('reply, p99', percentile(sorted, 0.99), 10)];
}

export interface PingPlan {
  /** Of each round. */
  readonly pings: number;
  readonly rounds: number;
  createBot(address: string): Bot;
  /** Before the first ping. */
  warmUp?(bot: Bot): Promise<void>;
  /** Goes on while pings are answered. */
  alongside?(bot: Bot, isOver: () => boolean): Promise<void>;
}

/** How long each ping of a round took, in ms and in rising order. */
export async function pingTimes(plan: PingPlan): Promise<number[][]> {
  const simulation = new Simulation({
    clock: new SystemClock(),
    seed: 1,
    nodes: 250,
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
  const questions = await recordQuestions(simulation);
  const proxy = new StopwatchProxy(simulation.port);
  const bot = plan.createBot(`127.0.0.1:${await proxy.listen()}`);
  await bot.untilReady();
  await plan.warmUp?.(bot);
  let isOver = false;
  const other = plan.alongside?.(bot, () => isOver);
  const rounds: number[][] = [];
  for (let round = 0; round < plan.rounds; round++) {
    rounds.push(await askRound(questions, plan.pings, { proxy, node: simulation.node }));
  }
  isOver = true;
  await other;
  await bot.stop();
  await proxy.close();
  await simulation.stop();
  return rounds;
}

/** Takes questions from the list until so many were answered. */
async function askRound(
  questions: Heard[],
  pings: number,
  { proxy, node }: { readonly proxy: StopwatchProxy; readonly node: Simulation['node'] },
): Promise<number[]> {
  proxy.times.length = 0;
  while (proxy.times.length < pings) {
    const question = questions.shift();
    if (!question) throw new Error(`only ${proxy.times.length} of ${pings} questions were answered`);
    const reply = proxy.nextReply();
    node.hear(question);
    await Promise.race([reply, sleep(UNREADABLE_MS)]);
    await sleep(CONFIRMED_MS);
  }
  return [...proxy.times].sort((a, b) => a - b);
}

/** What the node's antenna hears when everybody asks; held back, to be asked one by one. */
async function recordQuestions({ world, node }: Simulation): Promise<Heard[]> {
  const heard = new Map<number, Heard>();
  const recorder = {
    nodeNum: node.nodeNum,
    hear: (packet: Heard) => {
      if (packet.packet.to === node.nodeNum && packet.packet.channelHash === 0)
        heard.set(packet.packet.id, packet);
      else node.hear(packet);
    },
  };
  world.attach(recorder, world.base);
  for (const question of QUESTIONS) {
    for (const { identity } of world.people) {
      if (identity.keyPair && !identity.isUnmessagable) world.dm(identity.nodeNum, question);
    }
  }
  await sleep(LISTEN_MS);
  world.attach(node, world.base);
  return [...heard.values()];
}

function row(what: string, ms: number, limitMs: number): Row {
  return {
    what: `${what} of ${PINGS} direct messages`,
    value: `${ms.toFixed(2)} ms`,
    limit: `<= ${limitMs} ms`,
    isMet: ms <= limitMs,
  };
}
