import { keyAt } from './stamp.js';

/** Doubled steps reach a second ahead by then: what still collides is an error. */
const MAX_TRIES = 20;

export interface Inserted {
  readonly changes: number;
}

interface Last {
  readonly at: number;
  readonly key: number;
}

/**
 * Hands out keys in order of time. Rows of one millisecond are numbered; where a number is taken (by a former process,
 * or before a clock was set back) a later one is tried in doubled steps, so that no row replaces another.
 */
export class Keys {
  readonly #last = new Map<string, Last>();

  insert(table: string, at: number, run: (key: number) => Inserted): void {
    const last = this.#last.get(table);
    let key = last?.at === at ? last.key + 1 : keyAt(at);
    for (let tries = 0; run(key).changes === 0; tries++) {
      if (tries === MAX_TRIES) throw new Error(`no free key in ${table} at ${at}`);
      key += 2 ** tries;
    }
    this.#last.set(table, { at, key });
  }
}
