import type { Command } from '../../bot/command.js';
import { neededRole } from '../../bot/permissions.js';

/** Commands whose only effect is not their answer: they use airtime, or speak to others. */
const SPEAKING: ReadonlySet<string> = new Set(['echo', 'trace', 'tell', 'yes']);

/** Whether doing it twice, or long after it was meant, would do harm. */
export function changesSomething(command: Command, args: readonly string[]): boolean {
  return SPEAKING.has(command.name) || neededRole({ args }, command) === 'admin';
}
