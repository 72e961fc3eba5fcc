/** What happened to a matter, as people are told of it. */
export type AlertEvent =
  | 'raised'
  | 'risen'
  | 'reminded'
  | 'cleared'
  /** It is raised, and nothing is known of it any more. */
  | 'lost'
  | 'regained'
  /** In place of the last `cleared`: it comes and goes. */
  | 'unstable'
  /** Without an end. */
  | 'happened';

/** One matter that may be raised and cleared. */
export interface MatterKey {
  readonly alert: string;
  /** Empty where there can be only one. */
  readonly subject: string;
}

export interface StoredAlert extends MatterKey {
  /** As the engine left it; times are ms since 1970. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** What one person was told of one matter. */
export interface Telling extends MatterKey {
  readonly userId: string;
  /** The last episode that he was told of. */
  readonly episode: number;
  /** ms since 1970 */
  readonly at: number;
}

/** A matter as a message tells of it. */
export interface Covered extends MatterKey {
  readonly event: AlertEvent;
  readonly episode: number;
}

/**
 * `held`: waits for `dueAt`. `queued`: on its way. `unheard`: nobody acknowledged it, and it goes once more when the
 * addressee is heard. The others are ends; `dropped` was never sent.
 */
export type DeliveryState =
  | 'held'
  | 'queued'
  | 'unheard'
  | 'delivered'
  | 'relayed'
  | 'sent'
  | 'failed'
  | 'expired'
  | 'dropped';

/** One message to one person, from the decision that he is to be told until its end. */
export interface AlertDelivery {
  /** Rises with the order in which they were made. */
  readonly key: number;
  /** As in requests, or `channel:2`. */
  readonly userId: string;
  /** More than one for what was gathered in the night. */
  readonly covers: readonly Covered[];
  readonly text: string;
  readonly isSevere: boolean;
  readonly state: DeliveryState;
  /** Why it is held, or how it failed. */
  readonly reason?: string;
  /** ms since 1970, as all that follow. */
  readonly madeAt: number;
  readonly dueAt?: number;
  readonly sentAt?: number;
  readonly endedAt?: number;
  readonly ttlMs: number;
  readonly tries: number;
}

/** Keeps alerts, and who was told what, over restarts. */
export interface AlertStore {
  states(): readonly StoredAlert[];
  putState(alert: StoredAlert): void;
  removeState(key: MatterKey): void;
  tellings(): readonly Telling[];
  /** Adds it, or replaces that of the same person and matter. */
  putTelling(telling: Telling): void;
  /** Those that have not ended, in order. */
  open(): readonly AlertDelivery[];
  /** The newest ones, the last one first. */
  newest(limit: number): readonly AlertDelivery[];
  /** Adds it, or replaces that of the same key. */
  putDelivery(delivery: AlertDelivery): void;
  /** Forgets those that were made before, and tells how many. */
  removeBefore(at: number): number;
}

export function isOpen({ state }: Pick<AlertDelivery, 'state'>): boolean {
  return state === 'held' || state === 'queued' || state === 'unheard';
}
