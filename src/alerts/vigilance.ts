import type { Texts } from '../bot/command.js';
import { momentIn, withHours } from '../bot/commands/vigi-hours.js';
import { COLOUR_ICONS, COLOUR_WORDS, PHENOMENON_WORDS } from '../bot/commands/vigi-texts.js';
import { creditIn } from '../bot/credit.js';
import type { Language } from '../bot/request.js';
import type { Subscription } from '../mesh/user-store.js';
import { COLOURS, type Colour, FRANCE, type Hazard, type Period } from '../services/vigilance/bulletin.js';
import type { VigilanceReading, VigilanceService } from '../services/vigilance/vigilance.js';
import type { Clock } from '../util/clock.js';
import { byteLength } from '../util/text.js';
import { localTime } from '../util/zone.js';
import {
  type AlertTexts,
  type LevelTimes,
  ruleOf,
  type Sight,
  type Told,
  UNKNOWN,
  type Watch,
} from './alert.js';

type VigilanceFacts = {
  readonly code: string;
  readonly colour: Colour;
  /** The worst of them. */
  readonly hazards: readonly Hazard[];
  readonly isTomorrow: boolean;
  /** Of the bulletin, ms since 1970. */
  readonly at: number;
  readonly credit: string;
};

export interface VigilanceWatchDeps {
  readonly vigilance: Pick<VigilanceService, 'home' | 'peekHome'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly settings: LevelTimes & {
    readonly red: LevelTimes;
    /** Tomorrow's colour counts in a bulletin from this hour of the day on. */
    readonly tomorrowFromHour: number;
  };
}

const MAX_BYTES = 200;

interface Words {
  readonly colon: string;
  readonly tomorrow: string;
  cleared(code: string, colour: string, before: string): string;
  readonly since: string;
  lost(code: string, since: string, colour: string): string;
  regained(code: string, colour: string): string;
  readonly back: Readonly<Record<Colour, string>>;
}

const WORDS: Texts<Words> = {
  en: {
    colon: ':',
    tomorrow: 'tomorrow',
    cleared: (code, colour, before) => `Vigilance ${code} back to ${colour} (${before})`,
    since: 'since',
    lost: (code, since, colour) =>
      `❓ Vigilance ${code}: source unreadable since ${since}, I can no longer check. It was ${colour}. See vigilance.meteofrance.fr`,
    regained: (code, colour) => `Vigilance ${code} can be read again: ${colour}.`,
    back: COLOUR_WORDS.en,
  },
  fr: {
    colon: ' :',
    tomorrow: 'demain',
    cleared: (code, colour, before) => `Vigilance ${code} repasse en ${colour} (${before})`,
    since: 'depuis',
    lost: (code, since, colour) =>
      `❓ Vigilance ${code} : source illisible depuis ${since}, je ne peux plus vérifier. C'était ${colour}. Voir vigilance.meteofrance.fr`,
    regained: (code, colour) => `Vigilance ${code} à nouveau lisible : ${colour}.`,
    back: { ...COLOUR_WORDS.fr, green: 'vert' },
  },
};

function textsIn(language: Language): AlertTexts<VigilanceFacts> {
  const words = WORDS[language];
  const colours = COLOUR_WORDS[language];
  return {
    label: 'vigi',
    brief: ({ facts: { code, colour } }) => `${code} ${colours[colour]}`,
    raised: ({ facts, now }) => raised(facts, now, language),
    cleared: ({ facts, peak, since, now }) => {
      const before = `${colours[peak.colour]} ${words.since} ${momentIn(since, now, language)}`;
      const text = words.cleared(facts.code, words.back[facts.colour], before);
      return `${COLOUR_ICONS[facts.colour]} ${text}. ${author(facts, now, language)}.`;
    },
    lost: ({ facts, unknownSince, now }) =>
      words.lost(facts.code, momentIn(unknownSince ?? now, now, language), colours[facts.colour]),
    regained: ({ facts }: Told<VigilanceFacts>) =>
      `${COLOUR_ICONS[facts.colour]} ${words.regained(facts.code, colours[facts.colour])}`,
  };
}

/** As many of the phenomena as one packet holds. */
function raised(facts: VigilanceFacts, now: number, language: Language): string {
  const { colon, tomorrow } = WORDS[language];
  const colour = COLOUR_WORDS[language][facts.colour].toUpperCase();
  const day = facts.isTomorrow ? ` ${tomorrow}` : '';
  const head = `${COLOUR_ICONS[facts.colour]} Vigilance ${facts.code} ${colour}${day}`;
  const end = `. ${author(facts, now, language)}. /vigi`;
  const hazards = facts.hazards.map((hazard) =>
    withHours(PHENOMENON_WORDS[language][hazard.phenomenon], hazard),
  );
  const textWith = (count: number) =>
    `${head}${count === 0 ? '' : `${colon} ${hazards.slice(0, count).join(', ')}`}${end}`;
  const counts = Array.from({ length: hazards.length + 1 }, (_, index) => hazards.length - index);
  return counts.map(textWith).find((text) => byteLength(text) <= MAX_BYTES) ?? `${head}${end}`;
}

function author({ credit, at }: VigilanceFacts, now: number, language: Language): string {
  return `${creditIn(credit, language).split(',')[0]} ${momentIn(at, now, language)}`;
}

/** Orange and red of our department, today, and tomorrow as soon as the evening's bulletin says it. */
export class VigilanceWatch implements Watch<VigilanceFacts> {
  readonly name = 'vigilance';
  readonly topics = ['vigi'] as const;
  readonly isPublic = true;
  readonly levels;
  readonly texts = { en: textsIn('en'), fr: textsIn('fr') };
  readonly sample: VigilanceFacts;
  readonly #deps: VigilanceWatchDeps;

  constructor(deps: VigilanceWatchDeps) {
    this.#deps = deps;
    const { red, ...orange } = deps.settings;
    this.levels = [ruleOf(orange), ruleOf(red, true)];
    this.sample = sampleOf(deps.vigilance.home?.code ?? '38', deps.clock.now());
  }

  look(): readonly Sight<VigilanceFacts>[] {
    const reading = this.#deps.vigilance.peekHome();
    if (!reading) return [];
    return [{ subject: reading.department.code, ...this.#sightOf(reading) }];
  }

  /** The first one that was as bad as it got. */
  worst(before: VigilanceFacts, now: VigilanceFacts): VigilanceFacts {
    return levelOf(now.colour) > levelOf(before.colour) ? now : before;
  }

  concerns({ options }: Subscription, { level }: { readonly level: number }): boolean {
    return options.colour !== 'red' || level > 1;
  }

  /**
   * A bulletin that said orange for a day that is over does not clear it, whatever it says of the next day: people are
   * told that it is over by one that was made since.
   */
  #sightOf(reading: VigilanceReading): Omit<Sight<VigilanceFacts>, 'subject'> {
    const { bulletin, today, tomorrow, colour } = reading;
    if (!bulletin || !today || colour === undefined) return { judgement: UNKNOWN };
    const { at, credit, periods } = bulletin;
    const next = this.#isOfEvening(at) ? tomorrow : undefined;
    const isTomorrow = levelOf(next?.colour) > levelOf(colour);
    const worst: Period = next && isTomorrow ? next : today;
    const raise = levelOf(worst.colour);
    const begun = periods.filter(({ from }) => from <= this.#deps.clock.now());
    const keep = Math.max(raise, ...begun.map((period) => levelOf(period.colour)));
    const hazards = worst.hazards.filter((hazard) => hazard.colour === worst.colour);
    const told = { code: reading.department.code, colour: worst.colour ?? colour, hazards, isTomorrow };
    return { judgement: { kind: 'known', raise, keep }, facts: { ...told, at, credit } };
  }

  #isOfEvening(at: number): boolean {
    return localTime(at, FRANCE).hour >= this.#deps.settings.tomorrowFromHour;
  }
}

/** 0 for what is no reason to warn anybody, also for what is not known. */
function levelOf(colour: Colour | undefined): number {
  return colour === undefined ? 0 : Math.max(0, COLOURS.indexOf(colour) - 1);
}

function sampleOf(code: string, at: number): VigilanceFacts {
  const hazards: readonly Hazard[] = [{ phenomenon: 'storms', colour: 'orange', spans: [] }];
  return { code, colour: 'orange', hazards, isTomorrow: false, at, credit: 'Météo-France' };
}
