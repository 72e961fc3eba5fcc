/**
 * Why the process started, as far as the one before it told: `stopped` in good order, `crashed` or killed, or
 * `rebooted` with the whole machine.
 */
export type StartReason = 'first' | 'stopped' | 'crashed' | 'rebooted';

export interface RunRecord {
  readonly reason: StartReason;
  /** This one included. */
  readonly startsInDay: number;
  readonly startsInWeek: number;
}
