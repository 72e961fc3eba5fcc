/** How option values are read. A wrong one ends with exit code 2 and says what is right. */
import { InvalidArgumentError } from 'commander';
import type { ExportSubject } from '../app.js';
import type { DiagMode } from '../radio/diag/facts.js';
import type { ExportFormat } from './export-format.js';

export function positive(text: string): number {
  return numberWithin(text, { min: Number.MIN_VALUE, max: 1e9, what: 'a number above 0' });
}

/** As long as a timer can be set. */
const MAX_TIMER_SECONDS = 2_000_000;

export function watchSeconds(text: string): number {
  return numberWithin(text, {
    min: 0.1,
    max: MAX_TIMER_SECONDS,
    what: 'a number of seconds from 0.1 to 2000000',
  });
}

export function diagMode(text: string): DiagMode {
  return oneOf<DiagMode>(text, ['link', 'client', 'raw']);
}

export function exportSubject(text: string): ExportSubject {
  return oneOf<ExportSubject>(text, ['nodes', 'packets', 'messages', 'edges']);
}

export function exportFormat(text: string): ExportFormat {
  return oneOf<ExportFormat>(text, ['json', 'csv', 'geojson']);
}

function oneOf<Word extends string>(text: string, words: readonly Word[]): Word {
  const found = words.find((known) => known === text);
  if (found) return found;
  throw new InvalidArgumentError(`It must be ${words.join(', ')}.`);
}

export function languageWord(text: string): 'en' | 'fr' {
  return oneOf<'en' | 'fr'>(text, ['en', 'fr']);
}

export function count(text: string): number {
  return wholeWithin(text, { min: 2, max: 1000, what: 'a whole number from 2 to 1000' });
}

export function port(text: string): number {
  return wholeWithin(text, { min: 0, max: 65_535, what: 'a port from 0 to 65535' });
}

export function channel(text: string): number {
  return wholeWithin(text, { min: 0, max: 7, what: 'a channel index from 0 to 7' });
}

/** A number stays a number, so that `--seed 7` in two programs is one seed. */
export function seed(text: string): number | string {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

export function firmware(text: string): string {
  if (text === '2.7' || text === '2.8') return text;
  throw new InvalidArgumentError('It must be 2.7 or 2.8; --profile knows more.');
}

export function place(text: string): { latitude: number; longitude: number } {
  const [latitude, longitude, ...more] = text.split(',').map(Number);
  const isPlace = latitude !== undefined && longitude !== undefined && more.length === 0;
  if (isPlace && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude };
  throw new InvalidArgumentError('It must be LATITUDE,LONGITUDE in degrees, such as 45.19,5.72.');
}

/** The simulator knows the names and says so itself. */
export function behavior(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly what: string;
}

function numberWithin(text: string, { min, max, what }: Bounds): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (number >= min && number <= max) return number;
  throw new InvalidArgumentError(`It must be ${what}.`);
}

function wholeWithin(text: string, bounds: Bounds): number {
  const number = numberWithin(text, bounds);
  if (Number.isInteger(number)) return number;
  throw new InvalidArgumentError(`It must be ${bounds.what}.`);
}
