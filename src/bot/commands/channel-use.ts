import type { ChannelUse, KindTraffic } from '../../mesh/history.js';
import { HABIT_HOURS, type Haste } from '../etiquette.js';
import type { Period } from '../statistic.js';

/** What is known of the channel in a time. */
export interface ChannelFacts {
  readonly period: Period;
  readonly use: ChannelUse;
  readonly traffic: KindTraffic;
  readonly hasty: readonly Haste[];
}

export const GRADES = ['🔴', '🟠', '🟡', '🟢'] as const;
export type Grade = (typeof GRADES)[number];

/** As the legend says: percent of the time in which a node found the channel in use. */
export function gradeOf(percent: number): Grade {
  if (percent > 25) return '🔴';
  if (percent > 15) return '🟠';
  return percent > 10 ? '🟡' : '🟢';
}

/** So many hours of a longer time count for habits; undefined when all of it does. */
export function habitHours({ hours }: Period): number | undefined {
  return hours > HABIT_HOURS ? HABIT_HOURS : undefined;
}
