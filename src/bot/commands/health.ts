import type { ChannelHours, SenderSums, TrafficSums } from '../../mesh/history.js';
import { ownMetrics } from '../airtime.js';
import { longSize } from '../amounts.js';
import { bars } from '../bars.js';
import type { Call } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { HABIT_HOURS, hastyIn } from '../etiquette.js';
import { decimal, longAge } from '../format.js';
import { LONG_KINDS } from '../kind-words.js';
import { formatRelayByte, longNameOf, relayCandidates } from '../node-names.js';
import { hoursBack } from '../options.js';
import type { Language } from '../request.js';
import { hourAndDay, type Period, peakOf, periodOf, radioSilence, WEEK_HOURS } from '../statistic.js';
import { gradeOf } from './channel-use.js';
import { goneSilent, type SilentNode } from './health-silent.js';
import { HEALTH_TEXTS, type Verdict } from './health-texts.js';
import { airtime, interval, nodeTable, percent } from './stats-tables.js';

const USUAL_HOURS = 24;
const HOUR_MS = 3_600_000;
/** In a line; the tables of /top and /channel have more. */
const NAMED = 5;
const RELAYS_NAMED = 3;
/** Percent: less is the share of many. */
const RELAY_SHARE = 10;
const TALKERS = 10;

export const health: CommandDefinition = {
  name: 'health',
  aliases: ['sante'],
  role: 'known',
  places: ['telegram', 'console'],
  group: 'stat',
  isMinor: true,
  args: { min: 0, max: 1 },
  asksHistory: true,
  texts: {
    en: {
      name: 'health',
      usage: '[HOURS 1-168]',
      summary: 'how the network is: channel, senders, relays, who has gone silent',
      example: '/health 48',
    },
    fr: {
      name: 'sante',
      usage: '[HEURES 1-168]',
      summary: 'état du réseau : canal, émetteurs, relais, nœuds devenus muets',
      example: '/sante 48',
    },
  },
  options: hoursBack(USUAL_HOURS),
  see: ['stats', 'channel', 'nodeinfo'],
  create: (context) => ({ run: (call) => answer(context, call) }),
};

function answer(context: BotContext, call: Call): string {
  const { history } = context;
  const { language } = call;
  const period = periodOf(context, call, health, {
    text: call.args[0],
    usual: USUAL_HOURS,
    limits: WEEK_HOURS,
  });
  const senders = history.senderSums(period.span);
  if (senders.length === 0) return radioSilence(context, call, period);
  const use = history.channelHours(period.span);
  const sums = sumUp(senders);
  return [
    HEALTH_TEXTS[language].head(period.longName, verdictOf(use, ownUse(context))),
    ...channelLine(context, language, use),
    hastyLine(context, language, period),
    ...relayLine(context, language, period),
    silentLine(context, language, goneSilent(context, period.hours)),
    '',
    ...totals(context, language, { period, senders, sums }),
    '',
    ...hourLines(context, language, use),
    HEALTH_TEXTS[language].top,
    ...nodeTable(context, senders.slice(0, TALKERS), sums, language),
  ].join('\n');
}

function sumUp(senders: readonly SenderSums[]): TrafficSums {
  const total = (value: (sums: TrafficSums) => number) => senders.reduce((sum, one) => sum + value(one), 0);
  return {
    packets: total(({ packets }) => packets),
    bytes: total(({ bytes }) => bytes),
    airtimeMs: total(({ airtimeMs }) => airtimeMs),
    viaMqtt: total(({ viaMqtt }) => viaMqtt),
  };
}

/** By the steps of /channel. */
function verdictOf({ mean }: ChannelHours, own: number | undefined): Verdict {
  if (mean === undefined) return own === undefined ? 'unknown' : 'alone';
  const grade = gradeOf(mean);
  if (grade === '🔴') return 'overloaded';
  return grade === '🟠' ? 'crowded' : 'good';
}

/** What my own node measures is not remembered: it is told where nothing else is known. */
function ownUse(context: BotContext): number | undefined {
  return ownMetrics(context)?.channelUtilization;
}

function channelLine(context: BotContext, language: Language, use: ChannelHours): string[] {
  const text = HEALTH_TEXTS[language];
  const peak = peakOf(use);
  if (use.mean === undefined || !peak) {
    const own = ownUse(context);
    return own === undefined ? [] : [text.ownChannel(`${decimal(own, 1, language)} % ${gradeOf(own)}`)];
  }
  const at = hourAndDay(peak.at, context.clock.now(), language).replace(/h$/, ' h');
  return [text.channel(decimal(use.mean, 1, language), String(Math.round(peak.mean)), at)];
}

/** `Bravo telemetry 180 s, Foxtrot position 30 s`, as of the last day. */
function hastyLine({ history, nodes }: BotContext, language: Language, period: Period): string {
  const text = HEALTH_TEXTS[language];
  const hasty = hastyIn(history, period);
  const parts = hasty.slice(0, NAMED).map(({ nodeNum, kind, everySeconds }) => {
    return join([longNameOf(nodes, nodeNum), LONG_KINDS[language][kind], interval(everySeconds)], ' ');
  });
  const said = parts.length > 0 ? withMore(parts, hasty.length, language) : text.nobody;
  return text.hasty(said, period.hours > HABIT_HOURS);
}

/** Single packets tell it, of which no more than a day is read. A byte that two nodes may mean names neither. */
function relayLine({ history, nodes, radio }: BotContext, language: Language, period: Period): string[] {
  const text = HEALTH_TEXTS[language];
  const counted = history.relays(period.span);
  if (counted.length === 0) return [];
  const all = counted.reduce((total, { packets }) => total + packets, 0);
  const not = radio.own ? [radio.own.nodeNum] : [];
  const most = counted.filter(({ packets }, index) => index === 0 || (100 * packets) / all >= RELAY_SHARE);
  const parts = most.slice(0, RELAYS_NAMED).map(({ relayNode, packets }) => {
    const [only, another] = relayCandidates(nodes, relayNode, not);
    const isCertain = only !== undefined && another === undefined;
    const name = isCertain ? longNameOf(nodes, only) : formatRelayByte(relayNode);
    return `${name} ${Math.round((100 * packets) / all)} %`;
  });
  return [text.relays(join(parts), period.hours > USUAL_HOURS)];
}

function silentLine({ nodes, clock }: BotContext, language: Language, silent: readonly SilentNode[]): string {
  const text = HEALTH_TEXTS[language];
  if (silent.length === 0) return text.noneSilent;
  const now = clock.now();
  const shown = silent.slice(0, NAMED);
  const name = ({ nodeNum }: SilentNode) => longNameOf(nodes, nodeNum);
  if (silent.every(({ lastHeard }) => now - lastHeard < 2 * USUAL_HOURS * HOUR_MS)) {
    return text.silentSinceYesterday(withMore(shown.map(name), silent.length, language));
  }
  const aged = shown.map((node) => `${name(node)} ${longAge(now - node.lastHeard, language)}`);
  return text.silent(withMore(aged, silent.length, language));
}

function withMore(parts: readonly string[], all: number, language: Language): string {
  const more = all - parts.length;
  return join([...parts, more > 0 ? HEALTH_TEXTS[language].and(more) : undefined]);
}

interface Total {
  readonly period: Period;
  readonly senders: readonly SenderSums[];
  readonly sums: TrafficSums;
}

/** Who is new can be told only by whoever was there before. */
function totals(context: BotContext, language: Language, { period, senders, sums }: Total): string[] {
  const text = HEALTH_TEXTS[language];
  const { counts } = context.history.hopShares(period.span);
  const told = counts.reduce((total, count) => total + count, 0);
  const isNew = ({ nodeNum }: SenderSums) => (context.nodes.get(nodeNum)?.firstSeen ?? 0) >= period.span.from;
  const total = text.totals({
    packets: sums.packets,
    size: longSize(sums.bytes, language),
    airtime: airtime(sums.airtimeMs),
    nodes: senders.length,
    fresh: period.isKnown ? senders.filter(isNew).length : 0,
  });
  return told > 0 ? [total, text.direct(percent(counts[0] ?? 0, told, language))] : [total];
}

/** Of the last day; an hour in which no node told is none of calm. */
function hourLines({ clock }: BotContext, language: Language, { hours }: ChannelHours): string[] {
  const from = clock.now() - USUAL_HOURS * HOUR_MS;
  const recent = hours.filter(({ at }) => at + HOUR_MS > from);
  if (recent.length === 0) return [];
  const rows = recent.map(({ at, mean }) => ({
    label: hourAndDay(at, clock.now(), language),
    value: mean,
    text: `${decimal(mean, 1, language)} % ${gradeOf(mean)}`,
  }));
  return [HEALTH_TEXTS[language].byHour, ...bars(rows, { to: 100 }), ''];
}
