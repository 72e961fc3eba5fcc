import { EXIT, ExitError } from '../util/errors.js';

export interface ClaimOwner {
  /** For the person who is refused. */
  readonly name: string;
}

export interface NodeClaims {
  /**
   * Takes all of `keys` (the address as written and as resolved) for `owner`, or throws `ExitError` 75 that names
   * who has it. Returns what gives them back, once or more often.
   */
  take(owner: ClaimOwner, keys: readonly string[]): () => void;
}

/** This process has the node already. */
export class HeldHereError extends ExitError {
  constructor(key: string, holder: ClaimOwner) {
    super(
      EXIT.owned,
      `${key} is already held by the ${holder.name} of this process. A node serves one client, and the newest wins.`,
    );
  }
}

/**
 * Who in this process owns which node. A node serves one client and the newest wins, so a second link of ours would throw out the
 * first one.
 */
export class Claims implements NodeClaims {
  readonly #owners = new Map<string, ClaimOwner>();

  take(owner: ClaimOwner, keys: readonly string[]): () => void {
    for (const key of keys) {
      const holder = this.#owners.get(key);
      if (holder && holder !== owner) throw new HeldHereError(key, holder);
    }
    for (const key of keys) this.#owners.set(key, owner);
    return () => {
      for (const key of keys) if (this.#owners.get(key) === owner) this.#owners.delete(key);
    };
  }
}

/** Every link of this process claims here. */
export const processClaims = new Claims();
