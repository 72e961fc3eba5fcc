/** What people may be told unasked. */
export const TOPICS = ['vigi', 'blitz', 'link', 'system'] as const;
export type Topic = (typeof TOPICS)[number];

/** How somebody wants a topic; what he did not say is the topic's usual. */
export interface SubscriptionOptions {
  /** `blitz`: within so many kilometres. */
  readonly kilometers?: number;
  /** `vigi`: from this colour on. */
  readonly colour?: 'orange' | 'red';
  /** Also in quiet hours. */
  readonly atNight?: boolean;
}

export interface Subscription {
  /** As in requests: `mesh:!16fad3dc`. */
  readonly userId: string;
  readonly topic: Topic;
  readonly options: SubscriptionOptions;
  /** ms since 1970 */
  readonly since: number;
}

/** A language that somebody chose for himself. */
export interface LanguageChoice {
  readonly userId: string;
  readonly language: string;
}

/** Somebody who showed a code that the operator gave him. */
export interface PairedPerson {
  readonly userId: string;
  /** `any`: the operator lists him, and only his name is kept. */
  readonly role: 'any' | 'known' | 'admin';
  /** As his platform calls him. */
  readonly name: string;
  /** Stands before his texts on the mesh. */
  readonly shortName?: string;
  /** ms since 1970 */
  readonly since: number;
}

/** Keeps what people told the bot of themselves over restarts. */
export interface UserStore {
  /** In the order in which they were made. */
  subscriptions(): readonly Subscription[];
  /** Adds it, or replaces that of the same person and topic. */
  putSubscription(subscription: Subscription): void;
  removeSubscription(key: Pick<Subscription, 'userId' | 'topic'>): void;
  /** The oldest first. */
  languages(): readonly LanguageChoice[];
  putLanguage(choice: LanguageChoice): void;
  removeLanguage(userId: string): void;
  /** In the order in which they came. */
  people(): readonly PairedPerson[];
  /** Adds him, or replaces what was known of him. */
  putPerson(person: PairedPerson): void;
  removePerson(userId: string): void;
}
