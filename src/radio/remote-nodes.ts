import type { NodeNum } from '../mesh/ids.js';
import type { RemoteLook, RemoteNode, RemoteNodes, RemoteOutcome } from '../mesh/remote-node.js';
import type { Clock, Stop } from '../util/clock.js';
import { Emitter } from '../util/emitter.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import type { NodeClaims } from './claims.js';
import type { LinkSettings } from './link-settings.js';
import { RemoteJournal } from './remote-journal.js';
import { type LookResult, lookAt } from './remote-look.js';
import type { Transport } from './transport.js';

export interface RemoteNodeWatchDeps {
  readonly nodes: readonly RemoteNodeSettings[];
  /** The number of the bot's own node, as soon as it has told it. */
  readonly mainNum: () => NodeNum | undefined;
  readonly transportTo: (address: string) => Transport;
  readonly claims: NodeClaims;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly settings: LinkSettings;
}

export interface RemoteNodeSettings {
  readonly name: string;
  readonly address: string;
  /** Between two looks. */
  readonly checkMs: number;
}

/** The bot's own link comes first. */
const FIRST_MS = 10_000;
/** Between the first looks at two nodes, at most. */
const GAP_MS = 15_000;
/** One failed look is nothing: it is repeated before the next turn. */
const REPEAT_MS = 30_000;
/** A look takes the node's only slot, from whoever has it: it must be short. */
const LOOK_MS = 30_000;
/** Share of the time between two looks that chance adds or takes away, so that bots do not go in step. */
const JITTER = 0.1;

interface Watched {
  readonly checkMs: number;
  readonly journal: RemoteJournal;
  /** Uptime of the next look. */
  dueAt: number;
  /** Failed looks in a row. */
  failures: number;
  nodeNum: NodeNum | undefined;
  shown: RemoteNode;
}

/** Looks at the nodes beside our own in turn, one at a time, each by a temporary link. */
export class RemoteNodeWatch implements RemoteNodes, Lifecycle {
  readonly name = 'remote-nodes';
  readonly #deps: RemoteNodeWatchDeps;
  readonly #events: Emitter<{ look: RemoteLook }>;
  readonly #watched: readonly Watched[];
  #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(deps: RemoteNodeWatchDeps) {
    this.#deps = deps;
    this.#events = new Emitter((error) => deps.log.error('listener failed', { err: error }));
    this.#watched = deps.nodes.map(({ name, address, checkMs }) => ({
      checkMs,
      journal: new RemoteJournal(deps.log),
      dueAt: 0,
      failures: 0,
      nodeNum: undefined,
      shown: { name, address },
    }));
  }

  all(): readonly RemoteNode[] {
    return this.#watched.map(({ shown }) => shown);
  }

  on(event: 'look', listener: (look: RemoteLook) => void): Stop {
    return this.#events.on(event, listener);
  }

  start(): void {
    const { clock, random } = this.#deps;
    const first = clock.uptime() + FIRST_MS;
    for (const [index, watched] of this.#watched.entries()) {
      const gapMs = Math.min(GAP_MS, watched.checkMs / this.#watched.length);
      watched.dueAt = first + (index + random()) * gapMs;
    }
    this.#stopping = new AbortController();
    this.#running = this.#run(this.#stopping.signal);
  }

  /** Ends a look that goes on, with a goodbye. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    for (let next = this.#next(); next && !signal.aborted; next = this.#next()) {
      const waitMs = Math.max(0, next.dueAt - clock.uptime());
      await clock.sleep('remote-nodes.turn', waitMs, signal).catch(() => {});
      if (!signal.aborted) await this.#visit(next, signal);
    }
  }

  #next(): Watched | undefined {
    return [...this.#watched].sort((a, b) => a.dueAt - b.dueAt)[0];
  }

  async #visit(watched: Watched, signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    const { name, address } = watched.shown;
    const startedAt = clock.uptime();
    const result = await this.#look(watched, signal);
    // What a stop interrupted shows nothing of the node.
    if (signal.aborted) return;
    const tookMs = Math.round(clock.uptime() - startedAt);
    const look = { name, address, at: clock.now(), tookMs, outcome: result.outcome };
    this.#keep(watched, look);
    watched.journal.looked(look, result);
    this.#events.emit('look', look);
  }

  /** The main node may hide behind an address of which nobody knows that it leads there: its number tells. */
  async #look(watched: Watched, signal: AbortSignal): Promise<LookResult> {
    if (this.#isMain(watched))
      return { outcome: { kind: 'main' }, detail: 'it has the number of our own node' };
    const result = await lookAt(watched.shown.address, { ...this.#deps, deadlineMs: LOOK_MS, signal });
    if (result.outcome.kind !== 'reached') return result;
    watched.nodeNum = result.outcome.facts.nodeNum;
    return this.#isMain(watched) ? this.#look(watched, signal) : result;
  }

  #isMain({ nodeNum }: Watched): boolean {
    return nodeNum !== undefined && nodeNum === this.#deps.mainNum();
  }

  #keep(watched: Watched, look: RemoteLook): void {
    const { name, address } = watched.shown;
    const { at, outcome } = look;
    if (outcome.kind === 'failed') watched.failures += 1;
    // A node that somebody else holds was not looked at: nothing is known of whether it is back.
    else if (outcome.kind !== 'held') watched.failures = 0;
    watched.dueAt = this.#deps.clock.uptime() + this.#waitMs(watched, outcome);
    const { awaySince = at, lastReached } = watched.shown;
    const reached = outcome.kind === 'reached' ? { at, facts: outcome.facts } : lastReached;
    watched.shown = {
      name,
      address,
      lastLook: look,
      ...(reached && { lastReached: reached }),
      ...(watched.failures > 0 && { awaySince }),
    };
  }

  #waitMs({ checkMs, failures }: Watched, { kind }: RemoteOutcome): number {
    const shift = 1 + JITTER * (2 * this.#deps.random() - 1);
    const isRepeat = kind === 'failed' && failures === 1;
    return (isRepeat ? Math.min(REPEAT_MS, checkMs) : checkMs) * shift;
  }
}
