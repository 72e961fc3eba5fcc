import { fold } from '../util/text.js';
import type { CommandDescription } from './command.js';

/** What orders of admins have in common. */
export const ORDER = {
  role: 'admin',
  places: ['direct', 'telegram', 'console'],
  group: 'you',
  isMinor: true,
} as const satisfies Partial<CommandDescription>;

const OFF: ReadonlySet<string> = new Set(['off', 'fin', 'arret']);

/** The word that ends what an order began. */
export function isOff(word: string): boolean {
  return OFF.has(fold(word));
}
