/** What thinking costs the machine: a model makes a small computer hot, and a solar battery empty. */

type Reading = number | undefined;

export interface GuardOptions {
  /** Degrees Celsius; absent where it is not watched. */
  readonly maxCpuCelsius?: number;
  readonly minBatteryVolts?: number;
  readonly cpuCelsius: () => Promise<Reading> | Reading;
  /** Absent where nobody measures it. */
  readonly batteryVolts?: () => Promise<Reading> | Reading;
}

/** Why there is no thinking now, and the limit that the reading has not met. */
export type Refusal =
  | { readonly kind: 'hot'; readonly celsius: number; readonly limit: number }
  | { readonly kind: 'weak'; readonly volts: number; readonly limit: number };

/** It goes on so much below the limit, so that not every other question is refused. */
const COOLER_CELSIUS = 3;
const STRONGER_VOLTS = 0.3;
/** 12.4 + 0.3 is a little more than 12.7 for a computer. */
const ROUNDING = 1e-9;

/** Says whether the machine can bear a question now. What is not known is no reason to refuse. */
export class Guards {
  readonly #options: GuardOptions;
  #isHot = false;
  #isWeak = false;
  readonly #unknown = new Set<'cpu' | 'battery'>();

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** What is to be watched, and could not be read the last time. */
  get unknown(): readonly string[] {
    return [...this.#unknown];
  }

  async check(): Promise<Refusal | undefined> {
    return (await this.#checkCpu()) ?? (await this.#checkBattery());
  }

  async #checkCpu(): Promise<Refusal | undefined> {
    const { maxCpuCelsius: limit, cpuCelsius } = this.#options;
    if (limit === undefined) return undefined;
    const celsius = await cpuCelsius();
    this.#note('cpu', celsius);
    if (celsius === undefined) return undefined;
    const bearable = this.#isHot ? limit - COOLER_CELSIUS : limit;
    this.#isHot = this.#isHot ? celsius > bearable + ROUNDING : celsius >= bearable;
    return this.#isHot ? { kind: 'hot', celsius, limit: celsius >= limit ? limit : bearable } : undefined;
  }

  async #checkBattery(): Promise<Refusal | undefined> {
    const { minBatteryVolts: limit, batteryVolts } = this.#options;
    if (limit === undefined) return undefined;
    const volts = await batteryVolts?.();
    this.#note('battery', volts);
    if (volts === undefined) return undefined;
    const enough = this.#isWeak ? limit + STRONGER_VOLTS : limit;
    this.#isWeak = volts < enough - ROUNDING;
    return this.#isWeak ? { kind: 'weak', volts, limit: volts < limit ? limit : enough } : undefined;
  }

  #note(what: 'cpu' | 'battery', reading: Reading): void {
    if (reading === undefined) this.#unknown.add(what);
    else this.#unknown.delete(what);
  }
}
