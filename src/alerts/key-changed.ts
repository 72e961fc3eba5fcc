import type { Texts } from '../bot/command.js';
import { longNameOf } from '../bot/node-names.js';
import { parseNodeId } from '../mesh/ids.js';
import type { NodeDb } from '../mesh/node-db.js';
import { type AlertTexts, ruleOf, type Sight, type Watch, type WatchBell, whether } from './alert.js';
import type { AlertInbox } from './inbox.js';

type KeyFacts = { readonly name: string; readonly trusted: string; readonly seen: string };

const TEXTS: Texts<AlertTexts<KeyFacts>> = {
  en: {
    label: 'key changed',
    brief: ({ facts }) => facts.name,
    raised: ({ facts: { name, trusted, seen } }) =>
      `🔑 ${name} shows another key: ${seen} instead of ${trusted}. I do not trust it until an admin accepts it.`,
    cleared: ({ facts }) => `🔑 ${facts.name}: the question of its key is settled.`,
  },
  fr: {
    label: 'clé changée',
    brief: ({ facts }) => facts.name,
    raised: ({ facts: { name, trusted, seen } }) =>
      `🔑 ${name} montre une autre clé : ${seen} au lieu de ${trusted}. Je ne m'y fie pas avant l'accord d'un admin.`,
    cleared: ({ facts }) => `🔑 ${facts.name} : la question de sa clé est réglée.`,
  },
};

/** A node shows another public key than the one that is trusted; over when it is accepted, or the old one is back. */
export class KeyChangedWatch implements Watch<KeyFacts> {
  readonly name = 'key-changed';
  readonly topics = ['system'] as const;
  readonly texts = TEXTS;
  readonly levels = [ruleOf({})];
  readonly sample: KeyFacts = { name: 'Alpha', trusted: '3f9a01c7', seen: '81c2d04e' };
  readonly #inbox: AlertInbox;
  readonly #nodes: NodeDb;
  #stop = () => {};

  constructor(inbox: AlertInbox, nodes: NodeDb) {
    this.#inbox = inbox;
    this.#nodes = nodes;
  }

  start(bell: WatchBell): void {
    this.#stop = this.#inbox.onChange(this.name, () => bell.changed());
  }

  stop(): void {
    this.#stop();
  }

  /** The key keeper tells again at each start what still waits for a person. */
  look(raised: readonly string[]): readonly Sight<KeyFacts>[] {
    const open = [...this.#inbox.of(this.name)].filter(([, { isOpen }]) => isOpen);
    const over = raised.filter((subject) => !open.some(([each]) => each === subject));
    return [
      ...open.map(([subject, { facts }]) => ({
        subject,
        judgement: whether(true),
        facts: {
          name: this.#nameOf(subject),
          trusted: String(facts['trusted']),
          seen: String(facts['seen']),
        },
      })),
      ...over.map((subject) => ({ subject, judgement: whether(false) })),
    ];
  }

  #nameOf(id: string): string {
    const nodeNum = parseNodeId(id);
    return nodeNum === undefined ? id : longNameOf(this.#nodes, nodeNum);
  }
}
