import {
  type CurrentWeather,
  type DayForecast,
  HOUR_MS,
  type WeatherReport,
} from '../../services/weather/report.js';
import { startOfLocalDay, type Zone } from '../../util/zone.js';
import type { Call, Texts } from '../command.js';
import { fitPage, join, type Line } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { creditIn } from '../credit.js';
import { compass, decimal, span, timeOfDay } from '../format.js';
import { capitalized, shortWeekdayIn, timeIn, weekdayIn } from '../local-format.js';
import type { Language } from '../request.js';
import { type ToldWeather, withWeather } from './weather-reading.js';
import { ageNote, CONDITION_WORDS, ICONS, SOURCE_TEXTS } from './weather-texts.js';

interface WeatherTexts {
  readonly now: string;
  feels(celsius: string): string;
  wind(kmh: string, from: string): string;
  gusts(kmh: string): string;
  readonly unknown: string;
  source(credit: string, at: string): string;
}

const TEXTS: Texts<WeatherTexts> = {
  en: {
    now: 'Now',
    feels: (celsius) => `feels ${celsius}`,
    wind: (kmh, from) => join([`wind ${kmh} km/h`, from], ' '),
    gusts: (kmh) => `gusts ${kmh} km/h`,
    unknown: 'unknown',
    source: (credit, at) => `Source: ${credit}, ${at}`,
  },
  fr: {
    now: 'Actuel',
    feels: (celsius) => `ressenti ${celsius}`,
    wind: (kmh, from) => join([`vent ${kmh} km/h`, from], ' '),
    gusts: (kmh) => `rafales ${kmh} km/h`,
    unknown: 'inconnu',
    source: (credit, at) => `Source : ${credit}, ${at}`,
  },
};

/** What was measured is worth nothing any more after this; what was forecast still is. */
const CURRENT_KEEP_MS = 3 * HOUR_MS;
const DAYS_SHOWN = 3;
/** Gusts that one should know of. */
const GUST_KMH = 50;

export const weather: CommandDefinition = {
  name: 'weather',
  aliases: ['meteo', 'wx'],
  switchedOnBy: 'weather.enabled',
  role: 'any',
  places: ['direct', 'channel', 'telegram', 'console'],
  group: 'sky',
  args: { min: 0, max: Number.POSITIVE_INFINITY },
  texts: {
    en: {
      name: 'weather',
      usage: '[place]',
      summary: 'now and 3 days',
      example: '/weather Lyon, /weather 38000',
    },
    fr: {
      name: 'meteo',
      usage: '[lieu]',
      summary: 'maintenant et 3 jours',
      example: '/meteo Lyon, /meteo 38000',
    },
  },
  see: ['rain', 'astro'],
  create: (context) => ({
    isAvailable: () => context.outside?.weather !== undefined,
    run: (call) => withWeather(context, call, (weather) => told(context, call, weather)),
  }),
};

function told(context: BotContext, { language, request }: Call, weather: ToldWeather): string {
  const { reading, report, place } = weather;
  const text = SOURCE_TEXTS[language];
  const days = daysAhead(report, context.clock.now());
  const isCurrent = reading.ageMs <= CURRENT_KEEP_MS;
  const since = reading.isStale && reading.trouble ? timeOfDay(reading.trouble.since) : undefined;
  const age = span(reading.ageMs, language);
  if (request.isBrief && since !== undefined && isCurrent) {
    const values = join(nowParts(report.current, language), ' ');
    return text.oldValue(since, timeIn(report.current.at, report.zone), values, age);
  }
  const heads =
    since === undefined
      ? [join([place.name, timeIn(report.current.at, report.zone), ageNote(reading, language)], ' ')]
      : [text.oldForecast(since, age), place.name];
  if (!request.isBrief) return long(language, { ...weather, heads, days, isCurrent });
  const now = isCurrent ? [`${TEXTS[language].now} ${join(nowParts(report.current, language), ' ')}`] : [];
  const lines = [...heads, ...now].map((line): Line => ({ parts: [{ text: line }] }));
  return fitPage([...lines, ...days.map((day, index) => brief(day, report.zone, { language, index }))]);
}

/** Today and the days after it, as the calendar there says now. */
function daysAhead({ days, zone }: WeatherReport, now: number): readonly DayForecast[] {
  const midnight = startOfLocalDay(now, zone);
  return days.filter(({ noon }) => noon > midnight).slice(0, DAYS_SHOWN);
}

function nowParts(current: CurrentWeather, language: Language): string[] {
  const { celsius, windKmh, humidityPercent, rainMm } = current;
  const parts = [
    celsius === undefined ? undefined : `${decimal(celsius, 0, language)}°`,
    currentIcon(current),
    windKmh === undefined ? undefined : `${decimal(windKmh, 0, language)}km/h`,
    humidityPercent === undefined ? undefined : `${Math.round(humidityPercent)}%`,
    rainMm === undefined ? undefined : rain(rainMm, language),
  ];
  return parts.filter((part) => part !== undefined);
}

function currentIcon({ condition, isNight }: CurrentWeather): string {
  if (condition === undefined) return '?';
  return isNight && (condition === 'clear' || condition === 'mostlyClear') ? '🌙' : ICONS[condition];
}

/** `0mm`, `2.4mm` */
export function rain(mm: number, language: Language): string {
  return `${mm === 0 ? '0' : decimal(mm, 1, language)}mm`;
}

interface Shown {
  readonly language: Language;
  readonly index: number;
}

/** The farther the day, the sooner its details go. */
function brief(day: DayForecast, zone: Zone, { language, index }: Shown): Line {
  const { minCelsius: min, maxCelsius: max, condition, rainMm, windKmh } = day;
  const degrees = (value: number | undefined) => (value === undefined ? '?' : decimal(value, 0, language));
  const name = capitalized(shortWeekdayIn(day.noon, zone, language));
  const icon = condition === undefined ? '?' : ICONS[condition];
  return {
    glue: ' ',
    parts: [
      { text: `${name} ${degrees(min)}/${degrees(max)}° ${icon}` },
      ...(rainMm === undefined ? [] : [{ text: rain(rainMm, language), drop: 1 + index }]),
      ...(windKmh === undefined ? [] : [{ text: `${decimal(windKmh, 0, language)}km/h`, drop: 4 + index }]),
    ],
  };
}

interface LongWeather extends ToldWeather {
  readonly heads: readonly string[];
  readonly days: readonly DayForecast[];
  readonly isCurrent: boolean;
}

function long(language: Language, { place, report, reading, heads, days, isCurrent }: LongWeather): string {
  const text = TEXTS[language];
  const { credit, elevationMeters: meters, current, zone } = report;
  const height = meters === undefined ? '' : `(${Math.round(meters)} m)`;
  const where = join([join([place.name, place.region]), height], ' ');
  const at = join([timeIn(current.at, zone), ageNote(reading, language)], ' ');
  return join(
    [
      ...heads.slice(0, -1),
      where,
      isCurrent ? `${text.now} ${join(longNow(current, language))}` : undefined,
      ...days.map((day) => longDay(day, zone, language)),
      text.source(creditIn(credit, language), at),
    ],
    '\n',
  );
}

function longNow(current: CurrentWeather, language: Language): string[] {
  const text = TEXTS[language];
  const { celsius, feelsCelsius, condition, windKmh, windDegrees, gustKmh } = current;
  const { humidityPercent, pressureHpa, rainMm } = current;
  const one = (value: number) => decimal(value, 1, language);
  const whole = (value: number) => decimal(value, 0, language);
  const from = windDegrees === undefined ? '' : compass(windDegrees, language);
  return [
    celsius === undefined ? '– °C' : `${one(celsius)} °C`,
    feelsCelsius === undefined ? '' : text.feels(one(feelsCelsius)),
    condition === undefined ? text.unknown : CONDITION_WORDS[language][condition],
    windKmh === undefined ? '' : text.wind(whole(windKmh), from),
    gustKmh === undefined ? '' : text.gusts(whole(gustKmh)),
    humidityPercent === undefined ? '' : `${whole(humidityPercent)} %`,
    rainMm === undefined ? '' : `${rainMm === 0 ? '0' : one(rainMm)} mm`,
    pressureHpa === undefined ? '' : `${whole(pressureHpa)} hPa`,
  ];
}

function longDay(day: DayForecast, zone: Zone, language: Language): string {
  const text = TEXTS[language];
  const { minCelsius: min, maxCelsius: max, condition, rainMm, rainPercent, windKmh, gustKmh } = day;
  const whole = (value: number | undefined) => (value === undefined ? '–' : decimal(value, 0, language));
  const chance = rainPercent === undefined ? '' : `(${Math.round(rainPercent)} %)`;
  const fall = rainMm === undefined ? '–' : rainMm === 0 ? '0' : decimal(rainMm, 1, language);
  return `${capitalized(weekdayIn(day.noon, zone, language))} ${join([
    `${whole(min)}–${whole(max)} °C`,
    condition === undefined ? text.unknown : CONDITION_WORDS[language][condition],
    join([`${fall} mm`, chance], ' '),
    windKmh === undefined ? '' : text.wind(whole(windKmh), ''),
    gustKmh !== undefined && gustKmh >= GUST_KMH ? text.gusts(whole(gustKmh)) : '',
  ])}`;
}
