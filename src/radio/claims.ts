import { EXIT, ExitError } from '../util/errors.js';

/**
 * Who owns which node. A node serves one client and the newest wins, so a second link of ours would throw out the
 * first one.
 */
export class Claims {
  readonly #owners = new Map<string, string>();

  /**
   * Takes all of `keys` (the address as written and as resolved) for `owner`, or throws `ExitError` 75 that names
   * who has it. Returns what gives them back, once or more often.
   */
  take(owner: string, keys: readonly string[]): () => void {
    for (const key of keys) {
      const holder = this.#owners.get(key);
      if (holder !== undefined && holder !== owner) {
        throw new ExitError(
          EXIT.owned,
          `${key} is already held by ${holder}. A node serves one client; stop the other one first.`,
        );
      }
    }
    for (const key of keys) this.#owners.set(key, owner);
    return () => {
      for (const key of keys) if (this.#owners.get(key) === owner) this.#owners.delete(key);
    };
  }
}

/** Every link of this process claims here. */
export const processClaims = new Claims();
