import type { Texts } from '../bot/command.js';
import { decimal } from '../bot/format.js';
import { type AlertTexts, ifHigh, type LevelTimes, type Sight, UNKNOWN, type Watch } from './alert.js';
import { HostWatch } from './host-watch.js';
import { lasting } from './lasting.js';

/** Degrees Celsius. */
type HeatFacts = { readonly celsius: number; readonly limit: number };

interface Limits extends LevelTimes {
  readonly raise: number;
  readonly clear: number;
}

export interface CpuHotSettings extends Limits {
  readonly critical: Limits;
}

const TEXTS: Texts<AlertTexts<HeatFacts>> = {
  en: {
    label: 'host CPU',
    brief: ({ facts }) => degrees(facts.celsius),
    raised: ({ facts, lastedMs }) =>
      `🌡 Host CPU ${degrees(facts.celsius)} for ${lasting(lastedMs, 'en')} (limit ${facts.limit}).`,
    cleared: ({ facts, lastedMs }) =>
      `🌡 Host CPU ok: ${degrees(facts.celsius)}, was hot ${lasting(lastedMs, 'en')}.`,
  },
  fr: {
    label: 'CPU hôte',
    brief: ({ facts }) => degrees(facts.celsius),
    raised: ({ facts, lastedMs }) =>
      `🌡 CPU hôte ${degrees(facts.celsius)} depuis ${lasting(lastedMs, 'fr')} (limite ${facts.limit}).`,
    cleared: ({ facts, lastedMs }) =>
      `🌡 CPU hôte ok : ${degrees(facts.celsius)}, chaud ${lasting(lastedMs, 'fr')}.`,
  },
};

function degrees(celsius: number): string {
  return `${decimal(celsius, 0, 'en')}°`;
}

/** The processor of the host is hot. */
export class CpuHotWatch extends HostWatch<CpuHotSettings> implements Watch<HeatFacts> {
  readonly name = 'cpu-hot';
  readonly texts = TEXTS;
  readonly sample: HeatFacts = { celsius: 61, limit: 60 };

  look(): readonly Sight<HeatFacts>[] {
    const { raise, clear, critical } = this.settings;
    const celsius = this.host.latest?.cpuCelsius;
    if (celsius === undefined) return [{ judgement: UNKNOWN }];
    const limit = celsius >= critical.raise ? critical.raise : raise;
    return [{ judgement: ifHigh(celsius, [{ raise, clear }, critical]), facts: { celsius, limit } }];
  }

  worst(before: HeatFacts, now: HeatFacts): HeatFacts {
    return now.celsius >= before.celsius ? now : before;
  }
}
