import type { Language } from './request.js';

/** Sources that are named by what they are; the others bear their own names, the same in every language. */
const IN_FRENCH: Readonly<Record<string, string>> = { 'demo data': 'données de démonstration' };

/** Whose data it is. */
export function creditIn(credit: string, language: Language): string {
  return (language === 'fr' ? IN_FRENCH[credit] : undefined) ?? credit;
}
