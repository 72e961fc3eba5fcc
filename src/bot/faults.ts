/** A mistake of ours, as the asker was told of it. */
export interface Fault {
  readonly reference: string;
  readonly command: string;
  /** ms since 1970 */
  readonly at: number;
}

const KEPT = 5;

/** The last mistakes, so that whoever is told a reference can say when that was. */
export class Faults {
  #last: readonly Fault[] = [];

  /** Newest first. */
  get last(): readonly Fault[] {
    return this.#last;
  }

  note(fault: Fault): void {
    this.#last = [fault, ...this.#last].slice(0, KEPT);
  }
}
