import type { Call, CommandDescription, CommandTexts } from './command.js';

/** Everything by which a command can be called. */
export function wordsOf(command: CommandDescription): string[] {
  return [command.name, ...command.aliases];
}

/** The texts as they are true for this asker. */
export function textsFor(
  { texts, textsWithoutNode }: CommandDescription,
  { request: { user }, language }: Pick<Call, 'request' | 'language'>,
): CommandTexts {
  return (user.nodeNum === undefined ? (textsWithoutNode ?? texts) : texts)[language];
}
