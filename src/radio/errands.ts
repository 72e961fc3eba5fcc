/** Work that needs the wire to the node for itself: one at a time, and only while no message is in flight. */
export class Errands {
  readonly #wake: () => void;
  #waiting: (() => Promise<void>)[] = [];
  #isRunning = false;

  /** `wake` is called when a turn may be due, or the wire is free again. */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** Resolves with what `work` gives; undefined when `signal` aborted before its turn came. */
  run<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener('abort', giveUp);
        return work().then(resolve, reject);
      };
      const giveUp = () => {
        this.#waiting = this.#waiting.filter((other) => other !== turn);
        resolve(undefined);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(turn);
      this.#wake();
    });
  }

  /** To be called when nothing is in flight; true while the wire belongs to an errand. */
  takeTurn(): boolean {
    if (this.#isRunning) return true;
    const turn = this.#waiting.shift();
    if (!turn) return false;
    this.#isRunning = true;
    void turn().finally(() => {
      this.#isRunning = false;
      this.#wake();
    });
    return true;
  }
}
