import type { KeyRecord } from '../../mesh/key-store.js';
import { dayAndMonth } from '../format.js';
import type { Language } from '../request.js';

const BEGINNING = 8;

/** As much of a key as people compare, in the letters in which the apps show it. */
export function keyBeginning({ key }: Pick<KeyRecord, 'key'>): string {
  return Buffer.from(key).toString('base64').slice(0, BEGINNING);
}

/** `12 Mar` */
export function sinceOf({ firstSeen }: KeyRecord, language: Language): string {
  return dayAndMonth(firstSeen, language);
}
