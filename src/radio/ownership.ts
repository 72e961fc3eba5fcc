import type { Clock, Stop } from '../util/clock.js';
import type { ClaimOwner, NodeClaims } from './claims.js';
import { LinkError } from './loss.js';
import type { Transport } from './transport.js';

/** A name server that does not answer must not keep the bot from starting. */
const RESOLVE_MS = 2000;

export interface OwnershipDeps {
  readonly transport: Transport;
  readonly claims: NodeClaims;
  readonly clock: Clock;
}

/** The claim on one node under all of its names. */
export class Ownership {
  readonly #deps: OwnershipDeps;
  readonly #owner: ClaimOwner;
  readonly #releases: Stop[] = [];
  readonly #keys = new Set<string>();
  /** Aborts when the node is given back. */
  #over = new AbortController();

  constructor(deps: OwnershipDeps, owner: ClaimOwner) {
    this.#deps = deps;
    this.#owner = owner;
  }

  /** To be called before the first connect. Throws `ExitError` 75 when somebody else owns the node. */
  async take(): Promise<void> {
    this.#over = new AbortController();
    await this.extend();
  }

  /** As `take`, for a node that may be left alone: throws `LinkError` when the name server does not tell its names. */
  async takeForSure(): Promise<void> {
    this.#over = new AbortController();
    const names = await this.#identities();
    if (names) this.#claimMore(names);
    else throw new LinkError('unresolved', `the name server did not answer within ${RESOLVE_MS / 1000} s`);
  }

  /**
   * Claims the names that were not known at the start: the name server may have been away then, and a node gets
   * another address now and then. Throws as `take` does.
   */
  async extend(): Promise<void> {
    this.#claimMore((await this.#identities()) ?? [this.#deps.transport.address]);
  }

  /** Claims names that the node is found under. Throws as `take` does; returns what gives these back alone. */
  add(names: readonly string[]): Stop {
    const { keys, release } = this.#claimMore(names);
    return () => {
      for (const key of keys) this.#keys.delete(key);
      release();
    };
  }

  release(): void {
    this.#over.abort();
    this.#keys.clear();
    for (const release of this.#releases.splice(0)) release();
  }

  /** Of the names those that are new, and what gives them back. */
  #claimMore(names: readonly string[]): { readonly keys: readonly string[]; readonly release: Stop } {
    const keys = names.filter((name) => !this.#keys.has(name));
    if (this.#over.signal.aborted || keys.length === 0) return { keys: [], release: () => {} };
    const release = this.#deps.claims.take(this.#owner, keys);
    this.#releases.push(release);
    for (const key of keys) this.#keys.add(key);
    return { keys, release };
  }

  /** Undefined when the name server does not answer in time. */
  async #identities(): Promise<readonly string[] | undefined> {
    const { clock, transport } = this.#deps;
    const asked = new AbortController();
    const signal = AbortSignal.any([asked.signal, this.#over.signal]);
    const late = clock.sleep('link.resolve', RESOLVE_MS, signal).then(
      () => undefined,
      () => [],
    );
    const found = await Promise.race([transport.identities(), late]);
    asked.abort();
    return found;
  }
}
