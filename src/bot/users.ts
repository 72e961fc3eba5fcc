import type { PairedPerson, Subscription, Topic, UserStore } from '../mesh/user-store.js';
import type { LanguageChoices } from './languages.js';
import { LANGUAGES, type Language } from './request.js';

/** More people than any mesh has: only a forger of node numbers gets there. */
const MAX_CHOICES = 5000;

/** What people told of themselves: their language, and what they want to be told unasked. */
export class Users implements LanguageChoices {
  readonly #store: UserStore | undefined;
  readonly #languages = new Map<string, Language>();
  readonly #people = new Map<string, PairedPerson>();
  #subscriptions: readonly Subscription[] = [];

  /** Without a store it lasts as long as the process. */
  constructor(store?: UserStore) {
    this.#store = store;
  }

  /** Takes up what was stored, once that can be read. */
  load(): void {
    for (const { userId, language } of this.#store?.languages() ?? [])
      if (isLanguage(language) && !this.#languages.has(userId)) this.#languages.set(userId, language);
    this.#subscriptions = this.#store?.subscriptions() ?? [];
    for (const person of this.#store?.people() ?? []) this.#people.set(person.userId, person);
  }

  get(userId: string): Language | undefined {
    return this.#languages.get(userId);
  }

  set(userId: string, language: Language | undefined): void {
    this.#languages.delete(userId);
    if (language === undefined) {
      this.#store?.removeLanguage(userId);
      return;
    }
    this.#languages.set(userId, language);
    this.#store?.putLanguage({ userId, language });
    const [oldest] = this.#languages.keys();
    if (this.#languages.size > MAX_CHOICES && oldest !== undefined) this.set(oldest, undefined);
  }

  /** Who was given a code and showed it. */
  get people(): readonly PairedPerson[] {
    return [...this.#people.values()];
  }

  person(userId: string): PairedPerson | undefined {
    return this.#people.get(userId);
  }

  putPerson(person: PairedPerson): void {
    this.#people.set(person.userId, person);
    this.#store?.putPerson(person);
  }

  /** He is a stranger from now on, and is told nothing. */
  removePerson(userId: string): void {
    for (const { topic } of this.subscriptionsOf(userId)) this.unsubscribe(userId, topic);
    this.#people.delete(userId);
    this.#store?.removePerson(userId);
  }

  /** In the order in which they were made. */
  get subscriptions(): readonly Subscription[] {
    return this.#subscriptions;
  }

  subscriptionsOf(userId: string): readonly Subscription[] {
    return this.#subscriptions.filter((each) => each.userId === userId);
  }

  /** How many people subscribed to anything. */
  get subscribers(): number {
    return new Set(this.#subscriptions.map(({ userId }) => userId)).size;
  }

  subscribe(subscription: Subscription): void {
    this.#subscriptions = [...this.#without(subscription), subscription];
    this.#store?.putSubscription(subscription);
  }

  unsubscribe(userId: string, topic: Topic): void {
    this.#subscriptions = this.#without({ userId, topic });
    this.#store?.removeSubscription({ userId, topic });
  }

  #without({ userId, topic }: Pick<Subscription, 'userId' | 'topic'>): readonly Subscription[] {
    return this.#subscriptions.filter((each) => each.userId !== userId || each.topic !== topic);
  }
}

function isLanguage(text: string): text is Language {
  return (LANGUAGES as readonly string[]).includes(text);
}
