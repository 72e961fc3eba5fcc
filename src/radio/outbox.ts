import { BROADCAST_NUM, type PacketId } from '../mesh/ids.js';
import { ackWindowMs, sizeOnAir } from '../mesh/modem.js';
import type { OwnNode } from '../mesh/own-node.js';
import type { Packet, RoutingPacket } from '../mesh/packet.js';
import type { Delivery, OutboxCounts, Outgoing, SettledMessage } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import type { QueueStatus } from './codec.js';
import { dataBytes, encodePacket } from './codec-encode.js';
import { type Reaction, reactionTo, reactionToRefusal } from './delivery-rules.js';
import { nextItem, OutboxItem } from './outbox-item.js';
import type { OutboxStore } from './outbox-store.js';
import type { Pacing } from './pacing.js';

/** What the outbox needs of the link. */
export interface Wire {
  /** Defined while the link is ready. */
  readonly own: OwnNode | undefined;
  write(frame: Uint8Array): boolean;
  nextPacketId(): PacketId;
}

export interface OutboxDeps {
  readonly wire: Wire;
  readonly store: OutboxStore;
  readonly clock: Clock;
  readonly pacing: Pacing;
  /** Times that the node may take one direct message that nobody acknowledges. */
  readonly maxAttempts: number;
  /** Hears the end of every message. */
  onSettled(settled: SettledMessage): void;
}

/** Two confirmations wait in the node, and it answers within a turn: what takes longer was lost. */
const STATUS_WAIT_MS = 3000;
const MAX_OFFERS = 3;
/** When in doubt the ROUTING packet that follows a refusal decides. */
const VERDICT_WAIT_MS = 1000;
/** Places of the transmit queue that are left to the node's own packets. */
const MIN_FREE = 4;
const HOLD_MS = 3000;

/** The only way out: stored before it is tried, paced, one packet in flight, honest about the end. */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #items = new Map<number, OutboxItem>();
  readonly #byId = new Map<PacketId, OutboxItem>();
  #offered: OutboxItem | undefined;
  #holdUntil = 0;
  #stopTimer: Stop = () => {};
  readonly #ended = { delivered: 0, unconfirmed: 0, failed: 0, expired: 0 };

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  get counts(): OutboxCounts {
    let queued = 0;
    for (const item of this.#items.values()) if (item.phase === 'waiting') queued += 1;
    return {
      queued,
      inFlight: this.#items.size - queued,
      ...this.#ended,
    };
  }

  /** Accepts a message; resolves with its end. */
  send(message: Outgoing): Promise<Delivery> {
    const { clock, store } = this.#deps;
    return new Promise((resolve) => {
      const entry = store.add({ message, acceptedAt: clock.now(), ids: [], attempts: 0 });
      this.#items.set(entry.key, new OutboxItem(entry, clock.uptime(), resolve));
      this.#pump();
    });
  }

  /** The link is ready. */
  onReady(): void {
    this.#holdUntil = 0;
    this.#pump();
  }

  /** The session is over: what was never confirmed goes out again under its id, and receivers drop a second copy. */
  onLost(): void {
    this.#offered = undefined;
    for (const item of [...this.#items.values()]) {
      if (item.phase === 'waiting' || item.isRelayed) continue;
      if (item.entry.attempts >= this.#deps.maxAttempts) this.#settle(item, { outcome: 'sent' });
      else this.#requeue(item, 0, true);
    }
    this.#pump();
  }

  onQueueStatus(status: QueueStatus): void {
    const { clock } = this.#deps;
    const isTight = status.maxlen > 0 && status.free < MIN_FREE;
    this.#holdUntil = isTight ? clock.uptime() + HOLD_MS : 0;
    const item = this.#offered;
    if (!item || status.packetId === 0 || status.packetId !== item.currentId) return;
    if (status.res === 0) {
      this.#onTaken(item);
      return;
    }
    item.stopTimer();
    item.stopTimer = clock.after('outbox.verdict', VERDICT_WAIT_MS, () =>
      this.#react(item, reactionToRefusal(status.res)),
    );
  }

  /** Looks for the fate of what we sent. */
  onPacket(packet: Packet): void {
    if (!('requestId' in packet) || packet.requestId === undefined) return;
    const item = this.#byId.get(packet.requestId);
    if (!item) return;
    if (packet.kind === 'routing') this.#onVerdict(item, packet);
    else if (packet.from === item.message.to) this.#react(item, { kind: 'delivered' });
  }

  /** Ends everything that still waits. */
  stop(): void {
    for (const item of [...this.#items.values()]) {
      this.#settle(item, { outcome: 'failed', reason: 'stopped' });
    }
    this.#stopTimer();
  }

  #onVerdict(item: OutboxItem, packet: RoutingPacket): void {
    if (packet.error === undefined) return;
    const own = this.#deps.wire.own?.nodeNum;
    const { to } = item.message;
    const isLocal = packet.from === own && to !== own;
    this.#react(item, reactionTo({ error: packet.error, isLocal, isDirect: to !== BROADCAST_NUM }));
  }

  #react(item: OutboxItem, reaction: Reaction): void {
    if (!this.#items.has(item.entry.key)) return;
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
        if (reaction.reason === 'rate_limited') this.#deps.pacing.refused(item.message.content.kind);
        this.#refund(item);
        item.lastFailure = reaction.reason;
        this.#requeue(item, reaction.afterMs, false);
        break;
      case 'again':
        item.lastFailure = reaction.reason;
        if (item.entry.attempts < Math.min(this.#deps.maxAttempts, 2))
          this.#requeue(item, reaction.afterMs, false);
        else this.#settle(item, { outcome: 'failed', reason: reaction.reason });
        break;
    }
    this.#pump();
  }

  #onRelayed(item: OutboxItem): void {
    if (item.message.to === BROADCAST_NUM) this.#settle(item, { outcome: 'relayed' });
    else if (item.phase === 'offered') this.#onTaken(item);
    item.isRelayed = true;
  }

  /** A send that the node never took uses up no attempt. */
  #refund(item: OutboxItem): void {
    if (item.phase === 'taken') this.#store(item, { attempts: Math.max(0, item.entry.attempts - 1) });
  }

  #requeue(item: OutboxItem, afterMs: number, keepsId: boolean): void {
    if (this.#offered === item) this.#offered = undefined;
    item.enter('waiting');
    item.keepsId = keepsId;
    item.notBefore = this.#deps.clock.uptime() + afterMs;
  }

  #pump(): void {
    this.#stopTimer();
    this.#expire();
    const { clock, pacing, wire } = this.#deps;
    const uptime = clock.uptime();
    const next = nextItem(this.#items.values(), pacing, uptime);
    if (!next) return;
    const { own } = wire;
    const waitMs = Math.max(next.waitMs, this.#holdUntil - uptime);
    if (own && !this.#offered && waitMs <= 0) {
      this.#offer(next.item, own);
      return;
    }
    // Without a link, or with one packet in flight, only the end of somebody's time can be next.
    const dueMs = own && !this.#offered ? waitMs : Number.POSITIVE_INFINITY;
    const wakeMs = Math.min(dueMs, this.#firstExpiry() - uptime);
    this.#stopTimer = clock.after('outbox.next', Math.max(1, wakeMs), () => this.#pump());
  }

  #firstExpiry(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const item of this.#items.values()) {
      if (item.phase === 'waiting') first = Math.min(first, item.expiresAt);
    }
    return first;
  }

  #expire(): void {
    const uptime = this.#deps.clock.uptime();
    for (const item of [...this.#items.values()]) {
      if (item.phase !== 'waiting' || item.expiresAt > uptime) continue;
      if (item.lastFailure) this.#settle(item, { outcome: 'failed', reason: item.lastFailure });
      else this.#settle(item, { outcome: item.entry.attempts > 0 ? 'sent' : 'expired' });
    }
  }

  #offer(item: OutboxItem, own: OwnNode): void {
    const id = (item.keepsId && item.currentId) || this.#deps.wire.nextPacketId();
    if (id !== item.currentId) this.#store(item, { ids: [...item.entry.ids, id] });
    this.#byId.set(id, item);
    item.enter('offered');
    item.offers = 0;
    this.#offered = item;
    this.#write(item, own, id);
  }

  /** The same bytes again ask for a lost confirmation: the node cannot transmit them twice. */
  #write(item: OutboxItem, own: OwnNode, id: PacketId): void {
    const { clock, pacing, wire } = this.#deps;
    const { to, channel, content } = item.message;
    item.offers += 1;
    pacing.sent(content.kind, clock.uptime());
    item.stopTimer = clock.after('outbox.status', STATUS_WAIT_MS, () => {
      if (item.offers < MAX_OFFERS) this.#write(item, own, id);
      else this.#onTaken(item);
    });
    wire.write(encodePacket({ from: own.nodeNum, to, id, channel, hopLimit: own.hopLimit, content }));
  }

  /** The node has it, or has it most likely and its confirmation was lost. */
  #onTaken(item: OutboxItem): void {
    const { clock, pacing, wire } = this.#deps;
    if (this.#offered === item) this.#offered = undefined;
    item.enter('taken');
    this.#store(item, { attempts: item.entry.attempts + 1 });
    pacing.accepted(item.message.content.kind);
    const modem = wire.own?.modem;
    const windowMs = modem ? ackWindowMs(modem, sizeOnAir(dataBytes(item.message.content))) : 0;
    item.stopTimer = clock.after('outbox.window', windowMs, () => {
      this.#settle(item, { outcome: item.isRelayed ? 'relayed' : 'sent' });
    });
    this.#pump();
  }

  #store(item: OutboxItem, change: Partial<Pick<OutboxItem['entry'], 'ids' | 'attempts'>>): void {
    item.entry = { ...item.entry, ...change };
    this.#deps.store.update(item.entry);
  }

  #settle(item: OutboxItem, end: EndWithoutTime): void {
    if (!this.#items.delete(item.entry.key)) return;
    if (this.#offered === item) this.#offered = undefined;
    item.stopTimer();
    for (const id of item.entry.ids) this.#byId.delete(id);
    this.#deps.store.remove(item.entry.key);
    const delivery: Delivery = { ...end, tookMs: this.#deps.clock.uptime() - item.acceptedAt };
    this.#ended[COUNTED_AS[delivery.outcome]] += 1;
    const id = item.currentId;
    const { attempts } = item.entry;
    this.#deps.onSettled({ message: item.message, delivery, attempts, ...(id !== undefined && { id }) });
    item.settle(delivery);
  }
}

const COUNTED_AS = {
  delivered: 'delivered',
  relayed: 'delivered',
  sent: 'unconfirmed',
  failed: 'failed',
  expired: 'expired',
} as const;

type EndWithoutTime = Delivery extends infer End
  ? End extends Delivery
    ? Omit<End, 'tookMs'>
    : never
  : never;
