import type { Random } from '../util/random.js';

/** Without 0 O 1 I, which people mix up. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A code that a person can read out and type in. */
export function createCode(random: Random, length: number): string {
  return Array.from({ length }, () => LETTERS.charAt(Math.floor(random() * LETTERS.length))).join('');
}
