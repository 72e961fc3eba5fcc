import type { AlertMatter, AlertName, AlertSink } from '../mesh/alert-sink.js';
import type { Stop } from '../util/clock.js';

type Facts = Readonly<Record<string, string | number>>;

interface Entry {
  readonly isOpen: boolean;
  readonly facts: Facts;
}

/** What other parts want to be told, kept until the watch looks that tells it. */
export class AlertInbox implements AlertSink {
  readonly #entries = new Map<AlertName, Map<string, Entry>>();
  readonly #listeners = new Map<AlertName, () => void>();

  raise({ alert, subject = '' }: AlertMatter, facts: Facts): void {
    this.#put(alert, subject, { isOpen: true, facts });
  }

  clear({ alert, subject = '' }: AlertMatter): void {
    this.#put(alert, subject, { isOpen: false, facts: {} });
  }

  /** What was told in this process, by its subject. */
  of(alert: AlertName): ReadonlyMap<string, Entry> {
    return this.#entries.get(alert) ?? new Map();
  }

  onChange(alert: AlertName, listener: () => void): Stop {
    this.#listeners.set(alert, listener);
    return () => this.#listeners.delete(alert);
  }

  #put(alert: AlertName, subject: string, entry: Entry): void {
    const entries = this.#entries.get(alert) ?? new Map<string, Entry>();
    this.#entries.set(alert, entries);
    const before = entries.get(subject);
    if (before?.isOpen === entry.isOpen) return;
    entries.set(subject, entry);
    this.#listeners.get(alert)?.();
  }
}
