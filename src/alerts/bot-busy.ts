import type { Texts } from '../bot/command.js';
import { decimal } from '../bot/format.js';
import { type AlertTexts, ifHigh, type LevelTimes, type Sight, UNKNOWN, type Watch } from './alert.js';
import { HostWatch } from './host-watch.js';
import { lasting } from './lasting.js';

/** How much of a core the bot uses, or how late it gets to its work. */
type BusyFacts = { readonly percent?: number; readonly lateMs?: number };

interface Limits extends LevelTimes {
  readonly raise: number;
  readonly clear: number;
}

export interface BotBusySettings extends Limits {
  readonly critical: Limits;
  /** Of the event loop, in ms. */
  readonly loop: Limits;
}

const TEXTS: Texts<AlertTexts<BusyFacts>> = {
  en: {
    label: 'bot busy',
    brief: ({ facts }) => amount(facts),
    raised: ({ facts, lastedMs }) =>
      facts.lateMs === undefined
        ? `🔴 I use ${amount(facts)} of a processor core for ${lasting(lastedMs, 'en')}. /cpu`
        : `🔴 I get to my work ${amount(facts)} late for ${lasting(lastedMs, 'en')}: answers are slow. /cpu`,
    cleared: ({ facts, lastedMs }) =>
      `🟢 I am at ease again (${amount(facts)}), after ${lasting(lastedMs, 'en')}.`,
  },
  fr: {
    label: 'bot occupé',
    brief: ({ facts }) => amount(facts),
    raised: ({ facts, lastedMs }) =>
      facts.lateMs === undefined
        ? `🔴 J'utilise ${amount(facts)} d'un cœur depuis ${lasting(lastedMs, 'fr')}. /cpu`
        : `🔴 J'ai ${amount(facts)} de retard depuis ${lasting(lastedMs, 'fr')} : réponses lentes. /cpu`,
    cleared: ({ facts, lastedMs }) =>
      `🟢 Je respire à nouveau (${amount(facts)}), après ${lasting(lastedMs, 'fr')}.`,
  },
};

function amount({ percent = 0, lateMs }: BusyFacts): string {
  return lateMs === undefined ? `${decimal(percent, 0, 'en')}%` : `${decimal(lateMs, 0, 'en')}ms`;
}

/** The bot uses too much of the processor, or comes too late to its work: each is a matter of its own. */
export class BotBusyWatch extends HostWatch<BotBusySettings> implements Watch<BusyFacts> {
  readonly name = 'bot-busy';
  readonly texts = TEXTS;
  readonly sample: BusyFacts = { percent: 95 };

  look(): readonly Sight<BusyFacts>[] {
    const { cpuPercent1: percent, loopP99Ms: lateMs } = this.host.latest?.bot ?? {};
    const { raise, clear, critical, loop } = this.settings;
    const load: Sight<BusyFacts> =
      percent === undefined
        ? { judgement: UNKNOWN }
        : { judgement: ifHigh(percent, [{ raise, clear }, critical]), facts: { percent } };
    const delay: Sight<BusyFacts> =
      lateMs === undefined
        ? { subject: 'loop', judgement: UNKNOWN }
        : { subject: 'loop', judgement: ifHigh(lateMs, [loop]), facts: { lateMs }, ...holding(loop) };
    return [load, delay];
  }
}

function holding({ holdMs }: LevelTimes): { readonly holdMs?: number } {
  return holdMs === undefined ? {} : { holdMs };
}
