import { HOUR_MS, type HourForecast, type WeatherReport } from '../../services/weather/report.js';
import { localTime, offsetMinutes, type Zone } from '../../util/zone.js';
import type { Call, Texts } from '../command.js';
import { fitPage, join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { creditIn } from '../credit.js';
import { decimal, span, timeOfDay } from '../format.js';
import { capitalized, hourIn, shortWeekdayIn } from '../local-format.js';
import type { Language } from '../request.js';
import { rain as amount } from './weather.js';
import { type ToldWeather, withWeather } from './weather-reading.js';
import { ageNote } from './weather-texts.js';

interface RainTexts {
  head(place: string, sum: string): string;
  most(mm: string, hour: string): string;
  unknownHours(count: number): string;
  none(place: string): string;
  chance(percent: number, hour: string): string;
  dryUntil(hour: string): string;
  wetUntil(hour: string): string;
  readonly wetAll: string;
  readonly unknownAfter: string;
  unknown(place: string): string;
  down(since: string, age: string): string;
  longHead(place: string): string;
  source(credit: string): string;
}

const TEXTS: Texts<RainTexts> = {
  en: {
    head: (place, sum) => `Rain ${place} 24h: ${sum}`,
    most: (mm, hour) => `max ${mm} at ${hour}h`,
    unknownHours: (count) => `${count}h unknown`,
    none: (place) => `No rain in ${place} for 24h.`,
    chance: (percent, hour) => `Highest chance ${percent}% at ${hour}h.`,
    dryUntil: (hour) => `Dry until ${hour}h`,
    wetUntil: (hour) => `Rain until ${hour}h`,
    wetAll: 'Rain all the time',
    unknownAfter: 'then unknown',
    unknown: (place) => `Rain in ${place}: unknown, the source does not tell.`,
    down: (since, age) => `Source down since ${since}, data ${age} old`,
    longHead: (place) => `Rain in ${place}, mm per hour and its chance`,
    source: (credit) => `Source: ${credit}`,
  },
  fr: {
    head: (place, sum) => `Pluie ${place} 24h : ${sum}`,
    most: (mm, hour) => `max ${mm} à ${hour}h`,
    unknownHours: (count) => `${count}h inconnues`,
    none: (place) => `Pas de pluie à ${place} sur 24h.`,
    chance: (percent, hour) => `Risque max ${percent}% à ${hour}h.`,
    dryUntil: (hour) => `Sec jusqu'à ${hour}h`,
    wetUntil: (hour) => `Pluie jusqu'à ${hour}h`,
    wetAll: 'Pluie tout le temps',
    unknownAfter: 'puis inconnu',
    unknown: (place) => `Pluie à ${place} : inconnue, la source n'en dit rien.`,
    down: (since, age) => `Météo injoignable depuis ${since}, données d'il y a ${age}`,
    longHead: (place) => `Pluie à ${place}, mm par heure et risque`,
    source: (credit) => `Source : ${credit}`,
  },
};

const HOURS_SHOWN = 24;
const LONG_HOURS = 72;
const HOURS_PER_ROW = 6;
/** Two digits of an hour and a blank stand below three bars. */
const HOURS_PER_LABEL = 3;
/** One scale for every place and day: what a bar stands for, up to so many mm in the hour. */
const BARS: readonly (readonly [mm: number, bar: string])[] = [
  [0, '_'],
  [0.2, '▁'],
  [0.5, '▂'],
  [1, '▃'],
  [2, '▄'],
  [4, '▅'],
  [8, '▆'],
  [Number.POSITIVE_INFINITY, '█'],
];

export const rain: CommandDefinition = {
  name: 'rain',
  aliases: ['pluie'],
  switchedOnBy: 'weather.enabled',
  role: 'any',
  places: ['direct', 'channel', 'telegram', 'console'],
  group: 'sky',
  args: { min: 0, max: Number.POSITIVE_INFINITY },
  texts: {
    en: { name: 'rain', usage: '[place]', summary: 'the next 24 hours', example: '/rain Lyon' },
    fr: { name: 'pluie', usage: '[lieu]', summary: 'les 24 heures qui viennent', example: '/pluie Lyon' },
  },
  see: ['weather', 'astro'],
  create: (context) => ({
    isAvailable: () => context.outside?.weather !== undefined,
    run: (call) => withWeather(context, call, (weather) => told(context, call, weather)),
  }),
};

function told(
  { clock }: BotContext,
  { language, request }: Call,
  { place, reading, report }: ToldWeather,
): string {
  const text = TEXTS[language];
  const { zone, credit } = report;
  const count = request.isBrief ? HOURS_SHOWN : LONG_HOURS;
  const hours = hoursFrom(report, clock.now(), count);
  const isDown = reading.isStale && reading.trouble !== undefined;
  const note = isDown
    ? text.down(timeOfDay(reading.trouble?.since ?? 0), span(reading.ageMs, language))
    : ageNote(reading, language);
  const next = hours.slice(0, HOURS_SHOWN);
  const head = summary(next, { name: place.name, zone, language });
  if (!request.isBrief) {
    return join(
      [
        head,
        text.longHead(place.name),
        ...rows(hours, zone, language),
        note,
        text.source(creditIn(credit, language)),
      ],
      '\n',
    );
  }
  const hasGraph = next.some(isWet) || (next.some(isDry) && !next.every(isDry));
  return fitPage([
    { parts: [{ text: head }] },
    { parts: hasGraph ? [{ text: next.map(bar).join('') }] : [] },
    { parts: hasGraph ? [{ text: labels(next, zone), drop: 1 }] : [] },
    { parts: hasGraph ? [{ text: change(next, zone, language), drop: 2 }] : [] },
    { parts: [{ text: note }] },
  ]);
}

/** One after the other from the hour that it is now there; an hour that nobody told of stays unknown. */
function hoursFrom({ hours, zone }: WeatherReport, now: number, count: number): HourForecast[] {
  const offsetMs = offsetMinutes(now, zone) * 60_000;
  const start = Math.floor((now + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
  const byStart = new Map(hours.map((hour) => [hour.from, hour]));
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * HOUR_MS;
    return byStart.get(from) ?? { from };
  });
}

function isWet({ rainMm }: HourForecast): boolean {
  return rainMm !== undefined && rainMm > 0;
}

function isDry({ rainMm }: HourForecast): boolean {
  return rainMm === 0;
}

interface Where {
  readonly name: string;
  readonly zone: Zone;
  readonly language: Language;
}

/** Dry is said only of hours that the source calls dry. */
function summary(hours: readonly HourForecast[], { name, zone, language }: Where): string {
  const text = TEXTS[language];
  if (!hours.some((hour) => isWet(hour) || isDry(hour))) return text.unknown(name);
  if (hours.every(isDry)) return join([text.none(name), highestChance(hours, zone, language)], ' ');
  const sum = hours.reduce((total, { rainMm = 0 }) => total + rainMm, 0);
  const wettest = hours.reduce((most, hour) => ((hour.rainMm ?? 0) > (most.rainMm ?? 0) ? hour : most));
  const most = isWet(wettest)
    ? text.most(decimal(wettest.rainMm ?? 0, 1, language), hourIn(wettest.from, zone))
    : '';
  const unknown = hours.filter(({ rainMm }) => rainMm === undefined).length;
  return join([text.head(name, amount(sum, language)), most, unknown > 0 ? text.unknownHours(unknown) : '']);
}

function highestChance(hours: readonly HourForecast[], zone: Zone, language: Language): string {
  const likeliest = hours.reduce((most, hour) =>
    (hour.rainPercent ?? -1) > (most.rainPercent ?? -1) ? hour : most,
  );
  const { rainPercent, from } = likeliest;
  return rainPercent === undefined ? '' : TEXTS[language].chance(Math.round(rainPercent), hourIn(from, zone));
}

function bar({ rainMm }: HourForecast): string {
  if (rainMm === undefined) return '?';
  return BARS.find(([mm]) => rainMm <= mm)?.[1] ?? '?';
}

function labels(hours: readonly HourForecast[], zone: Zone): string {
  const labelled = hours.filter((_, index) => index % HOURS_PER_LABEL === 0);
  return labelled.map(({ from }) => hourIn(from, zone)).join(' ');
}

/** When it becomes otherwise than it is now. */
function change(hours: readonly HourForecast[], zone: Zone, language: Language): string {
  const text = TEXTS[language];
  const isWetNow = hours.some((hour, index) => index === 0 && isWet(hour));
  const isSame = isWetNow ? isWet : isDry;
  const other = hours.find((hour) => !isSame(hour));
  if (!other) return text.wetAll;
  if (other === hours[0]) return '';
  const until = (isWetNow ? text.wetUntil : text.dryUntil)(hourIn(other.from, zone));
  return join([until, other.rainMm === undefined ? text.unknownAfter : '']);
}

/** Six hours a line: `Fri 12h   0.0   5%   0.4  70%`. */
function rows(hours: readonly HourForecast[], zone: Zone, language: Language): string[] {
  const lines: HourForecast[][] = [];
  for (const hour of hours) {
    const line = lines.at(-1);
    if (line && localTime(hour.from, zone).hour % HOURS_PER_ROW !== 0) line.push(hour);
    else lines.push([hour]);
  }
  return lines.flatMap((line) => {
    const [first] = line;
    if (!first || !line.some(({ rainMm }) => rainMm !== undefined)) return [];
    const day = capitalized(shortWeekdayIn(first.from, zone, language));
    return [
      `${day} ${hourIn(first.from, zone)}h ${line.map((hour) => cell(hour, language)).join(' ')}`.trimEnd(),
    ];
  });
}

function cell({ rainMm, rainPercent }: HourForecast, language: Language): string {
  const mm = rainMm === undefined ? '–' : decimal(rainMm, 1, language);
  const percent = rainPercent === undefined ? '' : `${Math.round(rainPercent)}%`;
  return `${mm.padStart(5)}${percent.padStart(5)}`;
}
