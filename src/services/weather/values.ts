/** What a source of weather may tell; beyond what can be on earth it is unknown. */
import { numberIn } from '../json.js';

export function celsius(value: unknown): number | undefined {
  return numberIn(value, -90, 60);
}

export function percent(value: unknown): number | undefined {
  return numberIn(value, 0, 100);
}

export function millimetres(value: unknown): number | undefined {
  return numberIn(value, 0, 2000);
}

/** km/h */
export function speed(value: unknown): number | undefined {
  return numberIn(value, 0, 500);
}
