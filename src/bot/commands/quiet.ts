import type { Texts } from '../command.js';
import type { CommandDefinition } from '../context.js';
import { MAX_QUIET_MINUTES } from '../house.js';
import { isOff, ORDER } from '../orders.js';
import { usageError } from '../usage.js';

interface QuietTexts {
  begun(minutes: number): string;
  readonly over: string;
  readonly wasNot: string;
}

const TEXTS: Texts<QuietTexts> = {
  en: {
    begun: (minutes) =>
      `Quiet for ${minutes} min: I answer admins only, severe alerts still go out. End: /quiet off`,
    over: 'No longer quiet: I answer everybody again.',
    wasNot: 'I am not quiet: I answer everybody.',
  },
  fr: {
    begun: (minutes) =>
      `Silence ${minutes} min : je ne réponds qu'aux admins, les alertes graves passent. Fin : /silence arret`,
    over: 'Fin du silence : je réponds de nouveau à tous.',
    wasNot: 'Pas de silence en cours : je réponds à tous.',
  },
};

const USUAL_MINUTES = '60';

export const quiet: CommandDefinition = {
  ...ORDER,
  name: 'quiet',
  aliases: ['silence'],
  args: { min: 0, max: 1 },
  texts: {
    en: {
      name: 'quiet',
      usage: '[MINUTES 1-1440|off]',
      summary: 'for a while, answers admins only',
      example: '/quiet 60',
    },
    fr: {
      name: 'silence',
      usage: '[MINUTES 1-1440|arret]',
      summary: "ne répond un temps qu'aux admins",
      example: '/silence 60',
    },
  },
  options: {
    en: { MINUTES: 'for how long; else 60', off: 'ends it now' },
    fr: { MINUTES: 'combien de temps ; sinon 60', arret: 'y met fin tout de suite' },
  },
  see: ['block'],
  create: ({ house }) => ({
    run: (call) => {
      const text = TEXTS[call.language];
      const [word = USUAL_MINUTES] = call.args;
      if (isOff(word)) return house.endQuiet() ? text.over : text.wasNot;
      const minutes = /^\d{1,4}$/.test(word) ? Number(word) : 0;
      if (minutes < 1 || minutes > MAX_QUIET_MINUTES) throw usageError(quiet, call);
      house.beQuiet(minutes);
      return text.begun(minutes);
    },
  }),
};
