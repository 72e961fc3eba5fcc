import type { Texts } from '../bot/command.js';
import type { Radio } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import {
  type AlertTexts,
  type LevelTimes,
  ruleOf,
  type Sight,
  type Watch,
  type WatchBell,
  whether,
} from './alert.js';

type DutyFacts = { readonly refusals: number };

const TEXTS: Texts<AlertTexts<DutyFacts>> = {
  en: {
    label: 'duty limit',
    brief: () => '',
    raised: ({ facts }) =>
      `🔴 My node refuses to send: airtime or queue used up, ${facts.refusals} refusals. Answers come late.`,
    cleared: () => '🟢 My node sends again without refusals.',
  },
  fr: {
    label: "temps d'antenne",
    brief: () => '',
    raised: ({ facts }) =>
      `🔴 Mon nœud refuse d'émettre : temps d'antenne ou file épuisés, ${facts.refusals} refus. Réponses en retard.`,
    cleared: () => '🟢 Mon nœud émet à nouveau sans refus.',
  },
};

export interface DutyLimitDeps {
  readonly radio: Pick<Radio, 'on'>;
  readonly clock: Pick<Clock, 'uptime'>;
  readonly settings: LevelTimes & { readonly raise: number; readonly withinMs: number };
}

/** "Duty cycle limit exceeded. You can send again in 7 mins" (firmware 2.7.26 src/mesh/Router.cpp:303-327). */
const DUTY_NOTICE = /duty cycle limit/i;

/** The node refuses what we send, because its airtime or its transmit queue is used up. */
export class DutyLimitWatch implements Watch<DutyFacts> {
  readonly name = 'duty-limit';
  readonly topics = ['system'] as const;
  readonly texts = TEXTS;
  readonly sample: DutyFacts = { refusals: 3 };
  readonly levels;
  readonly #deps: DutyLimitDeps;
  #refusals: number[] = [];
  #stops: readonly Stop[] = [];

  constructor(deps: DutyLimitDeps) {
    this.#deps = deps;
    this.levels = [ruleOf(deps.settings)];
  }

  start(bell: WatchBell): void {
    const { radio } = this.#deps;
    this.#stops = [
      radio.on('notice', ({ text }) => {
        if (DUTY_NOTICE.test(text)) this.#refused(bell);
      }),
      radio.on('delivery', ({ delivery }) => {
        if (delivery.outcome === 'failed' && delivery.reason === 'queue_full') this.#refused(bell);
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  look(): readonly Sight<DutyFacts>[] {
    const { clock, settings } = this.#deps;
    const now = clock.uptime();
    this.#refusals = this.#refusals.filter((at) => now - at < settings.withinMs);
    const refusals = this.#refusals.length;
    const { raise } = settings;
    const isMany = refusals >= raise;
    const judgement = isMany
      ? whether(true)
      : { kind: 'known' as const, raise: 0, keep: refusals > 0 ? 1 : 0 };
    return [{ judgement, facts: { refusals } }];
  }

  #refused(bell: WatchBell): void {
    this.#refusals.push(this.#deps.clock.uptime());
    bell.changed();
  }
}
