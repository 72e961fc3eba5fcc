import type { CommandDefinition } from '../context.js';
import { BOT_TEXTS } from './bot-texts.js';

export const clear: CommandDefinition = {
  name: 'clear',
  aliases: ['oubli', 'clearcontext'],
  switchedOnBy: 'llm.enabled',
  role: 'known',
  places: ['direct', 'telegram', 'console'],
  group: 'you',
  isMinor: true,
  texts: {
    en: { name: 'clear', usage: '', summary: 'makes the language model forget our talk', example: '' },
    fr: { name: 'oubli', usage: '', summary: 'fait oublier notre échange au modèle', example: '' },
  },
  see: ['bot'],
  create: ({ chats, outside }) => ({
    isAvailable: () => outside?.llm !== undefined,
    run: ({ request, language }) => BOT_TEXTS[language].forgotten(chats.forget(request)),
  }),
};
