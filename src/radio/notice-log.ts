import type { Log } from '../util/log.js';
import { cleanName } from '../util/text.js';

/** The node repeats itself: the same words again within this time are no news. */
const REPEAT_MS = 600_000;
/** Different notices within that time that a person is told of. */
const MAX_TOLD = 20;

/** Tells the operator what the node has to say, and does not let it fill the log. */
export class NoticeLog {
  readonly #log: Log;
  /** Uptime of the last telling, by text. */
  readonly #toldAt = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  tell(notice: string, uptime: number): void {
    const text = cleanName(notice);
    for (const [told, at] of this.#toldAt) if (uptime - at >= REPEAT_MS) this.#toldAt.delete(told);
    if (this.#toldAt.has(text) || this.#toldAt.size >= MAX_TOLD) {
      this.#log.debug('node says', { text });
      return;
    }
    this.#toldAt.set(text, uptime);
    this.#log.info('node says', { text });
  }
}
