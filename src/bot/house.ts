import type { Block, HouseStore, ProvedPacket, TrustedKey } from '../mesh/house-store.js';
import type { NodeNum } from '../mesh/ids.js';
import type { Clock } from '../util/clock.js';

/** Longest silence. */
export const MAX_QUIET_MINUTES = 1440;
/** Longest block. */
export const MAX_BLOCK_HOURS = 720;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** What admins decided for the whole bot: silence, whom it ignores, and whose key counts. */
export class House {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #store: HouseStore | undefined;
  readonly #admins: ReadonlySet<NodeNum>;
  readonly #blocks = new Map<NodeNum, Block>();
  readonly #trusted = new Map<NodeNum, TrustedKey>();
  #quietUntil: number | undefined;

  /** Without a store it lasts as long as the process. `admins` are those of the configuration. */
  constructor(clock: Pick<Clock, 'now'>, store?: HouseStore, admins: readonly NodeNum[] = []) {
    this.#clock = clock;
    this.#store = store;
    this.#admins = new Set(admins);
  }

  /** Takes up what was stored, once that can be read. */
  load(): void {
    this.#quietUntil = this.#store?.quietUntil();
    for (const block of this.#store?.blocks() ?? []) this.#blocks.set(block.nodeNum, block);
    for (const trusted of this.#store?.trusted() ?? []) this.#trusted.set(trusted.nodeNum, trusted);
  }

  /** Until when only admins are answered, ms since 1970; undefined when everybody is. */
  get quietUntil(): number | undefined {
    return this.#isAhead(this.#quietUntil, MAX_QUIET_MINUTES * MINUTE_MS) ? this.#quietUntil : undefined;
  }

  beQuiet(minutes: number): void {
    this.#setQuiet(this.#clock.now() + minutes * MINUTE_MS);
  }

  /** False when there was no silence to end. */
  endQuiet(): boolean {
    const wasQuiet = this.quietUntil !== undefined;
    this.#setQuiet(undefined);
    return wasQuiet;
  }

  /** In the order in which they end. */
  get blocks(): readonly Block[] {
    return [...this.#blocks.values()]
      .filter(({ nodeNum }) => this.isBlocked(nodeNum))
      .sort((a, b) => a.until - b.until);
  }

  isBlocked(nodeNum: NodeNum): boolean {
    return this.#isAhead(this.#blocks.get(nodeNum)?.until, MAX_BLOCK_HOURS * HOUR_MS);
  }

  block(nodeNum: NodeNum, hours: number): void {
    for (const { nodeNum: other } of [...this.#blocks.values()])
      if (!this.isBlocked(other)) this.unblock(other);
    const block = { nodeNum, until: this.#clock.now() + hours * HOUR_MS };
    this.#blocks.set(nodeNum, block);
    this.#store?.putBlock(block);
  }

  /** False when it was not blocked. */
  unblock(nodeNum: NodeNum): boolean {
    const wasBlocked = this.isBlocked(nodeNum);
    this.#blocks.delete(nodeNum);
    this.#store?.removeBlock(nodeNum);
    return wasBlocked;
  }

  /** The key that a person trusted at the console. */
  trustedKey(nodeNum: NodeNum): TrustedKey | undefined {
    return this.#trusted.get(nodeNum);
  }

  /** By the configuration or by the key that a person trusted; that he is the one who writes is proved elsewhere. */
  isAdmin(nodeNum: NodeNum): boolean {
    return this.#admins.has(nodeNum) || this.#trusted.has(nodeNum);
  }

  trust(nodeNum: NodeNum, key: Uint8Array): void {
    const trusted = { nodeNum, key, since: this.#clock.now() };
    this.#trusted.set(nodeNum, trusted);
    this.#store?.putTrusted(trusted);
  }

  untrust(nodeNum: NodeNum): void {
    this.#trusted.delete(nodeNum);
    this.#store?.removeTrusted(nodeNum);
  }

  /** False when this proved message was here before: somebody plays it again. */
  isNewMessage(packet: Omit<ProvedPacket, 'at'>): boolean {
    const admins = [...this.#admins, ...this.#trusted.keys()];
    return this.#store?.noteProvedPacket({ ...packet, at: this.#clock.now() }, admins) ?? true;
  }

  #setQuiet(until: number | undefined): void {
    this.#quietUntil = until;
    this.#store?.putQuiet(until);
  }

  /** What ends later than anything that may be ordered was ordered by a clock that was wrong. */
  #isAhead(until: number | undefined, longestMs: number): boolean {
    const leftMs = (until ?? 0) - this.#clock.now();
    return leftMs > 0 && leftMs <= longestMs;
  }
}
