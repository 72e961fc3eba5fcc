import type { Texts } from '../command.js';
import type { CommandDefinition } from '../context.js';

const TEXTS: Texts<{ readonly end: string; readonly nothing: string }> = {
  en: { end: 'That was all. /help', nothing: 'Nothing to continue.' },
  fr: { end: "C'était tout. /aide", nothing: 'Rien à continuer.' },
};

export const more: CommandDefinition = {
  name: 'more',
  aliases: ['suite', 'm'],
  role: 'any',
  places: ['direct', 'channel', 'telegram', 'console'],
  group: 'you',
  isMinor: true,
  texts: {
    en: { name: 'more', usage: '', summary: 'the next page of my last answer', example: '/more' },
    fr: { name: 'suite', usage: '', summary: 'la page suivante de ma réponse', example: '/suite' },
  },
  create: ({ pages }) => ({
    run: ({ request, language }) => {
      const page = pages.next(request);
      if (page === undefined) return TEXTS[language].nothing;
      return page === 'end' ? TEXTS[language].end : page;
    },
  }),
};
