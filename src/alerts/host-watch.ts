import type { HostMonitor } from '../services/host.js';
import { type LevelRule, type LevelTimes, ruleOf } from './alert.js';

/** What the machine tells of itself. */
export type HostReadings = Pick<HostMonitor, 'latest'>;

/** Of a watch with two levels, of which the second one is severe. */
export interface TwoLevels extends LevelTimes {
  readonly critical: LevelTimes;
}

/** What the watches of the machine have in common; each judges by itself. */
export abstract class HostWatch<Settings extends TwoLevels> {
  readonly topics = ['system'] as const;
  readonly levels: readonly LevelRule[];
  protected readonly host: HostReadings;
  protected readonly settings: Settings;

  constructor(host: HostReadings, settings: Settings) {
    this.host = host;
    this.settings = settings;
    this.levels = [ruleOf(settings), ruleOf(settings.critical, true)];
  }
}
