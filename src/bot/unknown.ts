import { UserError } from '../util/errors.js';
import { cleanName, cutToBytes, fold } from '../util/text.js';
import type { Call, Command, CommandDirectory } from './command.js';
import { mayUse } from './permissions.js';
import type { Language } from './request.js';
import type { BotSettings } from './settings.js';
import { COMMON } from './texts.js';

const WORD_BYTES = 40;
/** Any one letter is near to every short command: at least two say what somebody had in mind. */
const MAY_BE_MEANT = /\p{L}.*\p{L}/u;
/** What people type who want something that goes by other names, and the commands by which they get it. */
const SENSES: readonly { readonly words: readonly string[]; readonly commands: readonly string[] }[] = [
  {
    words: ['send', 'message', 'dm', 'write', 'post', 'envoyer', 'ecrire'],
    commands: ['tell', 'announce', 'say'],
  },
  { words: ['status', 'state', 'statut', 'etat'], commands: ['link', 'health', 'diag'] },
];
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
  return new UserError(COMMON[language].unknown(cut, meantBy(word, { usable, language, registry })));
}

interface Guess {
  readonly usable: readonly Command[];
  readonly language: Language;
  readonly registry: CommandDirectory;
}

/** By the sense of a usual word, else by its letters. */
function meantBy(word: string, { usable, language, registry }: Guess): string[] {
  const sense = SENSES.find(({ words }) => words.includes(fold(word)));
  if (sense) {
    return usable
      .filter(({ name }) => sense.commands.includes(name))
      .map(({ texts }) => texts[language].name);
  }
  const nearest = MAY_BE_MEANT.test(word) ? registry.nearest(word, language, usable) : undefined;
  return nearest === undefined ? [] : [asListed(nearest, { usable, language, registry })];
}

/** Whichever word of the help is near, help is meant, and is named once. */
function asListed(word: string, { language, registry }: Guess): string {
  const command = registry.find(word);
  return command?.name === 'help' ? command.texts[language].name : word;
}
