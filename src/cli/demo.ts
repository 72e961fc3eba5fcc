/** `meshbot demo`: a mesh of people, the bot on its node over a real socket, and a console in the same terminal. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../app.js';
import { loadConfig } from '../config.js';
import { Simulation } from '../sim/simulation.js';
import { EXIT, type ExitCode } from '../util/errors.js';
import type { Lifecycle } from '../util/lifecycle.js';
import { startAll, stopAll } from '../util/lifecycle.js';
import { connectToBot } from './bot-client.js';
import { createBotRepl } from './console.js';
import { Conversation } from './conversation.js';
import { createDemoOutside, type DemoOutside } from './demo-outside.js';
import { type CliIo, isInteractive, printLine } from './io.js';
import type { Repl } from './repl.js';
import { DEFAULT_SEED } from './sim.js';
import { TerminalLog } from './terminal-log.js';
import { wrapText } from './wrap.js';

export interface DemoOptions {
  readonly seed?: number | string;
  readonly seconds?: number;
  readonly nodes?: number;
}

const DEFAULT_NODES = 16;
/** Without a person to end it. */
const DEFAULT_SECONDS = 30;
/** Real people speak a few times an hour; a newcomer should see something every half minute. */
const PACE = 20;

export async function demo(options: DemoOptions, io: CliIo): Promise<ExitCode> {
  const { seed = DEFAULT_SEED, nodes = DEFAULT_NODES, seconds } = options;
  const dataDir = mkdtempSync(join(tmpdir(), 'meshbot-demo-'));
  const simulation = new Simulation({ clock: io.clock, seed, nodes, pace: PACE, script: true, front: 'tcp' });
  const conversation = new Conversation(simulation.world);
  const screen = new Screen(io);
  const outside = createDemoOutside(io.clock);
  const bot = createBotPart(simulation, { dataDir, screen, outside }, io);
  const parts: Lifecycle[] = [simulation, ...outside.parts, bot];
  const heard = simulation.node.knownNodes().filter((nodeNum) => nodeNum !== simulation.node.nodeNum);
  introduce(io, { seed, nodes, heard: heard.length });
  try {
    await startAll(parts);
    if (isInteractive(io)) return await converse({ conversation, dataDir, screen, seconds, io });
    return await watch({ conversation, seconds: seconds ?? DEFAULT_SECONDS, io });
  } finally {
    await stopAll(parts, (_, error) => {
      throw error;
    });
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Introduced {
  readonly seed: number | string;
  readonly nodes: number;
  /** So many of the others are in the node's own database. */
  readonly heard: number;
}

function introduce(io: CliIo, { seed, nodes, heard }: Introduced): void {
  const lines = [
    `A simulated mesh of ${nodes} nodes (seed ${seed}). MeshBot is on the node Base, over TCP.`,
    'You see what people say to each other and to the bot, and what it answers.',
    ...(isInteractive(io)
      ? [
          'Ask it yourself: /help, /ping, /nodes, /weather, /blitz, /power, /mqtt and /bot (made up here) … Tab completes, quit leaves.',
          `Base is one of the ${nodes} nodes and has heard ${heard} others so far. /fullnodes lists those, and as they are told the nodes of a made-up MQTT broker, marked (demo); /db counts what is stored: those that were heard, and Base.`,
        ]
      : []),
    'On your own node: meshbot run --node ADDRESS',
    '(in this folder:  npm start -- run --node ADDRESS)\n',
  ];
  for (const line of lines) printLine(io, wrapText(line, io.output.columns));
}

/** Where the bot's log goes: above the prompt as soon as there is one. */
class Screen {
  repl: Repl | undefined;
  readonly #io: CliIo;

  constructor(io: CliIo) {
    this.#io = io;
  }

  write(text: string): void {
    if (this.repl) this.repl.print(text.trimEnd());
    else this.#io.errors.write(text);
  }
}

interface DemoBot {
  readonly dataDir: string;
  readonly screen: Screen;
  readonly outside: DemoOutside;
}

/**
 * The whole bot as `run` starts it, except that its log is silent about all but trouble: the storm of the demo is none,
 * and /alerts tells of it.
 */
function createBotPart(simulation: Simulation, { dataDir, screen, outside }: DemoBot, io: CliIo): Lifecycle {
  let stop = async () => {};
  return {
    name: 'bot',
    start: async () => {
      const nodeAddress = `127.0.0.1:${simulation.port}`;
      // Nobody's own configuration: only in which language he wants to see it.
      const { MESHBOT_LANGUAGE } = io.env;
      const env = MESHBOT_LANGUAGE === undefined ? {} : { MESHBOT_LANGUAGE };
      const config = outside.onlyHere(loadConfig({ env, overrides: { nodeAddress, dataDir } }));
      const hasColors = io.errors.isTTY === true;
      const quiet = ['alerts'];
      const log = new TerminalLog({ level: 'warn', output: screen, clock: io.clock, hasColors, quiet });
      const { sensorsBefore } = outside;
      const app = createApp({ config, log, clock: io.clock, sensorsBefore, serversName: 'demo' });
      stop = () => app.stop();
      await app.start();
    },
    stop: () => stop(),
  };
}

interface Watching {
  readonly conversation: Conversation;
  readonly seconds: number;
  readonly io: CliIo;
}

/** Nobody sits there: shows the story for a while and judges it. */
async function watch({ conversation, seconds, io }: Watching): Promise<ExitCode> {
  const unfollow = conversation.follow((line) => printLine(io, line));
  await io.clock.sleep('demo.end', seconds * 1000, io.signal).catch(() => {});
  unfollow();
  if (conversation.hasAnswer || io.signal.aborted) return EXIT.done;
  printLine(io, `The bot answered nobody within ${seconds} s.`);
  return EXIT.internal;
}

interface Conversing {
  readonly conversation: Conversation;
  readonly dataDir: string;
  readonly screen: Screen;
  readonly seconds: number | undefined;
  readonly io: CliIo;
}

/** A person sits there: the story above, a prompt below. */
async function converse({ conversation, dataDir, screen, seconds, io }: Conversing): Promise<ExitCode> {
  const client = await connectToBot({ data: dataDir }, io);
  const repl = await createBotRepl(client, io);
  screen.repl = repl;
  const unfollow = conversation.follow((line) => repl.print(line));
  const stopTimer =
    seconds === undefined ? () => {} : io.clock.after('demo.end', seconds * 1000, () => repl.close());
  try {
    await repl.run();
    return EXIT.done;
  } finally {
    stopTimer();
    screen.repl = undefined;
    unfollow();
    client.close();
  }
}
