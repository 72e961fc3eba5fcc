import type { Texts } from './command.js';
import type { Role } from './request.js';

/** What a person may do, in one word. */
export const ROLE_WORDS: Texts<Readonly<Record<Role, string>>> = {
  en: { any: 'any', known: 'known', admin: 'admin' },
  fr: { any: 'public', known: 'connu', admin: 'admin' },
};
