/** Sizes, counts and shares, as short as they still say something. */
import type { Texts } from './command.js';
import { decimal } from './format.js';
import type { Language } from './request.js';

const BYTE_UNITS: Texts<readonly [string, string, string, string]> = {
  en: ['B', 'kB', 'MB', 'GB'],
  fr: ['o', 'ko', 'Mo', 'Go'],
};

/** `412B 5.9kB 84MB 12GB`: one decimal below ten, where that is not zero. */
export function size(bytes: number, language: Language): string {
  const { value, unit } = scaled(bytes);
  return `${value < 9.95 && unit > 0 ? decimal(value, 1, language).replace(/[.,]0$/, '') : Math.round(value)}${BYTE_UNITS[language][unit]}`;
}

/** The size for a wide screen: `5.9 kB`. */
export function longSize(bytes: number, language: Language): string {
  return size(bytes, language).replace(/[BkMGo]/, ' $&');
}

/** `0.17GB`: two digits, to be compared with another one. */
export function gigabytes(bytes: number, language: Language): string {
  const value = String(Number((bytes / 1e9).toPrecision(2)));
  return `${language === 'fr' ? value.replace('.', ',') : value}${BYTE_UNITS[language][3]}`;
}

function scaled(bytes: number): { value: number; unit: 0 | 1 | 2 | 3 } {
  if (bytes < 1000) return { value: bytes, unit: 0 };
  if (bytes < 999_500) return { value: bytes / 1e3, unit: 1 };
  if (bytes < 999_500_000) return { value: bytes / 1e6, unit: 2 };
  return { value: bytes / 1e9, unit: 3 };
}

/** `412 3.9k 187k 1.2M 12M` */
export function count(value: number, language: Language): string {
  if (value < 1000) return String(value);
  if (value < 999_500) return `${digits(value / 1e3, language)}k`;
  return `${digits(value / 1e6, language)}M`;
}

function digits(value: number, language: Language): string {
  return value < 9.95 ? decimal(value, 1, language) : String(Math.round(value));
}

/** Percent of a whole; 0 of nothing. */
export function percentOf(part: number, whole: number): number {
  return whole > 0 ? (100 * part) / whole : 0;
}
