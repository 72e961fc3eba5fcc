import type { ServiceReport, Trouble } from '../service-health.js';

/** Where the values come from. */
export interface Source {
  /** Undefined while it works. */
  readonly trouble: Trouble | undefined;
  report(): ServiceReport;
  /** Resolves when the signal has aborted; `onRound` is called regularly, when the values are as new as they get. */
  run(signal: AbortSignal, onRound: () => void): Promise<void>;
}
