import type { Command } from '../../bot/command.js';
import { neededRole } from '../../bot/permissions.js';

/** Whether doing it twice, or long after it was meant, would do harm. */
export function changesSomething(command: Command, args: readonly string[]): boolean {
  const isWord = command.transmits === true || command.name === 'yes';
  return isWord || neededRole({ args }, command) === 'admin';
}
