import type { HouseStore, Visitor } from '../mesh/house-store.js';
import type { Clock } from '../util/clock.js';
import { cleanName } from '../util/text.js';
import type { Request } from './request.js';

/** More people than any mesh has. */
const MAX_VISITORS = 2000;
/** How exact the last visit is in the store: whoever asks often is not written each time. */
const STEP_MS = 600_000;
const OLD_MS = 86_400_000;

type Store = Pick<HouseStore, 'visitors' | 'putVisitor' | 'removeVisitor'>;

/** Who was here, of those who could prove who they are. */
export class Visitors {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #store: Store | undefined;
  readonly #stored = new Map<string, Visitor>();
  readonly #visitors = new Map<string, Visitor>();

  /** Without a store they are known as long as the process lasts. */
  constructor(clock: Pick<Clock, 'now'>, store?: Store) {
    this.#clock = clock;
    this.#store = store;
  }

  /** Takes up what was stored, once that can be read. */
  load(): void {
    for (const visitor of this.#store?.visitors().toReversed() ?? []) {
      this.#visitors.set(visitor.userId, visitor);
      this.#stored.set(visitor.userId, visitor);
    }
  }

  /** The last one first. */
  get all(): readonly Visitor[] {
    return [...this.#visitors.values()].reverse();
  }

  /** Whether somebody proved who he is more than a day ago, or is an admin. */
  isOld(userId: string): boolean {
    const visitor = this.#visitors.get(userId);
    if (!visitor) return false;
    return visitor.role === 'admin' || this.#clock.now() - visitor.firstAt > OLD_MS;
  }

  /** Somebody asks; who cannot be told from a forger is not noted. */
  note({ user, platform }: Request): void {
    if (user.role === 'any' || platform === 'console') return;
    const now = this.#clock.now();
    const before = this.#visitors.get(user.id);
    const name = cleanName(user.name);
    const visitor = { userId: user.id, name, role: user.role, firstAt: before?.firstAt ?? now, lastAt: now };
    this.#visitors.delete(user.id);
    this.#visitors.set(user.id, visitor);
    this.#keep(visitor);
    const [oldest] = this.#visitors.keys();
    if (this.#visitors.size > MAX_VISITORS && oldest !== undefined) this.#forget(oldest);
  }

  #keep(visitor: Visitor): void {
    const stored = this.#stored.get(visitor.userId);
    const isSame = stored?.name === visitor.name && stored.role === visitor.role;
    if (isSame && Math.abs(visitor.lastAt - stored.lastAt) < STEP_MS) return;
    this.#stored.set(visitor.userId, visitor);
    this.#store?.putVisitor(visitor);
  }

  #forget(userId: string): void {
    this.#visitors.delete(userId);
    this.#stored.delete(userId);
    this.#store?.removeVisitor(userId);
  }
}
