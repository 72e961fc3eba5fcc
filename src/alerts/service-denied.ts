import type { Texts } from '../bot/command.js';
import { type AlertTexts, ruleOf, type Sight, type Watch, type WatchBell, whether } from './alert.js';
import type { AlertInbox } from './inbox.js';

type DeniedFacts = { readonly service: string };

const TEXTS: Texts<AlertTexts<DeniedFacts>> = {
  en: {
    label: 'service refuses',
    brief: ({ facts }) => facts.service,
    raised: ({ facts }) => `🔑 ${facts.service} refuses me: look at its key in my configuration.`,
    cleared: ({ facts }) => `🟢 ${facts.service} lets me in again.`,
  },
  fr: {
    label: 'service refuse',
    brief: ({ facts }) => facts.service,
    raised: ({ facts }) => `🔑 ${facts.service} me refuse : voyez sa clé dans ma configuration.`,
    cleared: ({ facts }) => `🟢 ${facts.service} m'accepte à nouveau.`,
  },
};

/** A service outside refuses us or our key, which only a person can mend. */
export class ServiceDeniedWatch implements Watch<DeniedFacts> {
  readonly name = 'service-denied';
  readonly topics = ['system'] as const;
  readonly texts = TEXTS;
  readonly levels = [ruleOf({})];
  readonly sample: DeniedFacts = { service: 'vigilance' };
  readonly #inbox: AlertInbox;
  #stop = () => {};

  constructor(inbox: AlertInbox) {
    this.#inbox = inbox;
  }

  start(bell: WatchBell): void {
    this.#stop = this.#inbox.onChange(this.name, () => bell.changed());
  }

  stop(): void {
    this.#stop();
  }

  /** After a restart a service that refused before was not asked yet: it counts as unknown until it refuses again. */
  look(): readonly Sight<DeniedFacts>[] {
    return [...this.#inbox.of(this.name)].map(([service, { isOpen }]) => ({
      subject: service,
      judgement: whether(isOpen),
      facts: { service },
    }));
  }
}
