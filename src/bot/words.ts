import type { CommandDescription } from './command.js';

/** Everything by which a command can be called. */
export function wordsOf(command: CommandDescription): string[] {
  return [command.name, ...command.aliases];
}
