import { dayAndMonth, startOfDay, timeOfDay } from './format.js';
import type { Language } from './request.js';

/** The time of day, and the day when it is not today: `13:10`, `19 Nov 13:10`. */
export function whenIn(at: number, now: number, language: Language): string {
  return at >= startOfDay(now) ? timeOfDay(at) : `${dayAndMonth(at, language)} ${timeOfDay(at)}`;
}
