import type { AlertMatter, AlertSink } from '../mesh/alert-sink.js';
import type { Log } from '../util/log.js';

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
    this.#log.warn('alert raised', { ...matter, ...facts });
  }

  clear(matter: AlertMatter, facts: Readonly<Record<string, string | number>> = {}): void {
    if (this.#raised.delete(keyOf(matter))) this.#log.info('alert cleared', { ...matter, ...facts });
  }
}

function keyOf({ alert, subject }: AlertMatter): string {
  return JSON.stringify([alert, subject]);
}
