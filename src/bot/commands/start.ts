import type { Texts } from '../command.js';
import type { CommandDefinition } from '../context.js';

interface StartTexts {
  hello(name: string): string;
  stranger(id: string): string;
}

const TEXTS: Texts<StartTexts> = {
  en: {
    hello: (name) => `Hello ${name}, I am the bot of this mesh.`,
    stranger: (id) =>
      `Hello! I do not know you yet. Ask the operator for a code, then /pair CODE. Your id: ${id}`,
  },
  fr: {
    hello: (name) => `Bonjour ${name}, je suis le bot de ce réseau.`,
    stranger: (id) =>
      `Bonjour ! Je ne vous connais pas encore. Demandez un code à l'opérateur, puis /pair CODE. Votre numéro : ${id}`,
  },
};

export const start: CommandDefinition = {
  name: 'start',
  aliases: [],
  role: 'any',
  places: ['telegram'],
  group: 'you',
  isMinor: true,
  // Telegram puts what stands behind `?start=` in a link there.
  args: { min: 0, max: 1 },
  texts: {
    en: { name: 'start', usage: '', summary: 'who I am', example: '' },
    fr: { name: 'start', usage: '', summary: 'qui je suis', example: '' },
  },
  see: ['help'],
  create: (context) => ({
    run: async (call) => {
      const { user } = call.request;
      const text = TEXTS[call.language];
      if (user.role === 'any') return text.stranger(user.id.replace('telegram:', ''));
      const help = await context
        .registry()
        .find('help')
        ?.run({ ...call, args: [], rest: '' });
      const known = typeof help === 'object' && 'text' in help ? help.text : help;
      return typeof known === 'string' ? `${text.hello(user.name)}\n\n${known}` : text.hello(user.name);
    },
  }),
};
