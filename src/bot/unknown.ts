import { UserError } from '../util/errors.js';
import { cleanName, cutToBytes } from '../util/text.js';
import type { Call, Command, CommandDirectory } from './command.js';
import { mayUse } from './permissions.js';
import type { BotSettings } from './settings.js';
import { COMMON } from './texts.js';

const WORD_BYTES = 40;
/** Any one letter is near to every short command: at least two say what somebody had in mind. */
const MAY_BE_MEANT = /\p{L}.*\p{L}/u;
const NO_TEXTS = { name: '', summary: '', usage: '', example: '' };

/** What stands in for a command that does not exist, so that it passes the same limits. */
export function createUnknown(registry: CommandDirectory, settings: BotSettings): (word: string) => Command {
  return (word) => ({
    name: 'unknown',
    aliases: [],
    role: 'any',
    places: ['direct', 'telegram', 'console'],
    group: 'you',
    args: { min: 0, max: Number.POSITIVE_INFINITY },
    texts: { en: NO_TEXTS, fr: NO_TEXTS },
    run: (call) => {
      throw unknownError(word, call, { registry, settings });
    },
  });
}

/** Names the nearest command that this asker may use here. */
export function unknownError(
  word: string,
  { request, language }: Call,
  { registry, settings }: { registry: CommandDirectory; settings: BotSettings },
): UserError {
  const usable = registry.commands.filter((command) => mayUse(request, command, settings));
  const shown = cleanName(word);
  const short = cutToBytes(shown, WORD_BYTES);
  const cut = short === shown ? short : `${short}…`;
  const meant = MAY_BE_MEANT.test(word) ? registry.nearest(word, language, usable) : undefined;
  return new UserError(COMMON[language].unknown(cut, meant));
}
