/** What people are told of unasked. */
export type AlertName = 'link-down' | 'key-changed' | 'service-denied';

/** One matter that may be raised and cleared, told apart from others of its name by `subject`. */
export interface AlertMatter {
  readonly alert: AlertName;
  /** Such as a node's id or name; absent when there can be only one. */
  readonly subject?: string;
}

/** Takes what a watch has to say. Raising what is raised, and clearing what is not, does nothing. */
export interface AlertSink {
  /** `facts` are shown to people: no keys, no texts of messages. */
  raise(matter: AlertMatter, facts: Readonly<Record<string, string | number>>): void;
  clear(matter: AlertMatter, facts?: Readonly<Record<string, string | number>>): void;
}
