import type { AlertDesk, AlertRow } from '../bot/alert-desk.js';
import type { Texts } from '../bot/command.js';
import { age, span, timeOfDay } from '../bot/format.js';
import type { Language } from '../bot/request.js';
import type { AlertDelivery } from '../mesh/alert-store.js';
import type { Topic } from '../mesh/user-store.js';
import type { Clock } from '../util/clock.js';
import { fold } from '../util/text.js';
import { ADVICE } from './advice.js';
import type { DeliveryBook } from './delivery-book.js';
import type { AlertEngine, Matter } from './engine.js';
import { wallOf } from './stamps.js';
import { subjectWord } from './subjects.js';
import type { Teller } from './teller.js';
import { inWords, named, withTime } from './words.js';

export interface DeskDeps {
  readonly engine: Pick<AlertEngine, 'matters' | 'watches' | 'told'>;
  readonly teller: Pick<Teller, 'hasAudience' | 'test'>;
  readonly book: Pick<DeliveryBook, 'newest'>;
  readonly clock: Clock;
}

const WORDS: Texts<{ readonly live: string; unknown(label: string, since: string): string }> = {
  en: { live: 'live', unknown: (label, since) => `${label} UNKNOWN since ${since}` },
  fr: { live: 'en direct', unknown: (label, since) => `${label} INCONNU depuis ${since}` },
};

/** What is so lately unknown may only be starting. */
const UNKNOWN_AFTER_MS = 120_000;

/** Answers the commands that speak of alerts. */
export class Desk implements AlertDesk {
  readonly #deps: DeskDeps;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  /** In the program's own words for English; else as people call them. */
  namesIn(language: Language): readonly string[] {
    return this.#deps.engine.watches.map(({ name, texts }) =>
      language === 'en' ? name : texts[language].label,
    );
  }

  get topics(): readonly Topic[] {
    return [...new Set(this.#deps.engine.watches.flatMap((watch) => watch.topics))];
  }

  get hasAudience(): boolean {
    return this.#deps.teller.hasAudience;
  }

  active(language: Language): readonly string[] {
    const { engine } = this.#deps;
    const raised = engine.matters.filter(({ state }) => state.level > 0);
    return raised.map((matter) => withTime(matter.watch, engine.told(matter), false, language));
  }

  ended(after: number, language: Language): readonly string[] {
    const { engine, clock } = this.#deps;
    return engine.matters.flatMap((matter) => {
      const { level, endedAt } = matter.state;
      if (level > 0 || endedAt === undefined) return [];
      const at = wallOf(endedAt, clock);
      if (at < after) return [];
      const told = engine.told(matter);
      const lasted = matter.watch.levels.length === 0 ? '' : ` (${span(told.lastedMs, language)})`;
      return [`${named(matter.watch, told, language)} ${timeOfDay(at)}${lasted}`];
    });
  }

  unknown(language: Language): readonly string[] {
    const { engine, clock } = this.#deps;
    return engine.matters.flatMap(({ watch, subject, state }) => {
      const { unknownSince } = state;
      if (unknownSince === undefined || !this.#isDark({ watch, subject, state })) return [];
      const label = labelOf({ watch, subject }, language);
      return [WORDS[language].unknown(label, timeOfDay(wallOf(unknownSince, clock)))];
    });
  }

  sources(language: Language): readonly string[] {
    const { engine } = this.#deps;
    const dark = new Set(this.#dark().map(({ watch }) => watch));
    return engine.watches.flatMap((watch) => {
      const fresh = watch.freshness?.();
      if (fresh === undefined || dark.has(watch)) return [];
      const how = fresh === 'live' ? WORDS[language].live : age(fresh, language);
      return [`${watch.texts[language].label} ${how}`];
    });
  }

  rows(language: Language): readonly AlertRow[] {
    return this.#deps.engine.matters.map((matter) => this.#row(matter, language));
  }

  deliveries(limit: number): readonly AlertDelivery[] {
    return this.#deps.book.newest(limit);
  }

  test(name: string, userId: string, language: Language): 'sent' | 'unknown' | 'no_way' {
    const { engine, teller } = this.#deps;
    const wanted = fold(name);
    const watch = engine.watches.find(
      (each) => each.name === wanted || Object.values(each.texts).some(({ label }) => fold(label) === wanted),
    );
    if (!watch) return 'unknown';
    return teller.test(watch, userId, language) ? 'sent' : 'no_way';
  }

  #dark(): readonly Matter[] {
    return this.#deps.engine.matters.filter(({ state }) => state.unknownSince !== undefined);
  }

  /** For so long that it is no start, and people ask about it: a sensor that never was here is nobody's question. */
  #isDark({ watch, state: { unknownSince, level } }: Matter): boolean {
    const matters = level > 0 || watch.isPublic === true || watch.freshness !== undefined;
    return (
      matters && unknownSince !== undefined && this.#deps.clock.uptime() - unknownSince >= UNKNOWN_AFTER_MS
    );
  }

  #row(matter: Matter, language: Language): AlertRow {
    const { watch, state } = matter;
    const isRaised = state.level > 0;
    const since = isRaised ? state.since : state.unknownSince;
    return {
      label: labelOf(matter, language),
      state: this.#standing(matter),
      words: isRaised ? this.#words(matter, language) : '',
      advice: isRaised ? ADVICE[language][watch.name] : '',
      ...(since !== undefined && { since: wallOf(since, this.#deps.clock) }),
    };
  }

  #standing(matter: Matter): AlertRow['state'] {
    const { level, trueSince, unknownSince } = matter.state;
    if (level > 0) return 'raised';
    if (unknownSince !== undefined) return this.#isDark(matter) ? 'dark' : 'unseen';
    return trueSince[0] === undefined ? 'normal' : 'pending';
  }

  #words(matter: Matter, language: Language): string {
    const { watch, state, sight } = matter;
    const told = this.#deps.engine.told(matter);
    const now = sight?.facts === undefined ? told : { ...told, facts: sight.facts };
    const still = inWords(watch, 'reminded', now, language);
    return state.unknownSince === undefined ? still : `${still} ${inWords(watch, 'lost', now, language)}`;
  }
}

function labelOf({ watch, subject }: Pick<Matter, 'watch' | 'subject'>, language: Language): string {
  return `${watch.texts[language].label} ${subjectWord(subject, language)}`.trim();
}
