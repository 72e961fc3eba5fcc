import { Cron } from 'croner';
import { toDate } from '../util/clock.js';

/**
 * The times of a cron expression of five fields in a zone. A time that the clocks skip in spring is at the end of the
 * gap; one that they show twice in autumn is at the first of the two.
 */
export class CronTimes {
  readonly #cron: Cron;

  constructor(expression: string, zone: string) {
    this.#cron = new Cron(expression, { timezone: zone, mode: '5-part', paused: true });
  }

  /** The first one after `at`; undefined when there is none any more. All times are ms since 1970. */
  next(at: number): number | undefined {
    return this.#cron.nextRun(toDate(at))?.getTime();
  }

  /** The last one after `from` and not after `to`. */
  last(from: number, to: number): number | undefined {
    let last: number | undefined;
    for (let at = this.next(from); at !== undefined && at <= to; at = this.next(at)) last = at;
    return last;
  }
}
