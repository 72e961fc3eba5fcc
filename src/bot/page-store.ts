import type { Clock } from '../util/clock.js';
import { Recent } from './recent.js';
import type { Request } from './request.js';
import { placeKey } from './request.js';

const KEEP_MS = 15 * 60_000;
const MAX_KEPT = 500;

/** The pages that are still to be had with `more`: one answer per asker and place. */
export class PageStore {
  readonly #kept: Recent<string[]>;

  constructor(clock: Clock) {
    this.#kept = new Recent(clock, MAX_KEPT);
  }

  keep(request: Request, byDm: boolean, pages: readonly string[]): void {
    this.#kept.set(placeKey(request, byDm), [...pages], KEEP_MS);
  }

  /** The next page, `end` after the last one, undefined when there is nothing to go on with. */
  next(request: Request): string | 'end' | undefined {
    const pages = this.#kept.get(placeKey(request, request.isDirect));
    return pages && (pages.shift() ?? 'end');
  }
}
