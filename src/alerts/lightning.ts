import type { Texts } from '../bot/command.js';
import { compass, distance, longAgo, span, timeOfDay } from '../bot/format.js';
import type { Language } from '../bot/request.js';
import type { Subscription } from '../mesh/user-store.js';
import { isAllClear } from '../services/lightning/all-clear.js';
import type { LightningReading } from '../services/lightning/lightning.js';
import type { Sighting } from '../services/lightning/sighting.js';
import type { Trend } from '../services/lightning/trend.js';
import {
  type AlertTexts,
  type Judgement,
  type LevelRule,
  ruleOf,
  type Sight,
  UNKNOWN,
  type Watch,
} from './alert.js';

type StormFacts = {
  readonly kilometers: number;
  readonly withinMs: number;
  readonly clearMs: number;
  /** Strikes within that time and that distance. */
  readonly count: number;
  /** Absent when there is none. */
  readonly nearest?: Sighting;
  readonly trend?: Trend;
  /** Of the last strike, ms since 1970. */
  readonly lastAt?: number;
};

const minutes = (ms: number) => `${Math.round(ms / 60_000)}min`;

function where({ meters, bearing }: Sighting, language: Language): string {
  return `${distance(meters, language)} ${compass(bearing, language)}`;
}

const MOVEMENT: Texts<(trend: Trend) => string> = {
  en: (trend) => {
    if (trend.kind === 'staying') return 'staying';
    return `${trend.kind === 'closer' ? 'coming closer' : 'moving away'} ~${Math.round(trend.kmh)}km/h`;
  },
  fr: (trend) => {
    if (trend.kind === 'staying') return 'stationnaire';
    return `${trend.kind === 'closer' ? 'se rapproche' : "s'éloigne"} ~${Math.round(trend.kmh)}km/h`;
  },
};

/** From the first strikes to the last one, not to when it could be called over. */
function lasted(since: number, { lastAt }: StormFacts, lastedMs: number, language: Language): string {
  return span(lastAt === undefined ? lastedMs : Math.max(0, lastAt - since), language);
}

const TEXTS: Texts<AlertTexts<StormFacts>> = {
  en: {
    label: 'lightning',
    brief: ({ facts }) => `${facts.count} <${facts.kilometers}km`,
    raised: ({ facts: { count, kilometers, withinMs, nearest, trend } }) =>
      `⚡ Storm: ${count} strikes <${kilometers}km in ${minutes(withinMs)}${nearest ? `, nearest ${where(nearest, 'en')}` : ''}${trend ? `, ${MOVEMENT.en(trend)}` : ''}. /blitz`,
    reminded: (told) =>
      told.facts.count > 0
        ? TEXTS.en.raised(told)
        : `⚡ Storm not over yet: no strike <${told.facts.kilometers}km in ${minutes(told.facts.withinMs)}, I wait for ${minutes(told.facts.clearMs)} without. /blitz`,
    risen: ({ facts: { count, withinMs, nearest } }) =>
      `⚡ Storm now ${nearest ? `${where(nearest, 'en')} (${longAgo(nearest.ageMs, 'en').replace(' ', '')}), ` : ''}${count} strikes in ${minutes(withinMs)}. Take shelter.`,
    cleared: ({ facts, peak, since, lastedMs }) =>
      `⚡ Storm over: no strike <${facts.kilometers}km for ${minutes(facts.clearMs)}. It lasted ${lasted(since, facts, lastedMs, 'en')}${peak.nearest ? `, closest ${distance(peak.nearest.meters, 'en')}` : ''}.`,
    lost: ({ unknownSince, now }) =>
      `⚡ Lightning feed lost at ${timeOfDay(unknownSince ?? now)}: I cannot tell if the storm is over.`,
    regained: ({ facts }) =>
      `⚡ Lightning feed is back: the storm counts as over after ${minutes(facts.clearMs)} without a strike. /blitz`,
  },
  fr: {
    label: 'foudre',
    brief: ({ facts }) => `${facts.count} <${facts.kilometers}km`,
    raised: ({ facts: { count, kilometers, withinMs, nearest, trend } }) =>
      `⚡ Orage : ${count} éclairs <${kilometers}km en ${minutes(withinMs)}${nearest ? `, le plus proche ${where(nearest, 'fr')}` : ''}${trend ? `, ${MOVEMENT.fr(trend)}` : ''}. /foudre`,
    reminded: (told) =>
      told.facts.count > 0
        ? TEXTS.fr.raised(told)
        : `⚡ Orage pas encore fini : aucun éclair <${told.facts.kilometers}km en ${minutes(told.facts.withinMs)}, j'attends ${minutes(told.facts.clearMs)} sans éclair. /foudre`,
    risen: ({ facts: { count, withinMs, nearest } }) =>
      `⚡ Orage ${nearest ? `à ${where(nearest, 'fr')} (${longAgo(nearest.ageMs, 'fr').replace(/(\d) /, '$1')}), ` : ': '}${count} éclairs en ${minutes(withinMs)}. Mettez-vous à l'abri.`,
    cleared: ({ facts, peak, since, lastedMs }) =>
      `⚡ Orage fini : aucun éclair <${facts.kilometers}km depuis ${minutes(facts.clearMs)}. Durée ${lasted(since, facts, lastedMs, 'fr')}${peak.nearest ? `, au plus près ${distance(peak.nearest.meters, 'fr')}` : ''}.`,
    lost: ({ unknownSince, now }) =>
      `⚡ Flux foudre perdu à ${timeOfDay(unknownSince ?? now)} : je ne sais pas si l'orage est fini.`,
    regained: ({ facts }) =>
      `⚡ Flux foudre revenu : l'orage sera dit fini après ${minutes(facts.clearMs)} sans éclair. /foudre`,
  },
};

export interface LightningWatchSettings {
  /** So many strikes… */
  readonly raise: number;
  /** …within so long… */
  readonly withinMs: number;
  /** …and so near, for whoever named no distance. */
  readonly kilometers: number;
  readonly nearKilometers: number;
  readonly dangerKilometers: number;
  readonly clearMs: number;
  readonly remindMs: number;
  readonly ttlMs: number;
}

export interface LightningWatchDeps {
  readonly lightning: { read(): LightningReading };
  /** Absent where it is known that nobody named a distance. */
  readonly subscriptions?: () => readonly Subscription[];
  readonly clock: { now(): number };
  readonly settings: LightningWatchSettings;
}

const TOPIC = 'blitz';

/** A thunderstorm comes near: one matter for each distance that somebody wants to hear of. */
export class LightningWatch implements Watch<StormFacts> {
  readonly name = 'lightning';
  readonly topics = [TOPIC] as const;
  readonly texts = TEXTS;
  readonly isPublic = true;
  readonly sample: StormFacts;
  readonly ttlMs: number;
  readonly levels: readonly LevelRule[];
  readonly #deps: LightningWatchDeps;

  constructor(deps: LightningWatchDeps) {
    const { kilometers, withinMs, clearMs, remindMs, ttlMs } = deps.settings;
    this.#deps = deps;
    this.ttlMs = ttlMs;
    // How long nothing struck is judged here: the network knows better than we what it missed.
    const rule = { remindMs };
    this.levels = [ruleOf(rule), ruleOf(rule), ruleOf(rule, true)];
    const nearest = { meters: 31_000, bearing: 225, ageMs: 120_000 };
    const trend = { kind: 'closer', kmh: 25 } as const;
    this.sample = { kilometers, withinMs, clearMs, count: 12, nearest, trend };
  }

  look(): readonly Sight<StormFacts>[] {
    const reading = this.#deps.lightning.read();
    return this.#distances().map((kilometers) => this.#sightOf(reading, kilometers));
  }

  /** The nearest strike of all is what a storm is remembered by. */
  worst(before: StormFacts, now: StormFacts): StormFacts {
    const meters = ({ nearest }: StormFacts) => nearest?.meters ?? Number.POSITIVE_INFINITY;
    return meters(before) < meters(now) ? before : now;
  }

  concerns({ options }: Subscription, { subject }: { readonly subject?: string }): boolean {
    return subject === subjectOf(options.kilometers ?? this.#deps.settings.kilometers);
  }

  #distances(): readonly number[] {
    const { subscriptions = () => [], settings } = this.#deps;
    const wished = subscriptions().flatMap(({ topic, options }) =>
      topic === TOPIC ? (options.kilometers ?? []) : [],
    );
    return [...new Set([settings.kilometers, ...wished])];
  }

  /** Nobody can be told of what is not watched. */
  #sightOf(reading: LightningReading, wished: number): Sight<StormFacts> {
    const { clock, settings } = this.#deps;
    const { withinMs, clearMs } = settings;
    const subject = subjectOf(wished);
    const kilometers = Math.min(wished, reading.radiusKm);
    if (reading.coveredMs === 0) return { subject, judgement: UNKNOWN };
    const within = reading.sightings.filter(({ meters }) => meters <= kilometers * 1000);
    const current = within.filter(({ ageMs }) => ageMs <= withinMs);
    const nearest = leastBy(current, ({ meters }) => meters);
    const last = leastBy(within, ({ ageMs }) => ageMs);
    const { trend } = reading.storm;
    return {
      subject,
      judgement: this.#judge(reading, { kilometers, count: current.length, nearest }),
      facts: {
        kilometers,
        withinMs,
        clearMs,
        count: current.length,
        ...(nearest && { nearest }),
        ...(trend && { trend }),
        ...(last && { lastAt: Math.round(clock.now() - last.ageMs) }),
      },
    };
  }

  #judge(
    reading: LightningReading,
    storm: { readonly kilometers: number; readonly count: number; readonly nearest: Sighting | undefined },
  ): Judgement {
    const { raise: least, nearKilometers, dangerKilometers, clearMs } = this.#deps.settings;
    const steps = [storm.kilometers, nearKilometers, dangerKilometers].map(
      (kilometers) => Math.min(kilometers, storm.kilometers) * 1000,
    );
    const nearestMeters = storm.nearest?.meters ?? Number.POSITIVE_INFINITY;
    const reached = steps.findLastIndex((meters) => nearestMeters <= meters) + 1;
    const raise = storm.count >= least ? reached : 0;
    const held = steps.findLastIndex((meters) => !isAllClear(reading, meters, clearMs)) + 1;
    return { kind: 'known', raise, keep: Math.max(raise, held) };
  }
}

function subjectOf(kilometers: number): string {
  return `${kilometers}km`;
}

function leastBy(
  sightings: readonly Sighting[],
  measure: (sighting: Sighting) => number,
): Sighting | undefined {
  return sightings.reduce<Sighting | undefined>(
    (best, sighting) => (best && measure(best) <= measure(sighting) ? best : sighting),
    undefined,
  );
}
