import type { LivePage, LiveTopic } from '../app.js';

/** What the console says itself, around what the bot answers. */
export interface ConsoleTexts {
  readonly greeting: string;
  watching(topic: LiveTopic): string;
  readonly watchEnded: string;
  readonly notWatching: string;
  readonly watchUsage: string;
  /** What may be typed behind `watch`. */
  readonly watchWords: readonly string[];
  watchFailed(reason: string): string;
  missed(lines: LivePage['missed']): string;
}

const ENGLISH_TOPICS = { packets: 'packets', link: 'the link', all: 'packets and the link' };
const FRENCH_TOPICS = { packets: 'les paquets', link: 'le lien', all: 'les paquets et le lien' };

export const CONSOLE_TEXTS: Readonly<Record<'en' | 'fr', ConsoleTexts>> = {
  en: {
    greeting: 'You are talking to the bot. Try /help, or watch; quit or Ctrl-D leaves.',
    watching: (topic) => `Watching ${ENGLISH_TOPICS[topic]}. watch off ends it.`,
    watchEnded: 'No longer watching.',
    notWatching: 'Nothing is watched.',
    watchUsage: 'Usage: watch [packets|link|all], watch off',
    watchWords: ['packets', 'link', 'all', 'off'],
    watchFailed: (reason) => `watch ended: ${reason}`,
    missed: (lines) => `(${lines} more went by too fast)`,
  },
  fr: {
    greeting: 'Vous parlez au robot. Essayez /aide, ou watch ; quit ou Ctrl-D pour partir.',
    watching: (topic) => `Je montre ${FRENCH_TOPICS[topic]}. Fin : watch arret`,
    watchEnded: 'Je ne montre plus rien.',
    notWatching: "Rien n'est montré.",
    watchUsage: 'Usage : watch [paquets|lien|tout], watch arret',
    watchWords: ['paquets', 'lien', 'tout', 'arret'],
    watchFailed: (reason) => `watch a pris fin : ${reason}`,
    missed: (lines) => `(${lines} de plus sont passés trop vite)`,
  },
};
