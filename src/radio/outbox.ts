import { BROADCAST_NUM, type PacketId } from '../mesh/ids.js';
import { ackWindowMs, sizeOnAir } from '../mesh/modem.js';
import type { OwnNode } from '../mesh/own-node.js';
import type { Packet } from '../mesh/packet.js';
import type { Delivery, OutboxCounts, Outgoing } from '../mesh/radio.js';
import type { Stop } from '../util/clock.js';
import type { QueueStatus } from './codec.js';
import { dataBytes, encodePacket } from './codec-encode.js';
import { CONFIRMATION_WAITS_MS } from './confirmation.js';
import { type Reaction, reactionToNotice, reactionToRefusal } from './delivery-rules.js';
import type { Errands } from './errands.js';
import type { Gate } from './gate.js';
import { MissingKeys, type MissingKeysDeps } from './missing-keys.js';
import { type End, OutboxBook, type OutboxBookDeps } from './outbox-book.js';
import { firstExpiry, nextItem, type OutboxItem } from './outbox-item.js';
import { verdictIn } from './outbox-verdict.js';
import type { Pacing } from './pacing.js';

/** What the outbox needs of the link. */
export interface Wire {
  /** Defined while the link is ready. */
  readonly own: OwnNode | undefined;
  write(frame: Uint8Array): boolean;
  nextPacketId(): PacketId;
}

export interface OutboxDeps extends OutboxBookDeps, MissingKeysDeps {
  readonly wire: Wire;
  readonly pacing: Pacing;
  readonly gate: Gate;
  /** Times that the node may take one direct message that nobody acknowledges. */
  readonly maxAttempts: number;
  /** Other work that needs the wire for itself. */
  readonly errands: Pick<Errands, 'takeTurn'>;
}

/** When in doubt the ROUTING packet that follows a refusal decides. */
const VERDICT_WAIT_MS = 1000;
/** The node knows the id, so that its refusal was meant: the message is to go under another one. */
const SWALLOWED: Reaction = { kind: 'again', afterMs: 0, reason: 'rate_limited' };

/** The only way out: stored before it is tried, paced, one packet in flight, honest about the end. */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #book: OutboxBook;
  readonly #keys: MissingKeys;
  #offered: OutboxItem | undefined;
  #isStopped = false;
  #stopTimer: Stop = () => {};

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
    this.#book = new OutboxBook(deps);
    this.#keys = new MissingKeys(deps);
  }

  get counts(): OutboxCounts {
    return this.#book.counts;
  }

  /** Takes up what had not ended when the process before did; tells how many that were. */
  start(): number {
    this.#isStopped = false;
    const restored = this.#book.restore();
    for (const item of restored)
      if (item.isSpent(this.#deps.maxAttempts)) this.#settle(item, { outcome: 'sent' });
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
    this.#offered = undefined;
    for (const item of this.#book.items) {
      item.enter('waiting');
      item.meetNewConnection();
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
    this.#offered = undefined;
    for (const item of this.#book.items) {
      if (!item.isQueued && item.isRelayed) continue;
      const isSpent = !item.isQueued && item.isSpent(this.#deps.maxAttempts);
      if (isSpent) this.#settle(item, { outcome: 'sent' });
      else if (!item.isQueued) this.#requeue(item, 0);
      item.meetNewConnection();
    }
    this.#pump();
  }

  onQueueStatus(status: QueueStatus): void {
    const { clock, gate, pacing } = this.#deps;
    gate.onQueueStatus(status, clock.uptime());
    const item = this.#offered;
    if (!item || status.packetId === 0 || status.packetId !== item.currentId) return;
    pacing.confirmed(item.message.content.kind, clock.uptime());
    if (status.res === 0) {
      this.#onTaken(item);
      return;
    }
    const reaction = reactionToRefusal(status.res, item.message.to !== BROADCAST_NUM);
    this.#await(item, { name: 'outbox.verdict', ms: VERDICT_WAIT_MS }, () => this.#react(item, reaction));
  }

  /** What the node tells a person may be about one of ours. */
  onNotice({ text, about }: { readonly text: string; readonly about?: PacketId }): void {
    this.#deps.gate.onNotice(text, this.#deps.clock.uptime());
    const item = about === undefined ? undefined : this.#book.find(about);
    const reaction = reactionToNotice(text);
    if (item && reaction && !item.isQueued) this.#react(item, reaction);
    else this.#pump();
  }

  /** Looks for the fate of what we sent. */
  onPacket(packet: Packet): void {
    if (!('requestId' in packet) || packet.requestId === undefined) return;
    const item = this.#book.find(packet.requestId);
    const reaction = item && verdictIn(packet, item);
    if (item && reaction) this.#react(item, reaction);
  }

  #react(item: OutboxItem, reaction: Reaction): void {
    if (!this.#book.has(item)) return;
    switch (reaction.kind) {
      case 'delivered':
        this.#settle(item, { outcome: 'delivered' });
        break;
      case 'relayed':
        this.#onRelayed(item);
        break;
      case 'failed':
        this.#settle(item, { outcome: 'failed', reason: reaction.reason });
        break;
      case 'later':
        this.#postpone(item, reaction);
        break;
      case 'again':
        this.#retry(item, reaction);
        break;
      case 'keyless':
        if (!item.isQueued) void this.#fetchKey(item);
        break;
    }
    this.#pump();
  }

  #onRelayed(item: OutboxItem): void {
    if (item.message.to === BROADCAST_NUM) this.#settle(item, { outcome: 'relayed' });
    else if (item.phase === 'offered') this.#onTaken(item);
    item.isRelayed = true;
  }

  #postpone(item: OutboxItem, { reason, afterMs }: Extract<Reaction, { kind: 'later' }>): void {
    const { clock, gate, pacing } = this.#deps;
    if (reason === 'duty_cycle') gate.keepSilent(afterMs, clock.uptime());
    this.#refund(item);
    item.lastFailure = reason;
    this.#requeue(item, afterMs);
    if (reason === 'rate_limited' && !item.doubtsRefusal()) pacing.refused(item.message.content.kind);
  }

  #retry(item: OutboxItem, { reason, afterMs }: Extract<Reaction, { kind: 'again' }>): void {
    item.lastFailure = reason;
    if (item.entry.attempts >= Math.min(this.#deps.maxAttempts, 2)) {
      this.#settle(item, { outcome: 'failed', reason });
      return;
    }
    if (reason === 'key_rejected') this.#book.change(item, { needsNewId: true });
    this.#requeue(item, afterMs);
  }

  /** One retry, when the node could be given the key. */
  async #fetchKey(item: OutboxItem): Promise<void> {
    this.#refund(item);
    this.#requeue(item, 0);
    const isThere = await this.#keys.give(item);
    if (item.phase !== 'keyless') return;
    if (isThere) this.#requeue(item, 0);
    else this.#settle(item, { outcome: 'failed', reason: 'no_key' });
    this.#pump();
  }

  /** When the key cannot be had, the node itself says whether it can do without. */
  async #giveKeyFirst(item: OutboxItem): Promise<void> {
    const giving = this.#keys.give(item);
    this.#pump();
    await giving;
    if (item.phase !== 'keyless') return;
    item.enter('waiting');
    this.#pump();
  }

  /** A send that the node never took uses up no attempt. */
  #refund(item: OutboxItem): void {
    if (item.phase === 'taken') this.#book.change(item, { attempts: Math.max(0, item.entry.attempts - 1) });
  }

  /** A new try takes a new id: on one connection the node swallows an id that it knows, without a word. */
  #requeue(item: OutboxItem, afterMs: number): void {
    if (this.#offered === item) this.#offered = undefined;
    item.enter('waiting');
    item.keepsId = false;
    item.notBefore = this.#deps.clock.uptime() + afterMs;
  }

  #pump(): void {
    this.#stopTimer();
    if (this.#isStopped) return;
    const { clock, gate, wire } = this.#deps;
    const uptime = clock.uptime();
    this.#book.expire(uptime);
    const { own } = wire;
    if (own && !this.#offered && this.#deps.errands.takeTurn()) return;
    // Without a link, or with one packet in flight, only the end of somebody's time can be next.
    const next = own && !this.#offered ? nextItem(this.#book.items, gate, uptime) : undefined;
    if (own && next && next.waitMs === 0) {
      if (this.#keys.goesFirst(next.item)) void this.#giveKeyFirst(next.item);
      else this.#offer(next.item, own);
      return;
    }
    const wakeMs = Math.min(next?.waitMs ?? Number.POSITIVE_INFINITY, firstExpiry(this.#book.items) - uptime);
    if (!Number.isFinite(wakeMs)) return;
    this.#stopTimer = clock.after('outbox.next', Math.max(1, wakeMs), () => this.#pump());
  }

  #offer(item: OutboxItem, own: OwnNode): void {
    const id = (item.keepsId && item.currentId) || this.#deps.wire.nextPacketId();
    if (id !== item.currentId) this.#book.change(item, { ids: [...item.entry.ids, id], needsNewId: false });
    item.enter('offered');
    item.offers = 0;
    item.isRelayed = false;
    this.#offered = item;
    this.#write(item, own, id);
  }

  /** The same bytes again ask for a lost confirmation: the node cannot transmit them twice. */
  #write(item: OutboxItem, own: OwnNode, id: PacketId): void {
    const { clock, pacing, wire } = this.#deps;
    const { to, channel, content } = item.message;
    const ms = CONFIRMATION_WAITS_MS[item.offers] ?? 0;
    item.offers += 1;
    pacing.sent(content.kind, clock.uptime());
    this.#await(item, { name: 'outbox.status', ms }, () => {
      if (item.offers < CONFIRMATION_WAITS_MS.length) this.#write(item, own, id);
      else if (item.isInDoubt) this.#react(item, SWALLOWED);
      else this.#onTaken(item);
    });
    wire.write(encodePacket({ from: own.nodeNum, to, id, channel, hopLimit: own.hopLimit, content }));
  }

  /** The node has it, or has it most likely and its confirmation was lost. */
  #onTaken(item: OutboxItem): void {
    const { pacing, wire } = this.#deps;
    if (this.#offered === item) this.#offered = undefined;
    item.enter('taken');
    this.#book.change(item, { attempts: item.entry.attempts + 1 });
    pacing.accepted(item.message.content.kind);
    const modem = wire.own?.modem;
    const ms = modem ? ackWindowMs(modem, sizeOnAir(dataBytes(item.message.content))) : 0;
    this.#await(item, { name: 'outbox.window', ms }, () => {
      this.#settle(item, { outcome: item.isRelayed ? 'relayed' : 'sent' });
    });
    this.#pump();
  }

  #await(item: OutboxItem, wait: { readonly name: string; readonly ms: number }, task: () => void): void {
    item.stopTimer();
    if (!this.#isStopped) item.stopTimer = this.#deps.clock.after(wait.name, wait.ms, task);
  }

  #settle(item: OutboxItem, end: End): void {
    if (this.#offered === item) this.#offered = undefined;
    this.#book.settle(item, end);
  }
}
