import type { AlertSink } from '../mesh/alert-sink.js';
import type { NodeNum, PacketId } from '../mesh/ids.js';
import type { OwnNode } from '../mesh/own-node.js';
import type { LinkAbsence, LinkChange, LinkState } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import { Emitter } from '../util/emitter.js';
import { messageOf } from '../util/errors.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import type { NodeClaims } from './claims.js';
import { type FlightRecorder, recorded } from './flight-recorder.js';
import type { LinkEvents } from './link-events.js';
import { LinkJournal } from './link-journal.js';
import type { LinkSettings } from './link-settings.js';
import { LinkError, type Loss } from './loss.js';
import { openWithin } from './open-within.js';
import { OutageLog } from './outage-log.js';
import { OutageWatch } from './outage-watch.js';
import { Ownership } from './ownership.js';
import { type RenewalDeps, renewLater } from './renewal.js';
import { afterFailedTry, afterLoss, FIRST_TRY, type RetryPlan, type RetryState } from './retry.js';
import { Session } from './session.js';
import { ToldNodes } from './told-nodes.js';
import type { Connection, Transport } from './transport.js';
import { NONCE_WITHOUT_NODES, randomNonce, randomPacketId } from './wire-ids.js';

export interface LinkDeps {
  readonly transport: Transport;
  readonly claims: NodeClaims;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly settings: LinkSettings;
  readonly alerts?: AlertSink;
  readonly flight?: FlightRecorder;
  /** Something is in flight whose fate only this connection will tell. */
  readonly isBusy?: () => boolean;
  /** Whether the node that answers is the one that is meant; any is unless this is given. */
  readonly isOurs?: (nodeNum: NodeNum) => boolean;
}

/** Holds the one connection to a node through many sessions. It stays the same for ever; sessions come and go. */
export class Link implements Lifecycle {
  readonly name = 'link';
  readonly outages = new OutageLog();
  readonly #deps: LinkDeps;
  readonly #events: Emitter<LinkEvents>;
  readonly #journal: LinkJournal;
  readonly #ownership: Ownership;
  readonly #watch: OutageWatch;
  readonly #renewal: RenewalDeps;
  #state: LinkState = 'stopped';
  #stateSince: number;
  #own: OwnNode | undefined;
  #session: Session | undefined;
  readonly #nodes: ToldNodes;
  #nextTryAt: number | undefined;
  #tries = 0;
  #stopping = new AbortController();
  /** Ends the wait for the next try. */
  #hurry = new AbortController();
  #running: Promise<void> | undefined;

  constructor(deps: LinkDeps) {
    this.#deps = deps;
    this.#stateSince = deps.clock.uptime();
    this.#journal = new LinkJournal(deps.log, deps.transport);
    this.#ownership = new Ownership(deps, this);
    this.#nodes = new ToldNodes(deps.clock);
    const [journal, outages, tries] = [this.#journal, this.outages, () => this.#tries];
    this.#watch = new OutageWatch({ ...deps, journal, outages, tries });
    this.#events = new Emitter((error) => deps.log.error('listener failed', { err: error }));
    const { clock, settings, isBusy = () => false } = deps;
    this.#renewal = { clock, afterMs: settings.preventiveReconnectMs, isBusy };
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

  /** Undefined while there is a link. */
  get absence(): LinkAbsence | undefined {
    return this.#watch.absence;
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
    await this.#ownership.take();
    this.#watch.begin();
    this.#running = this.#run(this.#stopping.signal);
  }

  /** Says goodbye, interrupts every wait, resolves when all is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort(new LinkError('stopped', 'stopped'));
    if (this.#session?.isReady) await this.#session.sayGoodbye();
    else this.#session?.end({ reason: 'stopped' });
    await this.#running;
    this.#watch.stop();
    this.#ownership.release();
    this.#enter({ state: 'stopped' });
  }

  /** Whether the node reads what is written. */
  get isOpen(): boolean {
    return this.#state === 'ready' && this.#session?.isFetching === false;
  }

  /** Hands a frame to the node; false when it would not read it. */
  write(frame: Uint8Array): boolean {
    if (!this.isOpen) return false;
    this.#session?.write(frame);
    return true;
  }

  /** Asks the node for its database once more, each entry a message; false when not all of it came. */
  async fetchNodes(): Promise<boolean> {
    const count = this.isOpen ? await this.#session?.fetchNodes() : undefined;
    if (count === undefined) return false;
    this.#nodes.told(count);
    return true;
  }

  /** Claims more names of the node and tries at once. Throws `ExitError` 75 when somebody else has one of them. */
  follow(names: readonly string[]): Stop {
    const release = this.#ownership.add(names);
    this.#hurry.abort();
    return release;
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
    this.#hurry = new AbortController();
    const ends = AbortSignal.any([signal, this.#hurry.signal]);
    await this.#deps.clock.sleep('link.retry', waitMs, ends).catch(() => {});
    this.#nextTryAt = undefined;
  }

  /** One try and, when it succeeds, the whole session. */
  async #live(retry: RetryState, signal: AbortSignal): Promise<RetryPlan> {
    const { clock, settings, transport } = this.#deps;
    const startedAt = clock.uptime();
    this.#tries += 1;
    this.#enter({ state: 'connecting' });
    const opened = await openWithin({ transport, clock, connectMs: settings.connectMs, signal });
    const { loss, readyAt } =
      'reason' in opened
        ? { loss: opened, readyAt: undefined }
        : await this.#serve(opened, { startedAt, retry, signal });
    if (signal.aborted) return { state: retry, waitMs: 0, isYielding: false };
    if (readyAt === undefined) return this.#afterFailure(retry, loss);
    return loss.reason === 'stopped' ? this.#renew(loss) : this.#afterLoss(retry, loss, readyAt);
  }

  async #serve(
    connection: Connection,
    {
      startedAt,
      retry,
      signal,
    }: { readonly startedAt: number; readonly retry: RetryState; readonly signal: AbortSignal },
  ): Promise<{ loss: Loss; readyAt: number | undefined }> {
    let readyAt: number | undefined;
    const isWithoutNodes = this.#nodes.areFresh;
    const session = new Session({
      connection,
      clock: this.#deps.clock,
      settings: this.#deps.settings,
      nextNonce: () => (isWithoutNodes ? NONCE_WITHOUT_NODES : randomNonce(this.#deps.random)),
      nextPacketId: () => this.nextPacketId(),
      isOurs: (nodeNum) => this.#deps.isOurs?.(nodeNum) ?? true,
      listener: recorded(
        {
          ready: (own, nodeCount) => {
            readyAt = this.#deps.clock.uptime();
            if (!isWithoutNodes) this.#nodes.told(nodeCount);
            this.#becomeReady(own, readyAt - startedAt, retry);
            this.#events.emit('session', { own, toldNodes: !isWithoutNodes, signal: session.over });
            void renewLater(session, this.#renewal);
          },
          message: (message) => this.#events.emit('message', message),
          noise: (bytes) => this.#journal.noise(bytes),
        },
        this.#deps.flight,
      ),
    });
    this.#session = session;
    this.#enter({ state: 'configuring' });
    // A stop that came together with the connection has met no session yet.
    if (signal.aborted) session.end({ reason: 'stopped' });
    const loss = await session.run();
    this.#session = undefined;
    return { loss, readyAt };
  }

  #becomeReady(own: OwnNode, tookMs: number, retry: RetryState): void {
    this.#own = own;
    this.#journal.ready(own, { nodes: this.#nodes.count, tookMs, attempt: this.#tries }, retry);
    this.#watch.end(retry);
    this.#tries = 0;
    this.#enter({ state: 'ready' });
    this.#claimNewNames();
    this.#events.emit('ready', own);
  }

  /** Whoever has the node under its other name lives with us in one slot: only a person can end that. */
  #claimNewNames(): void {
    this.#ownership.extend().catch((error: unknown) => {
      this.#deps.log.warn('node claimed twice', { reason: messageOf(error) });
    });
  }

  #afterFailure(retry: RetryState, loss: Loss): RetryPlan {
    const { clock, random, settings } = this.#deps;
    this.#journal.failed(loss, {
      tries: this.#tries,
      isFirst: this.#tries === 1 && !this.#watch.isLoss,
    });
    if (this.#own && !this.#watch.isLoss) this.#watch.begin(loss.reason);
    const plan = afterFailedTry(retry, loss.reason, clock.uptime(), { maxMs: settings.retryMaxMs, random });
    this.#enter({ state: plan.isYielding ? 'yielding' : 'waiting', reason: loss.reason });
    return plan;
  }

  #afterLoss(retry: RetryState, loss: Loss, readyAt: number): RetryPlan {
    const { clock, random } = this.#deps;
    const upMs = clock.uptime() - readyAt;
    const plan = afterLoss(retry, { reason: loss.reason, upMs }, clock.uptime(), random);
    const reason = plan.isYielding ? 'evicted' : loss.reason;
    this.#watch.begin(reason);
    this.#journal.lost({ ...loss, reason }, upMs, plan);
    this.#enter({ state: plan.isYielding ? 'yielding' : 'waiting', reason });
    this.#events.emit('lost', loss);
    return plan;
  }

  /** A session that we ended ourselves is no outage, unless the node cannot be had again at once. */
  #renew(loss: Loss): RetryPlan {
    this.#journal.renewed();
    this.#events.emit('lost', loss);
    return { state: FIRST_TRY, waitMs: 0, isYielding: false };
  }

  #enter(change: LinkChange): void {
    if (change.state === this.#state && change.reason === undefined) return;
    this.#state = change.state;
    this.#stateSince = this.#deps.clock.uptime();
    this.#events.emit('state', change);
  }

  nextPacketId(): PacketId {
    return randomPacketId(this.#deps.random);
  }
}
