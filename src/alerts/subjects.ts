import type { Texts } from '../bot/command.js';
import type { Language } from '../bot/request.js';

/** What services and parts of the bot are called to people, where it is not their name. */
const WORDS: Texts<Readonly<Record<string, string>>> = {
  en: { loop: 'event loop', llm: 'language model', 'mesh feed': 'MQTT feed' },
  fr: {
    loop: 'boucle',
    weather: 'météo',
    'weather fallback': 'météo secours',
    geocoding: 'recherche de lieux',
    lightning: 'foudre',
    llm: 'modèle de langage',
    'mesh feed': 'flux MQTT',
  },
};

/** A node or a name of the owner's stays as it is. */
export function subjectWord(subject: string, language: Language): string {
  return WORDS[language][subject] ?? subject;
}
