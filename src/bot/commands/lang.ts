import { UserError } from '../../util/errors.js';
import type { Texts } from '../command.js';
import type { CommandDefinition } from '../context.js';
import { LANGUAGES, type Language } from '../request.js';
import { COMMON } from '../texts.js';
import { usageError } from '../usage.js';

const TEXTS: Texts<string> = {
  en: 'Language: English. /lang fr pour le français.',
  fr: 'Langue : français. /lang en for English.',
};

export const lang: CommandDefinition = {
  name: 'lang',
  aliases: ['langue'],
  role: 'any',
  places: ['direct', 'telegram', 'console'],
  group: 'you',
  args: { min: 0, max: 1 },
  texts: {
    en: { name: 'lang', usage: 'en|fr|auto', summary: 'the language I answer you in', example: '' },
    fr: { name: 'langue', usage: 'en|fr|auto', summary: 'la langue de mes réponses', example: '' },
  },
  options: {
    en: { auto: 'the language of the channel, or the usual one' },
    fr: { auto: "la langue du canal, ou celle d'usage" },
  },
  create: ({ languages }) => ({
    run: (call) => {
      const { request, args, language } = call;
      const choice = args[0]?.toLowerCase();
      if (choice === undefined) return TEXTS[language];
      if (choice !== 'auto' && !isLanguage(choice)) throw usageError(lang, call);
      const chosen = choice === 'auto' ? undefined : choice;
      if (!languages.choose(request, chosen)) throw new UserError(COMMON[language].proofMissing);
      return TEXTS[chosen ?? request.language];
    },
  }),
};

function isLanguage(text: string): text is Language {
  return (LANGUAGES as readonly string[]).includes(text);
}
