import type { Texts } from '../bot/command.js';
import { decimal } from '../bot/format.js';
import type { Language } from '../bot/request.js';
import {
  type AlertTexts,
  anyOf,
  ifHigh,
  ifLow,
  type Judgement,
  type LevelTimes,
  type Sight,
  UNKNOWN,
  type Watch,
} from './alert.js';
import { HostWatch } from './host-watch.js';
import { lasting } from './lasting.js';

type DiskFacts = {
  readonly freePercent: number;
  readonly freeGigabytes: number;
  /** Of the last tries to write, so many in a row. */
  readonly failedWrites: number;
};

export interface DiskFullSettings extends LevelTimes {
  /** Percent free. */
  readonly raise: number;
  readonly clear: number;
  readonly raiseGigabytes: number;
  readonly clearGigabytes: number;
  readonly critical: LevelTimes & {
    readonly raise: number;
    readonly clear: number;
    readonly failedWrites: number;
  };
}

const TEXTS: Texts<AlertTexts<DiskFacts>> = {
  en: {
    label: 'disk',
    brief: ({ facts }) => `${room(facts, 'en')} free`,
    raised: ({ facts, level }) => {
      if (facts.failedWrites > 0)
        return `🔴 My data folder CANNOT be written (${facts.failedWrites} tries). Disk full?`;
      return `${level > 1 ? '🔴 Disk full' : '💾 Disk nearly full'}: ${room(facts, 'en')} free. /sys`;
    },
    cleared: ({ facts, lastedMs }) =>
      `💾 Disk ok: ${room(facts, 'en')} free, after ${lasting(lastedMs, 'en')}.`,
  },
  fr: {
    label: 'disque',
    brief: ({ facts }) => `${room(facts, 'fr')} libres`,
    raised: ({ facts, level }) => {
      if (facts.failedWrites > 0)
        return `🔴 IMPOSSIBLE d'écrire dans mes données (${facts.failedWrites} essais). Disque plein ?`;
      return `${level > 1 ? '🔴 Disque plein' : '💾 Disque presque plein'} : ${room(facts, 'fr')} libres. /sys`;
    },
    cleared: ({ facts, lastedMs }) =>
      `💾 Disque ok : ${room(facts, 'fr')} libres, après ${lasting(lastedMs, 'fr')}.`,
  },
};

const GIGA = 1e9;

function room({ freePercent, freeGigabytes }: DiskFacts, language: Language): string {
  const unit = language === 'fr' ? 'Go' : 'GB';
  return `${decimal(freePercent, 0, language)}% (${decimal(freeGigabytes, 1, language)}${unit})`;
}

/** The disk of the data folder is nearly full, or takes nothing. */
export class DiskFullWatch extends HostWatch<DiskFullSettings> implements Watch<DiskFacts> {
  readonly name = 'disk-full';
  readonly texts = TEXTS;
  readonly sample: DiskFacts = { freePercent: 8, freeGigabytes: 2.4, failedWrites: 0 };

  look(): readonly Sight<DiskFacts>[] {
    const { disk, failedWrites = 0 } = this.host.latest ?? {};
    if (!disk) return [{ judgement: UNKNOWN }];
    const freePercent = 100 - disk.usedPercent;
    const freeGigabytes = disk.freeBytes / GIGA;
    const facts = { freePercent, freeGigabytes, failedWrites };
    return [{ judgement: this.#judge(facts), facts }];
  }

  #judge({ freePercent, freeGigabytes, failedWrites }: DiskFacts): Judgement {
    const { raise, clear, raiseGigabytes, clearGigabytes, critical } = this.settings;
    const writes = { raise: critical.failedWrites, clear: 0 };
    return anyOf([
      ifLow(freePercent, [{ raise, clear }, critical]),
      ifLow(freeGigabytes, [{ raise: raiseGigabytes, clear: clearGigabytes }]),
      ifHigh(failedWrites, [writes, writes]),
    ]);
  }
}
