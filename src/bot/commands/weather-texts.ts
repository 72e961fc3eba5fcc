import type { Condition } from '../../services/weather/report.js';
import type { WeatherReading } from '../../services/weather/weather.js';
import type { Texts } from '../command.js';
import { FAILURE_WORDS } from '../failure-words.js';
import { span, timeOfDay } from '../format.js';
import type { Language } from '../request.js';

export const ICONS: Readonly<Record<Condition, string>> = {
  clear: '☀',
  mostlyClear: '🌤',
  partlyCloudy: '⛅',
  overcast: '☁',
  fog: '🌫',
  drizzle: '🌦',
  showers: '🌦',
  rain: '🌧',
  snowShowers: '🌨',
  snow: '🌨',
  freezingDrizzle: '🧊',
  sleet: '🧊',
  freezingRain: '🧊',
  storm: '⛈',
  hailStorm: '⛈',
};

export const CONDITION_WORDS: Texts<Readonly<Record<Condition, string>>> = {
  en: {
    clear: 'clear',
    mostlyClear: 'mostly clear',
    partlyCloudy: 'partly cloudy',
    overcast: 'overcast',
    fog: 'fog',
    drizzle: 'drizzle',
    showers: 'showers',
    rain: 'rain',
    snowShowers: 'snow showers',
    snow: 'snow',
    freezingDrizzle: 'freezing drizzle',
    sleet: 'sleet or ice',
    freezingRain: 'freezing rain',
    storm: 'storm',
    hailStorm: 'storm with hail',
  },
  fr: {
    clear: 'ciel clair',
    mostlyClear: 'peu nuageux',
    partlyCloudy: 'éclaircies',
    overcast: 'couvert',
    fog: 'brouillard',
    drizzle: 'bruine',
    showers: 'averses',
    rain: 'pluie',
    snowShowers: 'averses de neige',
    snow: 'neige',
    freezingDrizzle: 'bruine verglaçante',
    sleet: 'neige fondue ou verglas',
    freezingRain: 'pluie verglaçante',
    storm: 'orage',
    hailStorm: 'orage et grêle',
  },
};

interface SourceTexts {
  nothing(since: string): string;
  readonly slow: string;
  oldValue(since: string, at: string, values: string, age: string): string;
  oldForecast(since: string, age: string): string;
  old(age: string): string;
  readonly uncertain: string;
  reason(words: string): string;
}

/** What is said of the source of the weather, and of the age of what it told. */
export const SOURCE_TEXTS: Texts<SourceTexts> = {
  en: {
    nothing: (since) => `Weather source down since ${since}, no earlier value. I keep trying.`,
    slow: 'No answer from the weather source yet. Ask again in a minute.',
    oldValue: (since, at, values, age) =>
      `Weather source down since ${since}. At ${at}: ${values} (${age} old).`,
    oldForecast: (since, age) => `Weather source down since ${since}. Forecast ${age} old:`,
    old: (age) => `(${age} old)`,
    uncertain: '(age uncertain)',
    reason: (words) => `Reason: ${words}.`,
  },
  fr: {
    nothing: (since) => `Météo injoignable depuis ${since}, aucune valeur gardée. Je réessaie.`,
    slow: 'La météo ne répond pas encore. Redemandez dans une minute.',
    oldValue: (since, at, values, age) =>
      `Météo injoignable depuis ${since}. À ${at} : ${values} (il y a ${age}).`,
    oldForecast: (since, age) => `Météo injoignable depuis ${since}. Prévision d'il y a ${age} :`,
    old: (age) => `(il y a ${age})`,
    uncertain: '(âge incertain)',
    reason: (words) => `Cause : ${words}.`,
  },
};

/** When there is nothing to show: since when, and for a wide screen why. */
export function nothingKnown({ trouble }: WeatherReading, language: Language, isBrief: boolean): string {
  const text = SOURCE_TEXTS[language];
  if (!trouble) return text.slow;
  const head = text.nothing(timeOfDay(trouble.since));
  return isBrief ? head : `${head} ${text.reason(FAILURE_WORDS[language][trouble.reason])}`;
}

/** `(25m old)`; nothing for what is as new as it gets, and no age that a clock that jumped would make up. */
export function ageNote({ ageMs, isAgeUncertain }: WeatherReading, language: Language): string {
  if (isAgeUncertain) return SOURCE_TEXTS[language].uncertain;
  return ageMs < FRESH_MS
    ? ''
    : SOURCE_TEXTS[language].old(span(Math.floor(ageMs / 60_000) * 60_000, language));
}

/** Sources make a new value every quarter of an hour; half an hour is how old a good one may look. */
const FRESH_MS = 30 * 60_000;
