/** One bot and one node of its own, over a loopback socket. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, createApp } from '../../src/app.js';
import { type Config, loadConfig } from '../../src/config.js';
import type { LinkState, LossReason, SettledMessage } from '../../src/mesh/radio.js';
import { answerLine } from '../../src/sim/control-commands.js';
import { Simulation } from '../../src/sim/simulation.js';
import type { Clock, Stop } from '../../src/util/clock.js';
import type { Log, LogFields, LogLevel } from '../../src/util/log.js';
import type { Fault } from './draw.js';

export interface LogLine {
  /** ms since 1970 */
  readonly at: number;
  readonly level: LogLevel;
  readonly name: string;
  readonly msg: string;
  readonly fields: LogFields;
}

export interface Change {
  /** ms since 1970 */
  readonly at: number;
  readonly state: LinkState;
  readonly reason?: LossReason;
}

/** Small enough for the time of a campaign, large enough for relays. */
const NODES = 12;
const START_MS = 60_000;
const PLENTY = 100_000;

export class Pair {
  readonly app: App;
  readonly simulation: Simulation;
  readonly clock: Clock;
  readonly lines: LogLine[] = [];
  readonly changes: Change[] = [];
  /** The end of every message, answers included. */
  readonly settled: SettledMessage[] = [];
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'meshbot-faults-'));
  readonly #stops: Stop[] = [];

  private constructor(simulation: Simulation, fault: Fault, clock: Clock) {
    this.simulation = simulation;
    this.clock = clock;
    const overrides = { nodeAddress: `127.0.0.1:${simulation.port}`, dataDir: this.#dataDir };
    const config = withoutManners(loadConfig({ env: {}, overrides }));
    const stream = fault.chance.stream('app');
    const random = () => stream.next();
    this.app = createApp({ config, log: keepingLog(this.lines, clock), clock, random });
    this.#stops.push(
      this.app.radio.on('state', (change) => this.changes.push({ at: clock.now(), ...change })),
      this.app.radio.on('delivery', (settled) => this.settled.push(settled)),
    );
  }

  static async start(fault: Fault, clock: Clock): Promise<Pair> {
    const simulation = new Simulation({
      clock,
      seed: fault.chance.seed,
      nodes: NODES,
      profile: fault.profile,
      traffic: false,
      front: 'tcp',
    });
    await simulation.start();
    const pair = new Pair(simulation, fault, clock);
    await pair.app.start();
    if (!(await pair.until(() => pair.app.radio.state === 'ready', START_MS)))
      throw new Error('the bot does not get ready before any fault');
    return pair;
  }

  /** A control command, as a person would type it. */
  tell(line: string): void {
    const answer = answerLine(this.simulation, line);
    if ('error' in answer) throw new Error(`${line}: ${answer.error}`);
  }

  /** False when that did not come within the time. */
  async until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    const giveUpAt = this.clock.uptime() + withinMs;
    while (!isSo()) {
      if (this.clock.uptime() > giveUpAt) return false;
      await this.clock.sleep('campaign.until', 50);
    }
    return true;
  }

  async stop(): Promise<void> {
    await this.app.stop();
    for (const stop of this.#stops) stop();
    await this.simulation.stop();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}

/** People ask more often than the bot's manners allow; everything about link and outbox stays as it comes. */
function withoutManners(config: Config): Config {
  const { limits, node } = config;
  return {
    ...config,
    node: { ...node, discover: false },
    limits: {
      ...limits,
      perUser: { ...limits.perUser, commands: PLENTY },
      perChannel: { ...limits.perChannel, answers: PLENTY },
      global: { ...limits.global, answers: PLENTY },
      airtime: false,
    },
  };
}

function keepingLog(lines: LogLine[], clock: Clock, name = ''): Log {
  const add =
    (level: LogLevel) =>
    (msg: string, fields: LogFields = {}) => {
      lines.push({ at: clock.now(), level, name, msg, fields });
    };
  return {
    error: add('error'),
    warn: add('warn'),
    info: add('info'),
    debug: add('debug'),
    named: (other) => keepingLog(lines, clock, other),
  };
}
