import { askerKey, type Language, type Request } from './request.js';

/** What language somebody chose; a store that survives a restart can stand behind it. */
export interface LanguageChoices {
  get(userId: string): Language | undefined;
  /** undefined takes the choice back. */
  set(userId: string, language: Language | undefined): void;
}

/** More nodes than speak to one bot without a proof. */
const MAX_PASSING = 500;

/**
 * The language that each asker chose. On the mesh anybody can ask in another's name: what was chosen without a proof
 * holds for unproved requests alone, behind what its owner chose, and as long as the process lasts.
 */
export class SpokenLanguages {
  readonly #lasting: LanguageChoices;
  readonly #passing = new Map<string, Language>();

  constructor(lasting: LanguageChoices) {
    this.#lasting = lasting;
  }

  of(request: Pick<Request, 'platform' | 'user'>): Language | undefined {
    const lasting = this.#lasting.get(request.user.id);
    return lasting ?? (isForgeable(request) ? this.#passing.get(askerKey(request.user)) : undefined);
  }

  /** undefined takes the choice back; false where another choice stands that only a proof can change. */
  choose(request: Pick<Request, 'platform' | 'user'>, language: Language | undefined): boolean {
    const { user } = request;
    if (!isForgeable(request)) this.#lasting.set(user.id, language);
    else if (this.#lasting.get(user.id) !== undefined) return false;
    else this.#pass(askerKey(user), language);
    return true;
  }

  #pass(key: string, language: Language | undefined): void {
    this.#passing.delete(key);
    if (language === undefined) return;
    this.#passing.set(key, language);
    const [oldest] = this.#passing.keys();
    if (this.#passing.size > MAX_PASSING && oldest !== undefined) this.#passing.delete(oldest);
  }
}

/** Telegram and the console know by themselves who speaks. */
function isForgeable({ platform, user }: Pick<Request, 'platform' | 'user'>): boolean {
  return platform === 'mesh' && user.role === 'any';
}
