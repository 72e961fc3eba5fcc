import type { Texts } from '../bot/command.js';
import { decimal } from '../bot/format.js';
import type { Language } from '../bot/request.js';
import { type AlertTexts, ifLow, type LevelTimes, ruleOf, type Sight, UNKNOWN, type Watch } from './alert.js';
import { lasting } from './lasting.js';

type BatteryFacts = { readonly volts: number; readonly limit: number };

interface Limits extends LevelTimes {
  readonly raise: number;
  readonly clear: number;
}

export interface BatteryLowSettings extends Limits {
  readonly critical: Limits;
}

const TEXTS: Texts<AlertTexts<BatteryFacts>> = {
  en: {
    label: 'battery',
    brief: ({ facts }) => inVolts(facts.volts, 'en'),
    raised: ({ facts, level }) =>
      `${level > 1 ? '🔴 Battery nearly empty' : '🪫 Battery low'}: ${inVolts(facts.volts, 'en')} (limit ${decimal(facts.limit, 1, 'en')}). /power`,
    cleared: ({ facts, peak, lastedMs }) =>
      `🔋 Battery ok: ${inVolts(facts.volts, 'en')}, was low ${lasting(lastedMs, 'en')}, down to ${inVolts(peak.volts, 'en')}.`,
  },
  fr: {
    label: 'batterie',
    brief: ({ facts }) => inVolts(facts.volts, 'fr'),
    raised: ({ facts, level }) =>
      `${level > 1 ? '🔴 Batterie presque vide' : '🪫 Batterie faible'} : ${inVolts(facts.volts, 'fr')} (limite ${decimal(facts.limit, 1, 'fr')}). /energie`,
    cleared: ({ facts, peak, lastedMs }) =>
      `🔋 Batterie ok : ${inVolts(facts.volts, 'fr')}, faible ${lasting(lastedMs, 'fr')}, au plus bas ${inVolts(peak.volts, 'fr')}.`,
  },
};

function inVolts(volts: number, language: Language): string {
  return `${decimal(volts, 1, language)}V`;
}

/** The battery that the sensors measure is low. */
export class BatteryLowWatch implements Watch<BatteryFacts> {
  readonly name = 'battery-low';
  readonly topics = ['system', 'link'] as const;
  readonly texts = TEXTS;
  readonly sample: BatteryFacts = { volts: 12.1, limit: 12.2 };
  readonly levels;
  readonly #volts: () => number | undefined;
  readonly #settings: BatteryLowSettings;

  /** `volts`: as it is now, undefined when nobody knows. */
  constructor(volts: () => number | undefined, settings: BatteryLowSettings) {
    this.#volts = volts;
    this.#settings = settings;
    this.levels = [ruleOf(settings), ruleOf(settings.critical, true)];
  }

  look(): readonly Sight<BatteryFacts>[] {
    const { raise, clear, critical } = this.#settings;
    const volts = this.#volts();
    if (volts === undefined) return [{ judgement: UNKNOWN }];
    const limit = volts < critical.raise ? critical.raise : raise;
    return [{ judgement: ifLow(volts, [{ raise, clear }, critical]), facts: { volts, limit } }];
  }

  worst(before: BatteryFacts, now: BatteryFacts): BatteryFacts {
    return now.volts <= before.volts ? now : before;
  }
}
