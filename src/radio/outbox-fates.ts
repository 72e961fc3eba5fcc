import { BROADCAST_NUM } from '../mesh/ids.js';
import type { Clock } from '../util/clock.js';
import { patienceFor, type Reaction } from './delivery-rules.js';
import type { Gate } from './gate.js';
import { MissingKeys, type MissingKeysDeps } from './missing-keys.js';
import type { OutboxBook } from './outbox-book.js';
import type { OutboxFlight } from './outbox-flight.js';
import type { OutboxItem } from './outbox-item.js';
import type { Pacing } from './pacing.js';

export interface FatesDeps extends MissingKeysDeps {
  readonly book: OutboxBook;
  readonly flight: OutboxFlight;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly pacing: Pacing;
  /** Times that the node may take one direct message that nobody acknowledges. */
  readonly maxAttempts: number;
  /** Something may go out now that could not before. */
  onChange(): void;
}

/** What becomes of a message after the node, or its addressee, has spoken. */
export class OutboxFates {
  readonly #deps: FatesDeps;
  readonly #keys: MissingKeys;

  constructor(deps: FatesDeps) {
    this.#deps = deps;
    this.#keys = new MissingKeys(deps);
  }

  react(item: OutboxItem, reaction: Reaction): void {
    const { book, flight, onChange } = this.#deps;
    if (!book.has(item)) return;
    if (isRefusedTooLate(item, reaction)) {
      flight.settle(item, { outcome: 'sent' });
      onChange();
      return;
    }
    switch (reaction.kind) {
      case 'delivered':
        flight.settle(item, { outcome: 'delivered' });
        break;
      case 'relayed':
        this.#onRelayed(item);
        break;
      case 'failed':
        flight.settle(item, { outcome: 'failed', reason: reaction.reason });
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
    onChange();
  }

  /** True when the node is given the key of the addressee first: the message waits meanwhile. */
  fetchesKeyFirst(item: OutboxItem): boolean {
    if (!this.#keys.goesFirst(item)) return false;
    void this.#giveKeyFirst(item);
    return true;
  }

  #onRelayed(item: OutboxItem): void {
    const { flight } = this.#deps;
    if (item.message.to === BROADCAST_NUM) flight.settle(item, { outcome: 'relayed' });
    else if (item.phase === 'offered') flight.taken(item);
    item.isRelayed = true;
  }

  #postpone(item: OutboxItem, { reason, afterMs }: Extract<Reaction, { kind: 'later' }>): void {
    const { clock, flight, gate, pacing } = this.#deps;
    if (reason === 'duty_cycle') gate.keepSilent(afterMs, clock.uptime());
    this.#refund(item);
    item.lastFailure = reason;
    flight.requeue(item, afterMs);
    if (reason === 'rate_limited' && !item.doubtsRefusal()) pacing.refused(item.message.content.kind);
  }

  #retry(item: OutboxItem, { reason, afterMs }: Extract<Reaction, { kind: 'again' }>): void {
    const { book, flight, maxAttempts } = this.#deps;
    item.lastFailure = reason;
    const { sends, pauseMs } = patienceFor(item.message, { attempts: item.entry.attempts, maxAttempts });
    if (item.isSpent(sends)) {
      flight.settle(item, { outcome: 'failed', reason });
      return;
    }
    if (reason === 'key_rejected') book.change(item, { needsNewId: true });
    flight.requeue(item, Math.max(afterMs, pauseMs));
  }

  /** One retry, when the node could be given the key. */
  async #fetchKey(item: OutboxItem): Promise<void> {
    const { flight, onChange } = this.#deps;
    this.#refund(item);
    flight.requeue(item, 0);
    const isThere = await this.#keys.give(item);
    if (item.phase !== 'keyless') return;
    if (isThere) flight.requeue(item, 0);
    else flight.settle(item, { outcome: 'failed', reason: 'no_key' });
    onChange();
  }

  /** When the key cannot be had, the node itself says whether it can do without. */
  async #giveKeyFirst(item: OutboxItem): Promise<void> {
    const { onChange } = this.#deps;
    const giving = this.#keys.give(item);
    onChange();
    await giving;
    if (item.phase !== 'keyless') return;
    item.enter('waiting');
    onChange();
  }

  /** A send that the node never took uses up no attempt. */
  #refund(item: OutboxItem): void {
    const attempts = Math.max(0, item.entry.attempts - 1);
    if (item.phase === 'taken') this.#deps.book.change(item, { attempts });
  }
}

/**
 * A connection before may have taken it under this id, and this one has refused the repeat and now swallows the id. A
 * new id would be a second message on screens that have the first: its fate stays unconfirmed instead.
 */
function isRefusedTooLate(item: OutboxItem, { kind }: Reaction): boolean {
  return !item.isQueued && item.mayBeOut && (kind === 'later' || kind === 'keyless');
}
