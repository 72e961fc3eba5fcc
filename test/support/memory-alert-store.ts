import {
  type AlertDelivery,
  type AlertStore,
  isOpen,
  type MatterKey,
  type StoredAlert,
  type Telling,
} from '../../src/mesh/alert-store.js';

/** Forgets everything with the process. */
export class MemoryAlertStore implements AlertStore {
  readonly #states = new Map<string, StoredAlert>();
  readonly #tellings = new Map<string, Telling>();
  readonly #deliveries = new Map<number, AlertDelivery>();
  /** Times that a state was written. */
  writes = 0;

  states(): readonly StoredAlert[] {
    return sorted([...this.#states.values()], ({ alert, subject }) => JSON.stringify([alert, subject]));
  }

  putState(alert: StoredAlert): void {
    this.writes += 1;
    this.#states.set(keyOf(alert), JSON.parse(JSON.stringify(alert)));
  }

  removeState(key: MatterKey): void {
    this.#states.delete(keyOf(key));
  }

  tellings(): readonly Telling[] {
    return [...this.#tellings.values()].sort((a, b) => a.at - b.at || a.userId.localeCompare(b.userId));
  }

  putTelling(telling: Telling): void {
    this.#tellings.set(JSON.stringify([keyOf(telling), telling.userId]), telling);
  }

  open(): readonly AlertDelivery[] {
    return this.#all().filter(isOpen);
  }

  newest(limit: number): readonly AlertDelivery[] {
    return this.#all().reverse().slice(0, limit);
  }

  putDelivery(delivery: AlertDelivery): void {
    this.#deliveries.set(delivery.key, delivery);
  }

  removeBefore(at: number): number {
    const old = this.#all().filter(({ madeAt }) => madeAt < at);
    for (const { key } of old) this.#deliveries.delete(key);
    return old.length;
  }

  #all(): AlertDelivery[] {
    return [...this.#deliveries.values()].sort((a, b) => a.key - b.key);
  }
}

function keyOf({ alert, subject }: MatterKey): string {
  return JSON.stringify([alert, subject]);
}

function sorted<Value>(values: Value[], by: (value: Value) => string): Value[] {
  return values.sort((a, b) => (by(a) < by(b) ? -1 : 1));
}
