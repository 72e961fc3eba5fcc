import type { LanguageChoice, PairedPerson, Subscription, UserStore } from '../../src/mesh/user-store.js';

/** Forgets everything with the process. */
export class MemoryUserStore implements UserStore {
  #subscriptions: Subscription[] = [];
  #languages: LanguageChoice[] = [];
  #people: PairedPerson[] = [];

  subscriptions(): readonly Subscription[] {
    return [...this.#subscriptions].sort((a, b) => a.since - b.since);
  }

  putSubscription(subscription: Subscription): void {
    this.removeSubscription(subscription);
    this.#subscriptions.push(subscription);
  }

  removeSubscription({ userId, topic }: Pick<Subscription, 'userId' | 'topic'>): void {
    this.#subscriptions = this.#subscriptions.filter(
      (each) => each.userId !== userId || each.topic !== topic,
    );
  }

  languages(): readonly LanguageChoice[] {
    return [...this.#languages];
  }

  putLanguage(choice: LanguageChoice): void {
    this.removeLanguage(choice.userId);
    this.#languages.push(choice);
  }

  removeLanguage(userId: string): void {
    this.#languages = this.#languages.filter((each) => each.userId !== userId);
  }

  people(): readonly PairedPerson[] {
    return [...this.#people].sort((a, b) => a.since - b.since);
  }

  putPerson(person: PairedPerson): void {
    this.removePerson(person.userId);
    this.#people.push(person);
  }

  removePerson(userId: string): void {
    this.#people = this.#people.filter((each) => each.userId !== userId);
  }
}
