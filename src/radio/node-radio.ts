import { formatNodeId, type NodeNum } from '../mesh/ids.js';
import { wasOnAir } from '../mesh/on-air.js';
import type { OutboxStore } from '../mesh/outbox-store.js';
import type { OwnNode } from '../mesh/own-node.js';
import type { Packet } from '../mesh/packet.js';
import type { Delivery, LinkReport, LinkState, Outgoing, Radio, RadioEvents } from '../mesh/radio.js';
import { RecentPackets } from '../mesh/recent-packets.js';
import type { Stop } from '../util/clock.js';
import { Emitter } from '../util/emitter.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { FromNode } from './codec.js';
import { type AdminRequest, encodeAdminRequest } from './codec-admin.js';
import { Errands } from './errands.js';
import { Gate } from './gate.js';
import { Link, type LinkDeps } from './link.js';
import type { ReadySession } from './link-events.js';
import { type AdminOutcome, LocalAdmin } from './local-admin.js';
import { NoticeLog } from './notice-log.js';
import { Outbox } from './outbox.js';
import { type Gaps, Pacing } from './pacing.js';

export interface NodeRadioDeps extends LinkDeps {
  readonly store: OutboxStore;
  readonly gaps: Gaps;
  /** Times that the node may take one direct message that nobody acknowledges. */
  readonly maxAttempts: number;
  /** Percent, as our own node measures it; undefined when it has not told lately. */
  readonly channelUtilization?: () => number | undefined;
  /** The node is known to lack the key of that addressee, so that it would refuse a direct message. */
  readonly isKeyless?: (to: NodeNum) => boolean;
  /** Gives the node the key of an addressee that it lacks; false when it cannot be had. */
  readonly onMissingKey?: (to: NodeNum) => Promise<boolean>;
}

/** The port to one node: the link, the outbox behind it, and each packet once. */
export class NodeRadio implements Radio, Lifecycle {
  readonly name = 'radio';
  readonly #deps: NodeRadioDeps;
  readonly #events: Emitter<RadioEvents>;
  readonly #link: Link;
  readonly #outbox: Outbox;
  readonly #errands = new Errands(() => this.#outbox.wake());
  readonly #admin: LocalAdmin;
  readonly #recent = new RecentPackets();
  readonly #notices: NoticeLog;
  #packets = 0;
  #texts = 0;
  #lastPacketAt: number | undefined;

  constructor(deps: NodeRadioDeps) {
    this.#deps = deps;
    this.#notices = new NoticeLog(deps.log);
    this.#events = new Emitter((error) => deps.log.error('listener failed', { err: error }));
    const link = new Link({ ...deps, isBusy: () => this.#outbox.counts.inFlight > 0 });
    this.#link = link;
    this.#outbox = this.#createOutbox(link);
    this.#admin = new LocalAdmin({ clock: deps.clock, write: (frame) => link.write(frame) });
    link.on('state', (change) => this.#events.emit('state', change));
    link.on('ready', () => this.#outbox.onReady());
    link.on('lost', () => this.#outbox.onLost());
    link.on('message', (message) => this.#take(message));
  }

  get state(): LinkState {
    return this.#link.state;
  }

  get own(): OwnNode | undefined {
    return this.#link.own;
  }

  async start(): Promise<void> {
    await this.#link.start();
    const messages = this.#outbox.start();
    if (messages > 0) this.#deps.log.info('outbox taken up again', { messages });
  }

  async stop(): Promise<void> {
    this.#outbox.stop();
    await this.#link.stop();
  }

  /** Claims names under which the node was found, and tries at once. Throws `ExitError` 75 when somebody else has one. */
  follow(names: readonly string[]): Stop {
    return this.#link.follow(names);
  }

  send(message: Outgoing): Promise<Delivery> {
    return this.#outbox.send(message);
  }

  on<Name extends keyof RadioEvents>(event: Name, listener: (value: RadioEvents[Name]) => void): Stop {
    return this.#events.on(event, listener);
  }

  /** Hears of every session that gets ready. */
  onSession(listener: (session: ReadySession) => void): Stop {
    return this.#link.on('session', listener);
  }

  /** Has our own node change something, when nothing else is in flight. */
  async administer(request: AdminRequest): Promise<AdminOutcome> {
    const { own, session } = this.#link;
    if (!own || !session?.isReady) return 'failed';
    const id = this.#link.nextPacketId();
    const question = { id, frame: encodeAdminRequest(own.nodeNum, id, request), signal: session.over };
    return (await this.#errands.run(() => this.#admin.ask(question), session.over)) ?? 'failed';
  }

  reboot(afterSeconds: number): Promise<AdminOutcome> {
    return this.administer({ kind: 'reboot', seconds: afterSeconds });
  }

  /**
   * Has the node tell its database once more, each entry as a `node` event, when nothing else is in flight; false when
   * not all of it came.
   */
  async fetchNodes(): Promise<boolean> {
    const { session } = this.#link;
    if (!session?.isReady) return false;
    return (await this.#errands.run(() => this.#link.fetchNodes(), session.over)) ?? false;
  }

  report(): LinkReport {
    const link = this.#link;
    const uptime = this.#deps.clock.uptime();
    const { session, nextTryAt, absence } = link;
    const { address, movedFrom } = this.#deps.transport;
    return {
      address,
      ...(movedFrom !== undefined && { movedFrom }),
      state: link.state,
      sinceMs: uptime - link.stateSince,
      outages: link.outages.all,
      outageTotals: link.outages.totals,
      outbox: this.#outbox.counts,
      packets: this.#packets,
      texts: this.#texts,
      tries: link.tries,
      ...(session && { lastFrameAgoMs: uptime - session.lastFrameAt }),
      ...(session?.heartbeatMs !== undefined && { heartbeatMs: session.heartbeatMs }),
      ...(this.#lastPacketAt !== undefined && { lastPacketAgoMs: uptime - this.#lastPacketAt }),
      ...(absence && { away: absence }),
      ...(nextTryAt !== undefined && { nextTryMs: Math.max(0, nextTryAt - uptime) }),
    };
  }

  #createOutbox(link: Link): Outbox {
    const { store, clock, gaps, maxAttempts, channelUtilization = () => undefined } = this.#deps;
    const pacing = new Pacing(gaps);
    return new Outbox({
      store,
      clock,
      pacing,
      gate: new Gate({ pacing, channelUtilization }),
      maxAttempts,
      onOffered: (offer) => this.#events.emit('offer', offer),
      onSettled: (settled) => this.#events.emit('delivery', settled),
      errands: this.#errands,
      isKeyless: (to) => this.#deps.isKeyless?.(to) ?? false,
      onMissingKey: (to) => this.#giveKey(to),
      wire: {
        get own() {
          return link.isOpen ? link.own : undefined;
        },
        write: (frame) => link.write(frame),
        nextPacketId: () => link.nextPacketId(),
      },
    });
  }

  async #giveKey(to: NodeNum): Promise<boolean> {
    try {
      return (await this.#deps.onMissingKey?.(to)) ?? false;
    } catch (err) {
      this.#deps.log.error('giving a key failed', { to: formatNodeId(to), err });
      return false;
    }
  }

  #take(message: FromNode): void {
    switch (message.kind) {
      case 'packet':
        this.#receive(message.packet);
        break;
      case 'queueStatus':
        this.#admin.onQueueStatus(message.status);
        this.#outbox.onQueueStatus(message.status);
        break;
      case 'node':
        this.#events.emit('node', message.report);
        break;
      case 'notice':
        this.#notices.tell(message.text, this.#deps.clock.uptime());
        this.#outbox.onNotice(message);
        this.#events.emit('notice', message);
        break;
      default:
        break;
    }
  }

  #receive(packet: Packet): void {
    const uptime = this.#deps.clock.uptime();
    if (!this.#recent.isNew(packet, uptime)) {
      this.#deps.log.debug('repeat', { from: packet.from, id: packet.id });
      return;
    }
    this.#packets += 1;
    // What our own node says of itself breaks no silence.
    if (packet.from !== this.own?.nodeNum && wasOnAir(packet)) this.#lastPacketAt = uptime;
    if (packet.kind === 'text') this.#texts += 1;
    this.#admin.onPacket(packet);
    this.#outbox.onPacket(packet);
    this.#events.emit('packet', packet);
  }
}
