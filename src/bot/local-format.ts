/** Times and days as the clocks of a place show them. */
import { localTime, type Zone } from '../util/zone.js';
import type { Texts } from './command.js';
import { monthName } from './format.js';
import type { Language } from './request.js';

const WEEKDAYS: Texts<readonly string[]> = {
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  fr: ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'],
};

/** `14:05` */
export function timeIn(at: number, zone: Zone): string {
  const { hour, minute } = localTime(at, zone);
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}

/** `08`, the hour. */
export function hourIn(at: number, zone: Zone): string {
  return twoDigits(localTime(at, zone).hour);
}

/** `Friday`, `vendredi` */
export function weekdayIn(at: number, zone: Zone, language: Language): string {
  return WEEKDAYS[language][localTime(at, zone).weekday] ?? '';
}

/** `Fri`, `ven` */
export function shortWeekdayIn(at: number, zone: Zone, language: Language): string {
  return weekdayIn(at, zone, language).slice(0, 3);
}

/** `20 Nov` */
export function dayIn(at: number, zone: Zone, language: Language): string {
  const { day, month } = localTime(at, zone);
  return `${day} ${monthName(month, language)}`;
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
