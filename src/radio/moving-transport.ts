import type { Connection, Transport } from './transport.js';

/** Leads to a node that may move: to where it is expected, and in turn to where it was found. */
export class MovingTransport implements Transport {
  readonly #home: Transport;
  #found: Transport | undefined;
  /** Of the last try. */
  #current: Transport;
  #next: Transport;

  constructor(home: Transport) {
    this.#home = home;
    this.#current = home;
    this.#next = home;
  }

  /** Of the last try. */
  get address(): string {
    return this.#current.address;
  }

  /** Where the node is expected. */
  get home(): string {
    return this.#home.address;
  }

  /** Where it was found, if anywhere else. */
  get found(): string | undefined {
    return this.#found?.address;
  }

  get movedFrom(): string | undefined {
    return this.#current === this.#home ? undefined : this.home;
  }

  async identities(): Promise<readonly string[]> {
    const names = await Promise.all([this.#home.identities(), this.#found?.identities() ?? []]);
    return [...new Set(names.flat())];
  }

  open(signal: AbortSignal): Promise<Connection> {
    this.#current = this.#next;
    this.#next = this.#after(this.#current);
    return this.#current.open(signal);
  }

  /** The next try goes there, the one after it where the node is expected, and so on in turn. */
  follow(found: Transport): void {
    this.#found = found;
    this.#next = found;
  }

  /** The node was met by the last try: the next one begins there. */
  met(): void {
    this.#found = this.#current === this.#home ? undefined : this.#current;
    this.#next = this.#current;
  }

  /** Another node was met by the last try: a found place is forgotten, home is where ours may come back to. */
  metStranger(): void {
    if (this.#current === this.#found) this.#found = undefined;
    this.#next = this.#after(this.#current);
  }

  #after(last: Transport): Transport {
    return last === this.#found ? this.#home : (this.#found ?? this.#home);
  }
}
