import type { SensorMean } from '../../mesh/sensor-history.js';
import { freshValue } from '../../services/esphome/readings.js';
import { hostZone } from '../../util/zone.js';
import { sparkline } from '../bars.js';
import type { Call, Texts } from '../command.js';
import { fitPage, join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { decimal, span, timeOfDay } from '../format.js';
import { type HourLimits, hoursIn } from '../hours.js';
import { hourIn, timeIn } from '../local-format.js';
import { hoursBack } from '../options.js';
import type { Language } from '../request.js';
import { usageError } from '../usage.js';
import { type Slicing, sliced, slicingOf, summaryOf } from './graphs-slices.js';
import { downNote, downSince, POWER_TEXTS, SHAPES, shown } from './power-texts.js';

interface GraphsTexts {
  head(hours: string, at: string): string;
  now(value: string): string;
  notEnough(length: string): string;
  range(least: string, most: string, mean: string): string;
  trend(perHour: string): string;
}

const TEXTS: Texts<GraphsTexts> = {
  en: {
    head: (hours, at) => `${hours} to ${at}`,
    now: (value) => `now ${value}`,
    notEnough: (length) => `Not enough data yet (${length}).`,
    range: (least, most, mean) => `min ${least}, max ${most}, mean ${mean}`,
    trend: (perHour) => `trend ${perHour} per hour`,
  },
  fr: {
    head: (hours, at) => `${hours} à ${at}`,
    now: (value) => `act. ${value}`,
    notEnough: (length) => `Pas encore assez de données (${length}).`,
    range: (least, most, mean) => `min ${least}, max ${most}, moyenne ${mean}`,
    trend: (perHour) => `tendance ${perHour} par heure`,
  },
};

const LIMITS: HourLimits = { least: 1, most: 48 };
const DEFAULT_HOURS = '12';
const COLUMNS = 12;
const LONG_COLUMNS = 24;
/** Columns an hour: each of them holds whole means, and whole hours stand below whole columns. */
const GRAINS = [12, 6, 4, 3, 2, 1] as const;
const HOUR_MS = 3_600_000;
/** Of an hour and the blank behind it; of an hour with its minutes. */
const LABEL_COLUMNS = { hour: 3, minute: 6 } as const;
/** Less than this share of the time is no graph. */
const ENOUGH = 0.25;

/** The first ones stay longest when not all of them fit a packet. */
const GRAPHED = ['temperature', 'pressure', 'humidity', 'batteryVoltage'] as const;
type Graphed = (typeof GRAPHED)[number];

export const graphs: CommandDefinition = {
  name: 'graphs',
  aliases: ['graphes'],
  switchedOnBy: 'esphome.enabled',
  role: 'any',
  places: ['direct', 'listed-channel', 'telegram', 'console'],
  group: 'here',
  isMinor: true,
  args: { min: 0, max: 1 },
  texts: {
    en: {
      name: 'graphs',
      usage: '[HOURS, 1-48]',
      summary: 'climate and battery as curves',
      example: '/graphs 24',
    },
    fr: {
      name: 'graphes',
      usage: '[HEURES, 1-48]',
      summary: 'climat et batterie en courbes',
      example: '/graphes 24',
    },
  },
  options: hoursBack(Number(DEFAULT_HOURS)),
  see: ['power'],
  create: (context) => ({
    isAvailable: () => context.outside?.sensors !== undefined,
    run: (call) => answer(context, call),
  }),
};

function answer(context: BotContext, call: Call): string {
  const hours = hoursIn(call.args[0] ?? DEFAULT_HOURS, LIMITS);
  if (hours === undefined) throw usageError(graphs, call);
  const { language } = call;
  const reading = context.outside?.esphome?.read() ?? { values: {} };
  const told = rowsOf(context, slicingOf(hours, COLUMNS, context.clock.now()));
  const lengthMs = lengthOf(told);
  if (lengthMs < ENOUGH * hours * HOUR_MS) {
    const down = downNote(reading, language);
    const isYoung = down === undefined || lengthMs > 0;
    return isYoung ? TEXTS[language].notEnough(span(lengthMs, language)) : down;
  }
  if (!call.request.isBrief) {
    const head = downSince(reading, language);
    return join([head, ...longGraphs(context, { hours, language })], '\n');
  }
  const head = TEXTS[language].head(`${hours}h`, timeOfDay(context.clock.now()));
  const lines = told.rows.map((row, index) => ({
    parts: [{ text: briefRow(row, freshValue(reading.values, row.metric), language), drop: index }],
  }));
  const down = downSince(reading, language) ?? '';
  return fitPage([{ parts: [{ text: head }] }, ...lines, { parts: [{ text: down }] }]);
}

interface Row {
  readonly metric: Graphed;
  readonly means: readonly SensorMean[];
  readonly slices: readonly (number | undefined)[];
}

interface Rows {
  readonly slicing: Slicing;
  /** Of the sensors that told anything. */
  readonly rows: readonly Row[];
}

function rowsOf({ outside }: BotContext, slicing: Slicing): Rows {
  const rows = GRAPHED.map((metric) => {
    const means = outside?.sensors?.means(metric, slicing) ?? [];
    return { metric, means, slices: sliced(means, slicing) };
  });
  return { slicing, rows: rows.filter(({ means }) => means.length > 0) };
}

/** From the first value to the end. */
function lengthOf({ slicing, rows }: Rows): number {
  const firsts = rows.map(({ means }) => means[0]?.at ?? slicing.to);
  return slicing.to - Math.max(slicing.from, Math.min(slicing.to, ...firsts));
}

/** `▁▁▂▃▄▅▆▇█▇▆▅ -2.0/9.5 now 7.3°` */
function briefRow({ metric, means, slices }: Row, now: number | undefined, language: Language): string {
  const summary = summaryOf(means);
  if (!summary) return '';
  const { digits, unit } = SHAPES[metric];
  const range = `${decimal(summary.least, digits, language)}/${decimal(summary.most, digits, language)}`;
  const isTemperature = metric === 'temperature';
  const behind =
    isTemperature && now !== undefined ? ` ${TEXTS[language].now(shown(metric, now, language))}` : '';
  const gap = metric === 'pressure' ? ' ' : '';
  return `${curve(slices)} ${range}${behind || `${gap}${unit}`}`;
}

function curve(slices: readonly (number | undefined)[]): string {
  const known = slices.filter((value) => value !== undefined);
  return sparkline(slices, { from: Math.min(...known), to: Math.max(...known) });
}

export interface LongGraphs {
  readonly hours: number;
  readonly language: Language;
}

/** For a wide screen: each curve with its hours, its range and where it goes; empty when there is nothing. */
export function longGraphs(context: BotContext, { hours, language }: LongGraphs): string[] {
  const grain = GRAINS.find((columns) => columns * hours <= LONG_COLUMNS) ?? 1;
  const { slicing, rows } = rowsOf(context, slicingOf(hours, grain * hours, context.clock.now()));
  const axis = axisOf(slicing);
  return rows.flatMap((row) => [
    `${POWER_TEXTS[language].sensors[row.metric]},${SHAPES[row.metric].longUnit}`,
    curve(row.slices),
    axis,
    rangeOf(row, language),
  ]);
}

/** The begin of every so many columns, as many hours apart all along, or half an hour. */
function axisOf({ from, sliceMs, count }: Slicing): string {
  const zone = hostZone();
  const grain = Math.round(HOUR_MS / sliceMs);
  const hasMinutes = grain >= LABEL_COLUMNS.minute;
  const columns = hasMinutes ? LABEL_COLUMNS.minute : grain * Math.ceil(LABEL_COLUMNS.hour / grain);
  const labels = Array.from({ length: Math.ceil(count / columns) }, (_, index) => {
    const at = from + index * columns * sliceMs;
    return (hasMinutes ? timeIn(at, zone) : hourIn(at, zone)).padEnd(columns);
  });
  return labels.join('').trimEnd();
}

function rangeOf({ metric, means }: Row, language: Language): string {
  const summary = summaryOf(means);
  if (!summary) return '';
  const { digits } = SHAPES[metric];
  const written = (value: number) => decimal(value, digits, language);
  const { least, most, mean, perHour } = summary;
  return join([
    TEXTS[language].range(written(least), written(most), written(mean)),
    perHour === undefined ? '' : TEXTS[language].trend(signed(perHour, digits + 1, language)),
  ]);
}

function signed(value: number, digits: number, language: Language): string {
  const sign = Number(value.toFixed(digits)) > 0 ? '+' : '';
  return `${sign}${decimal(value, digits, language)}`;
}
