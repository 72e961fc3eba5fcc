import type { AlertMatter, AlertName, AlertSink } from '../mesh/alert-sink.js';
import type { Log } from '../util/log.js';

/** What the log tells already, in lines of its own. */
const TOLD_ELSEWHERE: readonly AlertName[] = ['link-down'];

/** Tells the operator in the log, each matter once when it begins and once when it ends. */
export class AlertLog implements AlertSink {
  readonly #log: Log;
  readonly #raised = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
  }

  raise(matter: AlertMatter, facts: Readonly<Record<string, string | number>>): void {
    const key = keyOf(matter);
    if (this.#raised.has(key)) return;
    this.#raised.add(key);
    const level = TOLD_ELSEWHERE.includes(matter.alert) ? 'debug' : 'warn';
    this.#log[level]('alert raised', { ...matter, ...facts });
  }

  clear(matter: AlertMatter, facts: Readonly<Record<string, string | number>> = {}): void {
    if (!this.#raised.delete(keyOf(matter))) return;
    const level = TOLD_ELSEWHERE.includes(matter.alert) ? 'debug' : 'info';
    this.#log[level]('alert cleared', { ...matter, ...facts });
  }
}

function keyOf({ alert, subject }: AlertMatter): string {
  return JSON.stringify([alert, subject]);
}
