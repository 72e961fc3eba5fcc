import type { PacketId } from '../mesh/ids.js';
import { toPacketId } from '../mesh/ids.js';
import type { OwnNode } from '../mesh/own-node.js';
import type { LinkChange, LinkState } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import { Emitter } from '../util/emitter.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import type { Claims } from './claims.js';
import type { FromNode } from './codec.js';
import { LinkJournal } from './link-journal.js';
import type { LinkSettings } from './link-settings.js';
import { LinkError, type Loss, lossOf } from './loss.js';
import { OutageLog } from './outage-log.js';
import { afterFailedTry, afterLoss, FIRST_TRY, type RetryPlan, type RetryState } from './retry.js';
import { Session } from './session.js';
import type { Connection, Transport } from './transport.js';

export interface LinkDeps {
  readonly transport: Transport;
  readonly claims: Claims;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly settings: LinkSettings;
}

export interface LinkEvents {
  state: LinkChange;
  ready: OwnNode;
  message: FromNode;
  /** A session that had been ready is over. */
  lost: Loss;
}

/** Leaves out the node database (since firmware 2.3.11; 2.7.26 src/mesh/PhoneAPI.h:23). */
const NONCE_WITHOUT_NODES = 69_420;
const NONCE_ONLY_NODES = 69_421;
/** Our own node database is fresh for so long: a reconnect need not fetch tens of kB again. */
const NODES_FRESH_MS = 3_600_000;
const RESOLVE_MS = 2000;

/** Holds the one connection to a node through many sessions. It stays the same for ever; sessions come and go. */
export class Link implements Lifecycle {
  readonly name = 'link';
  readonly outages = new OutageLog();
  readonly #deps: LinkDeps;
  readonly #events: Emitter<LinkEvents>;
  readonly #journal: LinkJournal;
  #state: LinkState = 'stopped';
  #stateSince: number;
  #own: OwnNode | undefined;
  #session: Session | undefined;
  #nodesAt: number | undefined;
  #nodeCount = 0;
  #lostAt: number | undefined;
  #nextTryAt: number | undefined;
  #tries = 0;
  #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #release: Stop = () => {};

  constructor(deps: LinkDeps) {
    this.#deps = deps;
    this.#stateSince = deps.clock.uptime();
    this.#journal = new LinkJournal(deps.log, deps.transport.address);
    this.#events = new Emitter((error) => deps.log.error('listener failed', { err: error }));
  }

  get state(): LinkState {
    return this.#state;
  }

  get own(): OwnNode | undefined {
    return this.#own;
  }

  /** Uptime since which the state is what it is. */
  get stateSince(): number {
    return this.#stateSince;
  }

  get session(): Session | undefined {
    return this.#session;
  }

  get tries(): number {
    return this.#tries;
  }

  /** Uptime of the next try, while waiting. */
  get nextTryAt(): number | undefined {
    return this.#nextTryAt;
  }

  on<Name extends keyof LinkEvents>(event: Name, listener: (value: LinkEvents[Name]) => void): Stop {
    return this.#events.on(event, listener);
  }

  /**
   * Claims the node and begins to try, for ever; resolves without waiting for the node. Throws `ExitError` 75 when
   * another link owns it.
   */
  async start(): Promise<void> {
    this.#stopping = new AbortController();
    this.#release = this.#deps.claims.take(this, await this.#identities());
    this.#running = this.#run(this.#stopping.signal);
  }

  /** A name server that does not answer must not keep the bot from starting. */
  async #identities(): Promise<readonly string[]> {
    const { clock, transport } = this.#deps;
    const asked = new AbortController();
    const late = clock.sleep('link.resolve', RESOLVE_MS, asked.signal).then(
      () => [transport.address],
      () => [],
    );
    const found = await Promise.race([transport.identities(), late]);
    asked.abort();
    return found;
  }

  /** Says goodbye, interrupts every wait, resolves when all is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort(new LinkError('stopped', 'stopped'));
    if (this.#session?.isReady) await this.#session.sayGoodbye();
    else this.#session?.end({ reason: 'stopped' });
    await this.#running;
    this.#release();
    this.#enter({ state: 'stopped' });
  }

  /** Hands a frame to the node; false when the link is not ready. */
  write(frame: Uint8Array): boolean {
    if (this.#state !== 'ready' || !this.#session) return false;
    this.#session.write(frame);
    return true;
  }

  async #run(signal: AbortSignal): Promise<void> {
    let plan: RetryPlan = { state: FIRST_TRY, waitMs: 0, isYielding: false };
    while (!signal.aborted) {
      if (plan.waitMs > 0) await this.#pause(plan.waitMs, signal);
      if (signal.aborted) return;
      plan = await this.#live(plan.state, signal);
    }
  }

  async #pause(waitMs: number, signal: AbortSignal): Promise<void> {
    this.#nextTryAt = this.#deps.clock.uptime() + waitMs;
    await this.#deps.clock.sleep('link.retry', waitMs, signal).catch(() => {});
    this.#nextTryAt = undefined;
  }

  /** One try and, when it succeeds, the whole session. */
  async #live(retry: RetryState, signal: AbortSignal): Promise<RetryPlan> {
    const { clock } = this.#deps;
    const startedAt = clock.uptime();
    this.#tries += 1;
    this.#enter({ state: 'connecting' });
    const opened = await this.#open(signal);
    const { loss, readyAt } =
      'reason' in opened ? { loss: opened, readyAt: undefined } : await this.#serve(opened, startedAt, retry);
    if (signal.aborted) return { state: retry, waitMs: 0, isYielding: false };
    return readyAt === undefined ? this.#afterFailure(retry, loss) : this.#afterLoss(retry, loss, readyAt);
  }

  async #open(signal: AbortSignal): Promise<Connection | Loss> {
    const { clock, settings, transport } = this.#deps;
    const attempt = new AbortController();
    const abort = () => attempt.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const stopTimer = clock.after('link.connect', settings.connectMs, () =>
      attempt.abort(new LinkError('connect_timeout', `no connection within ${settings.connectMs / 1000} s`)),
    );
    try {
      return await transport.open(attempt.signal);
    } catch (error) {
      return lossOf(error);
    } finally {
      stopTimer();
      signal.removeEventListener('abort', abort);
    }
  }

  async #serve(
    connection: Connection,
    startedAt: number,
    retry: RetryState,
  ): Promise<{ loss: Loss; readyAt: number | undefined }> {
    let readyAt: number | undefined;
    const isWithoutNodes = this.#areNodesFresh();
    const session = new Session({
      connection,
      clock: this.#deps.clock,
      settings: this.#deps.settings,
      nextNonce: () => (isWithoutNodes ? NONCE_WITHOUT_NODES : this.#randomNonce()),
      nextPacketId: () => this.nextPacketId(),
      listener: {
        ready: (own, nodeCount) => {
          readyAt = this.#deps.clock.uptime();
          if (!isWithoutNodes) this.#rememberNodes(nodeCount);
          this.#becomeReady(own, readyAt - startedAt, retry);
        },
        message: (message) => this.#events.emit('message', message),
        noise: (bytes) => this.#journal.noise(bytes),
      },
    });
    this.#session = session;
    this.#enter({ state: 'configuring' });
    const loss = await session.run();
    this.#session = undefined;
    return { loss, readyAt };
  }

  #becomeReady(own: OwnNode, tookMs: number, retry: RetryState): void {
    const { clock } = this.#deps;
    this.#own = own;
    this.#journal.ready(own, { nodes: this.#nodeCount, tookMs, attempt: this.#tries }, retry);
    if (this.#lostAt !== undefined) {
      const outageMs = clock.uptime() - this.#lostAt;
      this.#journal.restored(this.outages.current?.reason, outageMs, retry);
      this.outages.end(clock.now(), outageMs);
      this.#lostAt = undefined;
    }
    this.#tries = 0;
    this.#enter({ state: 'ready' });
    this.#events.emit('ready', own);
  }

  #afterFailure(retry: RetryState, loss: Loss): RetryPlan {
    const { clock, random, settings } = this.#deps;
    this.#journal.failed(loss, {
      tries: this.#tries,
      isFirst: this.#tries === 1 && this.#lostAt === undefined,
    });
    const plan = afterFailedTry(retry, loss.reason, clock.uptime(), { maxMs: settings.retryMaxMs, random });
    this.#enter({ state: plan.isYielding ? 'yielding' : 'waiting', reason: loss.reason });
    return plan;
  }

  #afterLoss(retry: RetryState, loss: Loss, readyAt: number): RetryPlan {
    const { clock, random } = this.#deps;
    const upMs = clock.uptime() - readyAt;
    const plan = afterLoss(retry, { reason: loss.reason, upMs }, clock.uptime(), random);
    this.#lostAt = clock.uptime();
    const reason = plan.isYielding ? 'evicted' : loss.reason;
    this.outages.begin(reason, clock.now());
    this.#journal.lost({ ...loss, reason }, upMs, plan);
    this.#enter({ state: plan.isYielding ? 'yielding' : 'waiting', reason });
    this.#events.emit('lost', loss);
    return plan;
  }

  #enter(change: LinkChange): void {
    if (change.state === this.#state && change.reason === undefined) return;
    this.#state = change.state;
    this.#stateSince = this.#deps.clock.uptime();
    this.#events.emit('state', change);
  }

  #areNodesFresh(): boolean {
    return this.#nodesAt !== undefined && this.#deps.clock.uptime() - this.#nodesAt < NODES_FRESH_MS;
  }

  #rememberNodes(count: number): void {
    this.#nodesAt = this.#deps.clock.uptime();
    this.#nodeCount = count;
  }

  #randomNonce(): number {
    for (;;) {
      const nonce = this.nextPacketId();
      if (nonce !== NONCE_WITHOUT_NODES && nonce !== NONCE_ONLY_NODES) return nonce;
    }
  }

  /** Random, never 0, as the firmware's own ids are. */
  nextPacketId(): PacketId {
    return toPacketId(1 + Math.floor(this.#deps.random() * 0xffff_fffe));
  }
}
