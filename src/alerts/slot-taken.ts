import type { Texts } from '../bot/command.js';
import { timeOfDay } from '../bot/format.js';
import type { Radio } from '../mesh/radio.js';
import {
  type AlertFacts,
  type AlertTexts,
  ruleOf,
  type Sight,
  type Watch,
  type WatchBell,
  whether,
} from './alert.js';

const TEXTS: Texts<AlertTexts> = {
  en: {
    label: 'slot taken',
    brief: () => '',
    raised: () =>
      '🔴 Another client keeps taking the one connection of my node. Close that app, or let it use another node.',
    cleared: ({ since, lastedMs }) =>
      `🟢 Nobody has taken the connection of my node since ${timeOfDay(since + lastedMs)}.`,
  },
  fr: {
    label: 'place prise',
    brief: () => '',
    raised: () =>
      '🔴 Un autre client prend sans cesse la seule connexion de mon nœud. Fermez cette appli, ou prenez un autre nœud.',
    cleared: ({ since, lastedMs }) =>
      `🟢 Personne n'a pris la connexion de mon nœud depuis ${timeOfDay(since + lastedMs)}.`,
  },
};

/** Another client fights for the one connection of the node. */
export class SlotTakenWatch implements Watch {
  readonly name = 'slot-taken';
  readonly topics = ['system'] as const;
  readonly texts = TEXTS;
  readonly sample: AlertFacts = {};
  readonly levels;
  readonly #radio: Pick<Radio, 'state' | 'on'>;
  #stop = () => {};

  constructor(
    radio: Pick<Radio, 'state' | 'on'>,
    settings: { readonly holdMs: number; readonly clearMs: number; readonly remindMs: number },
  ) {
    this.#radio = radio;
    this.levels = [ruleOf(settings)];
  }

  start(bell: WatchBell): void {
    this.#stop = this.#radio.on('state', () => bell.changed());
  }

  stop(): void {
    this.#stop();
  }

  look(): readonly Sight[] {
    return [{ judgement: whether(this.#radio.state === 'yielding'), facts: {} }];
  }
}
