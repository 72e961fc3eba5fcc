/** One after the other, each person once, and never more than a few waiting. */
export class Turns {
  readonly #maxWaiting: number;
  /** The first one has its turn. */
  readonly #line: Turn[] = [];

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** How many are before or have their turn. */
  get length(): number {
    return this.#line.length;
  }

  get isFull(): boolean {
    return this.#line.length > this.#maxWaiting;
  }

  /** How many come before that person; undefined when he does not wait. */
  placeOf(person: string): number | undefined {
    const place = this.#line.findIndex((turn) => turn.person === person);
    return place < 0 ? undefined : place;
  }

  /** Takes a place at the end. It has to be left again. */
  enter(person: string): Turn {
    const turn = new Turn(person);
    this.#line.push(turn);
    this.#callFirst();
    return turn;
  }

  leave(turn: Turn): void {
    const place = this.#line.indexOf(turn);
    if (place >= 0) this.#line.splice(place, 1);
    this.#callFirst();
  }

  /** The place of that person, to be ended from outside. */
  find(person: string): Turn | undefined {
    return this.#line.find((turn) => turn.person === person);
  }

  #callFirst(): void {
    this.#line[0]?.call();
  }
}

/** One person's place in the line. */
export class Turn {
  readonly person: string;
  readonly controller = new AbortController();
  #call: () => void = () => {};
  readonly #called: Promise<void>;

  constructor(person: string) {
    this.person = person;
    this.#called = new Promise((resolve) => {
      this.#call = resolve;
    });
  }

  /** Whoever waits here may go on. */
  call(): void {
    this.#call();
  }

  /** Resolves when all before have gone; rejects with the reason of the abort. */
  come(): Promise<void> {
    return this.untilEnded(this.#called);
  }

  /** What `work` brings, or the reason of the abort when that comes first. */
  untilEnded<Result>(work: Promise<Result>): Promise<Result> {
    const { signal } = this.controller;
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      work.then(resolve, reject);
    });
  }
}
