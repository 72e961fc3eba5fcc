import type { PairedPerson } from '../mesh/user-store.js';
import type { Clock, Stop } from '../util/clock.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import { createCode } from './code.js';
import type { Asker } from './request.js';
import type { Users } from './users.js';

export interface PairingDeps {
  readonly users: Users;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The operator has named one. */
  readonly isAdminListed: boolean;
}

type PairedRole = 'known' | 'admin';

export type Redeemed =
  | { readonly kind: 'paired'; readonly role: PairedRole }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'locked'; readonly waitMs: number };

interface OpenCode {
  readonly role: PairedRole;
  /** On the clock's `uptime`. */
  readonly until: number;
}

export const CODE_MS = 600_000;
const CODE_LENGTH = 8;
const MAX_WRONG = 5;
const LOCK_MS = 3_600_000;
/** Letters of a name on the mesh. */
const SHORT_NAME = /^[^\s:/]{1,4}$/u;

/**
 * Admits people by codes that the operator reads off his console. They live in memory alone and go to no log. Of 31^8
 * codes five may be guessed in an hour, whoever guesses.
 */
export class Pairing {
  readonly #deps: PairingDeps;
  readonly #codes = new Map<string, OpenCode>();
  readonly #listeners = new Set<() => void>();
  #wrong = 0;
  #lockedUntil = 0;

  constructor(deps: PairingDeps) {
    this.#deps = deps;
  }

  /** 0 while codes are taken. */
  get lockedMs(): number {
    return Math.max(0, this.#lockedUntil - this.#deps.clock.uptime());
  }

  /** Nobody beyond the mesh may give orders yet. */
  get lacksAdmin(): boolean {
    const { isAdminListed, users } = this.#deps;
    return !isAdminListed && !users.people.some(({ role }) => role === 'admin');
  }

  create(role: PairedRole): string {
    this.#forgetOld();
    const code = createCode(this.#deps.random, CODE_LENGTH);
    this.#codes.set(code, { role, until: this.#deps.clock.uptime() + CODE_MS });
    return code;
  }

  /** A code is good once. Nobody loses anything by it. */
  redeem(written: string, { id: userId, name }: Asker): Redeemed {
    if (this.lockedMs > 0) return { kind: 'locked', waitMs: this.lockedMs };
    const code = written.toUpperCase();
    const open = this.#codes.get(code);
    if (!open || open.until <= this.#deps.clock.uptime()) return this.#refuse(userId);
    this.#codes.delete(code);
    this.#wrong = 0;
    const before = this.#deps.users.person(userId);
    const role = before?.role === 'admin' ? 'admin' : open.role;
    this.#deps.users.putPerson({ ...before, userId, name, role, since: this.#deps.clock.now() });
    this.#deps.log.info('paired', { user: userId, role });
    for (const listener of this.#listeners) listener();
    return { kind: 'paired', role };
  }

  /** How somebody is called on the mesh; false where that is no name, or somebody else's. */
  rename({ id: userId, name }: Asker, shortName: string): boolean {
    const { users, clock } = this.#deps;
    const isTaken = users.people.some((other) => other.userId !== userId && other.shortName === shortName);
    if (isTaken || !SHORT_NAME.test(shortName)) return false;
    // Who is listed by the operator stays so only as long as he is listed.
    const known: PairedPerson = users.person(userId) ?? { userId, name, role: 'any', since: clock.now() };
    users.putPerson({ ...known, shortName });
    return true;
  }

  /** Somebody was admitted. */
  onPaired(listener: () => void): Stop {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #forgetOld(): void {
    for (const [code, { until }] of this.#codes)
      if (until <= this.#deps.clock.uptime()) this.#codes.delete(code);
  }

  #refuse(userId: string): Redeemed {
    const { clock, log } = this.#deps;
    this.#wrong += 1;
    log.info('wrong pairing code', { user: userId });
    if (this.#wrong >= MAX_WRONG) {
      this.#wrong = 0;
      this.#codes.clear();
      this.#lockedUntil = clock.uptime() + LOCK_MS;
      log.warn('pairing locked: too many wrong codes', { forMs: LOCK_MS });
    }
    return { kind: 'wrong' };
  }
}
