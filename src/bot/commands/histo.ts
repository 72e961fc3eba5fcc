import type { HourTraffic, PacketKind } from '../../mesh/history.js';
import { fold } from '../../util/text.js';
import { bars, sparkline } from '../bars.js';
import type { Call, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { decimal } from '../format.js';
import { type HourLimits, hoursIn, inHours, lastHours } from '../hours.js';
import { LONG_KINDS } from '../kind-words.js';
import { hoursBack } from '../options.js';
import { hourName, type Period, periodOf, radioSilence, STATISTIC } from '../statistic.js';
import { mean } from '../statistics.js';
import { usageError } from '../usage.js';

type Trend = 'rising' | 'falling' | 'steady';

interface HistoTexts {
  readonly all: string;
  head(what: string, period: string, packets: number): string;
  nodes(count: number): string;
  trend(trend: Trend): string;
  perHour(now: number, mean: string): string;
  readonly tooLittle: string;
  readonly running: string;
  none(what: string, period: string, others: number): string;
}

const TRENDS_FR: Readonly<Record<Trend, string>> = {
  rising: 'en hausse',
  falling: 'en baisse',
  steady: 'stable',
};

const TEXTS: Texts<HistoTexts> = {
  en: {
    all: 'all',
    head: (what, period, packets) => `${what} ${period}: ${packets} pkt`,
    nodes: (count) => `${count} ${count === 1 ? 'node' : 'nodes'}`,
    trend: (trend) => trend,
    perHour: (now, mean) => `now ${now}/h, mean ${mean}/h`,
    tooLittle: 'too little yet for rates',
    running: ', so far',
    none: (what, period, others) => `No ${what} packet in ${period}, ${others} others.`,
  },
  fr: {
    all: 'tout',
    head: (what, period, packets) => `${what} ${period} : ${packets} pqt`,
    nodes: (count) => `${count} ${count < 2 ? 'nœud' : 'nœuds'}`,
    trend: (trend) => TRENDS_FR[trend],
    perHour: (now, mean) => `act. ${now}/h, moy. ${mean}/h`,
    tooLittle: 'encore trop peu pour une moyenne',
    running: ', en cours',
    none: (what, period, others) => `Aucun paquet ${what} en ${period}, ${others} autres.`,
  },
};

type Subject = PacketKind | 'all';

const SUBJECTS: Readonly<Record<string, Subject>> = {
  text: 'text',
  texte: 'text',
  pos: 'position',
  node: 'nodeInfo',
  noeud: 'nodeInfo',
  tele: 'telemetry',
  all: 'all',
  tout: 'all',
};

const LIMITS: HourLimits = { least: 1, most: 48 };
const USUAL_HOURS = 12;
const HOUR_MS = 3_600_000;

export const histo: CommandDefinition = {
  ...STATISTIC,
  name: 'histo',
  aliases: [],
  args: { min: 0, max: 2 },
  texts: {
    en: {
      name: 'histo',
      usage: '[text|pos|node|tele|all] [HOURS 1-48]',
      summary: 'packets by hour',
      example: '/histo pos 24',
    },
    fr: {
      name: 'histo',
      usage: '[texte|pos|noeud|tele|tout] [HEURES 1-48]',
      summary: 'les paquets heure par heure',
      example: '/histo pos 24',
    },
  },
  options: hoursBack(USUAL_HOURS, {
    en: { 'text, pos, node, tele': 'only packets of that kind; else text', all: 'packets of every kind' },
    fr: { 'texte, pos, noeud, tele': 'ce type seulement ; sinon texte', tout: 'tous les types' },
  }),
  see: ['stats', 'top'],
  create: (context) => ({ run: (call) => answer(context, call) }),
};

interface Histogram {
  readonly period: Period;
  readonly name: string;
  /** In the time asked for, to the minute. */
  readonly packets: number;
  readonly nodes: number;
  /** In the last 60 minutes. */
  readonly now: number;
  /** The last whole hours, and the one that still runs; nothing is known of those before `knownFrom`. */
  readonly hours: readonly HourTraffic[];
  readonly knownFrom: number;
  readonly running: HourTraffic | undefined;
}

function answer(context: BotContext, call: Call): string {
  const { language, request } = call;
  const wish = wishIn(call);
  const period = periodOf(context, call, histo, { text: wish.hours, usual: USUAL_HOURS, limits: LIMITS });
  const traffic = context.history.traffic(period.span);
  if (traffic.packets === 0) return radioSilence(context, call, period);
  const histogram = measure(context, { period, subject: wish.subject, language });
  if (histogram.packets === 0) {
    return TEXTS[language].none(histogram.name, inHours(period.hours, language), traffic.packets);
  }
  return (request.isBrief ? brief(histogram, call) : long(histogram, call)).join('\n');
}

/** Kind and hours, in whatever order. */
function wishIn(call: Call): { subject: Subject; hours: string | undefined } {
  const words = call.args.filter((arg) => hoursIn(arg, LIMITS) === undefined);
  const hours = call.args.find((arg) => !words.includes(arg));
  const [word = 'text', another] = words;
  const subject = SUBJECTS[fold(word)];
  if (subject === undefined || another !== undefined || call.args.length - words.length > 1) {
    throw usageError(histo, call);
  }
  return { subject, hours };
}

interface Asked {
  readonly period: Period;
  readonly subject: Subject;
  readonly language: Call['language'];
}

function measure({ history, clock }: BotContext, { period, subject, language }: Asked): Histogram {
  const kind = subject === 'all' ? undefined : subject;
  const all = history.traffic(period.span);
  const end = Math.floor(clock.now() / HOUR_MS) * HOUR_MS;
  const counted = history.hours({ from: end - period.hours * HOUR_MS, to: period.span.to }, kind);
  const lastHour = history.traffic(lastHours(1, clock.now()));
  return {
    period,
    name: kind === undefined ? TEXTS[language].all : LONG_KINDS[language][kind],
    packets: packetsOf(all, kind),
    nodes: kind === undefined ? all.nodes : history.senders(period.span, kind),
    now: packetsOf(lastHour, kind),
    hours: counted.filter(({ at }) => at < end),
    running: counted.find(({ at }) => at >= end),
    knownFrom: Math.floor((period.span.to - period.knownMs) / HOUR_MS) * HOUR_MS,
  };
}

function packetsOf(
  { packets, kinds }: ReturnType<BotContext['history']['traffic']>,
  kind: PacketKind | undefined,
): number {
  if (kind === undefined) return packets;
  return kinds.find((sums) => sums.kind === kind)?.packets ?? 0;
}

function brief(histogram: Histogram, { language }: Call): string[] {
  const { hours, knownFrom } = histogram;
  const chart = sparkline(hours.map(({ at, packets }) => (at < knownFrom ? undefined : packets)));
  return [headOf(histogram, language), chart, rates(histogram, language)];
}

function headOf(histogram: Histogram, language: Call['language']): string {
  const { period, name, packets, nodes, hours, knownFrom } = histogram;
  const text = TEXTS[language];
  const trend = trendOf(hours.filter(({ at }) => at >= knownFrom));
  const what = name.charAt(0).toUpperCase() + name.slice(1);
  const head = `${text.head(what, period.name, packets)} ${text.nodes(nodes)}`;
  return join([head, trend && text.trend(trend)]);
}

function rates({ period, hours, packets, now }: Histogram, language: Call['language']): string {
  const begin = hours[0]?.at ?? period.span.from;
  const range = `${hourName(begin)}-${hourName(begin + period.hours * HOUR_MS)}`;
  const text = TEXTS[language];
  if (period.knownMs < HOUR_MS) return join([range, text.tooLittle]);
  const perHour = packets / (period.knownMs / HOUR_MS);
  return join([range, text.perHour(now, decimal(perHour, 1, language))]);
}

/** Fewer hours or packets show no more than chance. */
const LEAST = { hours: 4, packets: 8 } as const;
const CLEARLY = 1.25;

/** The later half against the earlier one. */
function trendOf(hours: readonly HourTraffic[]): Trend | undefined {
  const half = Math.floor(hours.length / 2);
  const counts = hours.map(({ packets }) => packets);
  const [before = 0, after = 0] = [mean(counts.slice(0, half)), mean(counts.slice(half))];
  const sum = counts.reduce((total, packets) => total + packets, 0);
  if (hours.length < LEAST.hours || sum < LEAST.packets) return undefined;
  if (after > before * CLEARLY) return 'rising';
  return before > after * CLEARLY ? 'falling' : 'steady';
}

function long(histogram: Histogram, { language }: Call): string[] {
  const { hours, running, knownFrom } = histogram;
  const known = [...hours, ...(running ? [running] : [])].filter(({ at }) => at >= knownFrom);
  const rows = known.map((hour) => ({
    label: hourName(hour.at),
    value: hour.packets,
    text: join(
      [`${hour.packets}`, hour.packets > 0 ? `(${TEXTS[language].nodes(hour.nodes)})` : undefined],
      ' ',
    ).concat(hour === running ? TEXTS[language].running : ''),
  }));
  return [headOf(histogram, language), ...bars(rows), rates(histogram, language)];
}
