import type { Language } from './request.js';

/** What language somebody chose; a store that survives a restart can stand behind it. */
export interface LanguageChoices {
  get(userId: string): Language | undefined;
  /** undefined takes the choice back. */
  set(userId: string, language: Language | undefined): void;
}

/** More people than any mesh has: only a forger of node numbers gets there. */
const MAX_CHOICES = 5000;

export class MemoryLanguages implements LanguageChoices {
  readonly #choices = new Map<string, Language>();

  get(userId: string): Language | undefined {
    return this.#choices.get(userId);
  }

  set(userId: string, language: Language | undefined): void {
    this.#choices.delete(userId);
    if (language === undefined) return;
    this.#choices.set(userId, language);
    for (const oldest of this.#choices.keys()) {
      if (this.#choices.size <= MAX_CHOICES) return;
      this.#choices.delete(oldest);
    }
  }
}
