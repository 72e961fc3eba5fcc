import type { Delivery } from '../mesh/radio.js';
import { UserError } from '../util/errors.js';

/** Whoever wants to know asks at once. */
const MAX_KEPT = 100;

/** Texts whose end may still be asked for, by their tickets. */
export class SentTexts {
  readonly #deliveries = new Map<number, Promise<Delivery>>();
  #lastTicket = 0;

  keep(delivery: Promise<Delivery>): number {
    this.#lastTicket += 1;
    this.#deliveries.set(this.#lastTicket, delivery);
    this.#deliveries.delete(this.#lastTicket - MAX_KEPT);
    return this.#lastTicket;
  }

  /** Throws `UserError` when nothing is known of it, or no more. */
  deliveryOf(ticket: number): Promise<Delivery> {
    const delivery = this.#deliveries.get(ticket);
    if (delivery) return delivery;
    throw new UserError(`nothing is known of a text with ticket ${ticket}`);
  }
}
