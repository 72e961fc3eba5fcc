import type { PairedPerson } from '../mesh/user-store.js';
import type { Clock, Stop } from '../util/clock.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import { createCode } from './code.js';
import { isNodesName, isSameName, isShortName, type NodeNames } from './name-on-mesh.js';
import type { Asker } from './request.js';
import { SlidingWindow } from './sliding-window.js';
import type { Users } from './users.js';

/** Somebody whom the operator has named in the configuration. */
export interface ListedPerson {
  readonly userId: string;
  readonly role: PairedRole;
  /** The key of the configuration where he stands. */
  readonly key: string;
}

export interface AdmittedPerson {
  readonly userId: string;
  /** Where he showed a code; of role `any` where only his name is kept. */
  readonly paired?: PairedPerson;
  readonly listed?: ListedPerson;
}

export interface PairingDeps {
  readonly users: Users;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly listed: readonly ListedPerson[];
}

type PairedRole = 'known' | 'admin';

export type NameProblem = 'no name' | 'taken' | 'node';

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
/** Who guesses is locked by himself, and what he does to himself he does to nobody else. */
const MAX_WRONG = 5;
/** A crowd of guessers: a code that nobody was told is hit by one guess in 10^12. */
const MAX_WRONG_OF_ALL = 200;
const LOCK_MS = 3_600_000;
const ALL = 'all';

/**
 * Admits people by codes that the operator reads off his console. They live in memory alone, for minutes, and go to no
 * log; there are 32^8 of them.
 */
export class Pairing {
  readonly #deps: PairingDeps;
  readonly #codes = new Map<string, OpenCode>();
  readonly #listeners = new Set<(userId: string) => void>();
  readonly #wrong: SlidingWindow;

  constructor(deps: PairingDeps) {
    this.#deps = deps;
    this.#wrong = new SlidingWindow(deps.clock);
  }

  /** Until codes are taken again from anybody at all; 0 while they are. */
  get lockedMs(): number {
    return this.#wrong.waitMs(ALL, MAX_WRONG_OF_ALL, LOCK_MS);
  }

  /** Nobody beyond the mesh may give orders yet. */
  get lacksAdmin(): boolean {
    const { listed, users } = this.#deps;
    return ![...listed, ...users.people].some(({ role }) => role === 'admin');
  }

  create(role: PairedRole): string {
    this.#forgetOld();
    const code = createCode(this.#deps.random, CODE_LENGTH);
    this.#codes.set(code, { role, until: this.#deps.clock.uptime() + CODE_MS });
    return code;
  }

  /** A code is good once. Nobody loses anything by it. */
  redeem(written: string, { id: userId, name }: Asker): Redeemed {
    const waitMs = Math.max(this.lockedMs, this.#wrong.waitMs(userId, MAX_WRONG, LOCK_MS));
    if (waitMs > 0) return { kind: 'locked', waitMs };
    const code = written.toUpperCase();
    const open = this.#codes.get(code);
    if (!open || open.until <= this.#deps.clock.uptime()) return this.#refuse(userId);
    this.#codes.delete(code);
    const before = this.#deps.users.person(userId);
    const role = before?.role === 'admin' ? 'admin' : open.role;
    this.#deps.users.putPerson({ ...before, userId, name, role, since: this.#deps.clock.now() });
    this.#deps.log.info('paired', { user: userId, role });
    this.#tell(userId);
    return { kind: 'paired', role };
  }

  /** Everybody who is more than a stranger, those of the configuration first. */
  get admitted(): readonly AdmittedPerson[] {
    const { users, listed } = this.#deps;
    const ids = new Set([...listed, ...users.people].map(({ userId }) => userId));
    return [...ids].flatMap((userId) => {
      const paired = users.person(userId);
      const standing = listed.find((each) => each.userId === userId);
      if (!standing && (!paired || paired.role === 'any')) return [];
      return [{ userId, ...(paired && { paired }), ...(standing && { listed: standing }) }];
    });
  }

  /** Takes back what a code gave; whoever is listed by the operator stays what he is by that, and keeps his name. */
  letGo({ userId, paired, listed }: AdmittedPerson): void {
    const { users, log } = this.#deps;
    if (paired && listed) users.putPerson({ ...paired, role: 'any' });
    else users.removePerson(userId);
    log.info('unpaired', { user: userId });
    this.#tell(userId);
  }

  /** How somebody is called on the mesh; gives what speaks against that name. */
  rename({ id: userId, name }: Asker, shortName: string, mesh: NodeNames): NameProblem | undefined {
    const { users, clock } = this.#deps;
    if (!isShortName(shortName)) return 'no name';
    const others = users.people.filter((other) => other.userId !== userId);
    if (others.some((other) => isSameName(other.shortName ?? '', shortName))) return 'taken';
    if (isNodesName(mesh, shortName)) return 'node';
    // Who is listed by the operator stays so only as long as he is listed.
    const known: PairedPerson = users.person(userId) ?? { userId, name, role: 'any', since: clock.now() };
    users.putPerson({ ...known, shortName });
    return undefined;
  }

  /** Somebody was admitted, or let go. */
  onChange(listener: (userId: string) => void): Stop {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(userId: string): void {
    for (const listener of this.#listeners) listener(userId);
  }

  #forgetOld(): void {
    for (const [code, { until }] of this.#codes)
      if (until <= this.#deps.clock.uptime()) this.#codes.delete(code);
  }

  #refuse(userId: string): Redeemed {
    const { log } = this.#deps;
    this.#wrong.take(userId, MAX_WRONG, LOCK_MS);
    this.#wrong.take(ALL, MAX_WRONG_OF_ALL, LOCK_MS);
    log.info('wrong pairing code', { user: userId });
    const { lockedMs } = this;
    if (lockedMs > 0) log.warn('pairing locked: too many wrong codes', { forMs: lockedMs });
    return { kind: 'wrong' };
  }
}
