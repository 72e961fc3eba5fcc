const HOUR_MS = 3_600_000;

/** So many in any hour, and no more. */
export class HourlyBudget {
  readonly #perHour: number;
  #spentAt: readonly number[] = [];

  constructor(perHour: number) {
    this.#perHour = perHour;
  }

  /** Spends one; false when none is left. */
  take(uptime: number): boolean {
    this.#spentAt = this.#spentAt.filter((at) => uptime - at < HOUR_MS);
    if (this.#spentAt.length >= this.#perHour) return false;
    this.#spentAt = [...this.#spentAt, uptime];
    return true;
  }
}
