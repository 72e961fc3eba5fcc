import type { PacketId } from '../mesh/ids.js';
import { ackWindowMs, sizeOnAir } from '../mesh/modem.js';
import type { OwnNode } from '../mesh/own-node.js';
import type { OfferedMessage } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';
import { dataBytes, encodePacket, wantsAck } from './codec-encode.js';
import { CONFIRMATION_WAITS_MS } from './confirmation.js';
import type { End, OutboxBook } from './outbox-book.js';
import type { OutboxItem } from './outbox-item.js';
import type { Pacing } from './pacing.js';

/** What the outbox needs of the link. */
export interface Wire {
  /** Defined while the link is ready. */
  readonly own: OwnNode | undefined;
  write(frame: Uint8Array): boolean;
  nextPacketId(): PacketId;
}

export interface FlightDeps {
  readonly wire: Wire;
  readonly pacing: Pacing;
  readonly clock: Clock;
  readonly book: OutboxBook;
  /** The node has it, or has it most likely: the next one may go. */
  onTaken(): void;
  /** It is about to be written, under this id. */
  onOffered?(offer: OfferedMessage): void;
  /** The node says nothing of a message that it refused before: it knows the id, so that its refusal was meant. */
  onSwallowed(item: OutboxItem): void;
}

/** A message from the moment it is written to the node until it lands: settled, or back in the queue. */
export class OutboxFlight {
  readonly #deps: FlightDeps;
  #offered: OutboxItem | undefined;
  #isStopped = false;

  constructor(deps: FlightDeps) {
    this.#deps = deps;
  }

  /** Nothing waits for the node's word that it was taken. */
  get isFree(): boolean {
    return this.#offered === undefined;
  }

  start(): void {
    this.#isStopped = false;
  }

  /** Sets no timer any more. */
  stop(): void {
    this.#isStopped = true;
    this.#offered = undefined;
  }

  /** The connection is gone: no word comes any more. */
  abandon(): void {
    this.#offered = undefined;
  }

  /** What was written last and is not taken yet, if `id` is its id. */
  offeredAs(id: PacketId): OutboxItem | undefined {
    return id !== 0 && this.#offered?.currentId === id ? this.#offered : undefined;
  }

  offer(item: OutboxItem, own: OwnNode): void {
    const { book, wire } = this.#deps;
    const id = (item.keepsId && item.currentId) || wire.nextPacketId();
    if (id !== item.currentId) book.change(item, { ids: [...item.entry.ids, id], needsNewId: false });
    item.enter('offered');
    item.offers = 0;
    item.isRelayed = false;
    this.#offered = item;
    this.#deps.onOffered?.({ message: item.message, id });
    this.#write(item, own, id);
  }

  /** The node has it, or has it most likely and its confirmation was lost. */
  taken(item: OutboxItem): void {
    const { book, pacing, wire } = this.#deps;
    this.#release(item);
    item.enter('taken');
    book.change(item, { attempts: item.entry.attempts + 1 });
    pacing.accepted(item.message.content.kind);
    const modem = wantsAck(item.message.content) ? wire.own?.modem : undefined;
    const ms = modem ? ackWindowMs(modem, sizeOnAir(dataBytes(item.message.content))) : 0;
    this.await(item, { name: 'outbox.window', ms }, () => {
      this.settle(item, { outcome: item.isRelayed ? 'relayed' : 'sent' });
    });
    this.#deps.onTaken();
  }

  /** In place of whatever was awaited for it. */
  await(item: OutboxItem, wait: { readonly name: string; readonly ms: number }, task: () => void): void {
    item.stopTimer();
    if (!this.#isStopped) item.stopTimer = this.#deps.clock.after(wait.name, wait.ms, task);
  }

  /** A new try takes a new id: on one connection the node swallows an id that it knows, without a word. */
  requeue(item: OutboxItem, afterMs: number): void {
    this.#release(item);
    item.enter('waiting', this.#deps.clock.uptime() + afterMs);
    item.keepsId = false;
  }

  settle(item: OutboxItem, end: End): void {
    this.#release(item);
    this.#deps.book.settle(item, end);
  }

  #release(item: OutboxItem): void {
    if (this.#offered === item) this.#offered = undefined;
  }

  /** The same bytes again ask for a lost confirmation: the node cannot transmit them twice. */
  #write(item: OutboxItem, own: OwnNode, id: PacketId): void {
    const { clock, pacing, wire } = this.#deps;
    const { to, channel, content } = item.message;
    const ms = CONFIRMATION_WAITS_MS[item.offers] ?? 0;
    item.offers += 1;
    pacing.sent(content.kind, clock.uptime());
    this.await(item, { name: 'outbox.status', ms }, () => {
      if (item.offers < CONFIRMATION_WAITS_MS.length) this.#write(item, own, id);
      else if (item.isInDoubt) this.#deps.onSwallowed(item);
      else this.taken(item);
    });
    wire.write(encodePacket({ from: own.nodeNum, to, id, channel, hopLimit: own.hopLimit, content }));
  }
}
