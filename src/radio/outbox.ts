import { BROADCAST_NUM, type PacketId } from '../mesh/ids.js';
import type { Packet } from '../mesh/packet.js';
import type { Delivery, OfferedMessage, OutboxCounts, Outgoing } from '../mesh/radio.js';
import type { Stop } from '../util/clock.js';
import type { QueueStatus } from './codec.js';
import { type Reaction, reactionToNotice, reactionToRefusal } from './delivery-rules.js';
import type { Errands } from './errands.js';
import type { Gate } from './gate.js';
import type { MissingKeysDeps } from './missing-keys.js';
import { OutboxBook, type OutboxBookDeps } from './outbox-book.js';
import { OutboxFates } from './outbox-fates.js';
import { OutboxFlight, type Wire } from './outbox-flight.js';
import { verdictIn } from './outbox-verdict.js';
import type { Pacing } from './pacing.js';

export interface OutboxDeps extends OutboxBookDeps, MissingKeysDeps {
  readonly wire: Wire;
  readonly pacing: Pacing;
  readonly gate: Gate;
  /** Times that the node may take one direct message that nobody acknowledges. */
  readonly maxAttempts: number;
  /** A message is about to be written, under this id. */
  readonly onOffered?: (offer: OfferedMessage) => void;
  /** Other work that needs the wire for itself. */
  readonly errands: Pick<Errands, 'takeTurn'>;
}

/** When in doubt the ROUTING packet that follows a refusal decides. */
const VERDICT_WAIT_MS = 1000;
/** The message is to go under another id. */
const SWALLOWED: Reaction = { kind: 'again', afterMs: 0, reason: 'rate_limited' };

/** The only way out: stored before it is tried, paced, one packet in flight, honest about the end. */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #book: OutboxBook;
  readonly #flight: OutboxFlight;
  readonly #fates: OutboxFates;
  #isStopped = false;
  #stopTimer: Stop = () => {};

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
    const book = new OutboxBook(deps);
    const onChange = () => this.#pump();
    const flight = new OutboxFlight({
      ...deps,
      book,
      onTaken: onChange,
      onSwallowed: (item) => this.#fates.react(item, SWALLOWED),
    });
    this.#book = book;
    this.#flight = flight;
    this.#fates = new OutboxFates({ ...deps, book, flight, onChange });
  }

  get counts(): OutboxCounts {
    return this.#book.counts;
  }

  /** Takes up what had not ended when the process before did; tells how many that were. */
  start(): number {
    this.#isStopped = false;
    this.#flight.start();
    const restored = this.#book.restore();
    for (const item of restored)
      if (item.isSpent(this.#deps.maxAttempts)) this.#flight.settle(item, { outcome: 'sent' });
    this.#pump();
    return restored.length;
  }

  /** Accepts a message; resolves with its end. What has not ended at the stop goes on at the next start. */
  send(message: Outgoing): Promise<Delivery> {
    return new Promise((resolve) => {
      this.#book.accept(message, this.#deps.wire.nextPacketId(), resolve);
      this.#pump();
    });
  }

  /** Sends nothing more; what was accepted stays in the store. An acknowledgement that still comes counts. */
  stop(): void {
    this.#isStopped = true;
    this.#stopTimer();
    this.#flight.stop();
    for (const item of this.#book.items) {
      const wasWritten = !item.isQueued;
      item.enter('waiting');
      item.meetNewConnection(wasWritten);
    }
  }

  /** The link is ready. */
  onReady(): void {
    this.#deps.gate.onReady();
    this.#pump();
  }

  /** The wire is free again, or somebody wants it for an errand. */
  wake(): void {
    this.#pump();
  }

  /** The session is over: what was never confirmed goes out again under its id, and receivers drop a second copy. */
  onLost(): void {
    this.#flight.abandon();
    for (const item of this.#book.items) {
      const wasWritten = !item.isQueued;
      if (wasWritten && item.isRelayed) continue;
      if (wasWritten && item.isSpent(this.#deps.maxAttempts)) this.#flight.settle(item, { outcome: 'sent' });
      else if (wasWritten) this.#flight.requeue(item, 0);
      item.meetNewConnection(wasWritten);
    }
    this.#pump();
  }

  onQueueStatus(status: QueueStatus): void {
    const { clock, gate, pacing } = this.#deps;
    gate.onQueueStatus(status, clock.uptime());
    const item = this.#flight.offeredAs(status.packetId);
    if (!item) return;
    pacing.confirmed(item.message.content.kind, clock.uptime());
    if (status.res === 0) {
      this.#flight.taken(item);
      return;
    }
    const reaction = reactionToRefusal(status.res, item.message.to !== BROADCAST_NUM);
    const wait = { name: 'outbox.verdict', ms: VERDICT_WAIT_MS };
    this.#flight.await(item, wait, () => this.#fates.react(item, reaction));
  }

  /** What the node tells a person may be about one of ours. */
  onNotice({ text, about }: { readonly text: string; readonly about?: PacketId }): void {
    this.#deps.gate.onNotice(text, this.#deps.clock.uptime());
    const item = about === undefined ? undefined : this.#book.find(about);
    const reaction = reactionToNotice(text);
    if (item && reaction && !item.isQueued) this.#fates.react(item, reaction);
    else this.#pump();
  }

  /** Looks for the fate of what we sent. */
  onPacket(packet: Packet): void {
    if (!('requestId' in packet) || packet.requestId === undefined) return;
    const item = this.#book.find(packet.requestId);
    const reaction = item && verdictIn(packet, item);
    if (item && reaction) this.#fates.react(item, reaction);
  }

  #pump(): void {
    this.#stopTimer();
    if (this.#isStopped) return;
    const { clock, errands, gate, wire } = this.#deps;
    const uptime = clock.uptime();
    const { queue } = this.#book;
    this.#book.expire(uptime);
    const { own } = wire;
    const canOffer = own !== undefined && this.#flight.isFree;
    if (canOffer && errands.takeTurn()) return;
    // Without a link, or with one packet in flight, only the end of somebody's time can be next.
    const next = canOffer ? queue.next(gate, uptime) : undefined;
    if (own && next?.waitMs === 0) {
      if (!this.#fates.fetchesKeyFirst(next.item)) this.#flight.offer(next.item, own);
      return;
    }
    const wakeMs = Math.min(next?.waitMs ?? Number.POSITIVE_INFINITY, queue.firstExpiry() - uptime);
    if (!Number.isFinite(wakeMs)) return;
    this.#stopTimer = clock.after('outbox.next', Math.max(1, wakeMs), () => this.#pump());
  }
}
