import type { Language } from './request.js';

/** What language somebody chose; a store that survives a restart can stand behind it. */
export interface LanguageChoices {
  get(userId: string): Language | undefined;
  /** undefined takes the choice back. */
  set(userId: string, language: Language | undefined): void;
}
