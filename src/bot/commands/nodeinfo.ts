import type { HopShares, NodeTraffic, ReceptionSums } from '../../mesh/history.js';
import type { MeshNode } from '../../mesh/mesh-node.js';
import { longSize, percentOf } from '../amounts.js';
import { sparkline } from '../bars.js';
import type { Call } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { type Pace, pacesOf } from '../etiquette.js';
import { findNode } from '../find-node.js';
import { dayAndMonth, longAgo } from '../format.js';
import { capitalized } from '../local-format.js';
import { fullNameOf } from '../node-names.js';
import { hoursBack } from '../options.js';
import type { Language } from '../request.js';
import { hourName, type Period, periodOf, WEEK_HOURS } from '../statistic.js';
import { isBlurred } from '../whereabouts.js';
import { batteryOf } from './nodeinfo-battery.js';
import { NODEINFO_TEXTS } from './nodeinfo-texts.js';
import { airtime, kindTable, longHaste, percent } from './stats-tables.js';

const USUAL_HOURS = 24;
const HOUR_MS = 3_600_000;
const COLUMNS = 12;
/** The highest that three bits can hold: nobody needs more, and few need as much. */
const HIGHEST_LIMIT = 7;

export const nodeinfo: CommandDefinition = {
  name: 'nodeinfo',
  aliases: ['infonoeud'],
  role: 'known',
  places: ['telegram', 'console'],
  group: 'stat',
  isMinor: true,
  args: { min: 1, max: 2 },
  asksHistory: true,
  texts: {
    en: {
      name: 'nodeinfo',
      usage: 'NODE [HOURS 1-168]',
      summary: 'how a node behaves: how often it sends what, and how it is powered',
      example: '/nodeinfo BRAV 48',
    },
    fr: {
      name: 'infonoeud',
      usage: 'NOEUD [HEURES 1-168]',
      summary: "la conduite d'un nœud : ce qu'il émet, à quel rythme, et son énergie",
      example: '/infonoeud BRAV 48',
    },
  },
  options: hoursBack(USUAL_HOURS),
  see: ['info', 'top', 'health'],
  create: (context) => ({ run: (call) => answer(context, call) }),
};

function answer(context: BotContext, call: Call): string {
  const [name = '', hours] = call.args;
  const { language } = call;
  const text = NODEINFO_TEXTS[language];
  const node = findNode(context.nodes, name, language);
  const period = periodOf(context, call, nodeinfo, { text: hours, usual: USUAL_HOURS, limits: WEEK_HOURS });
  const fullName = fullNameOf(context.nodes, node.nodeNum);
  if (node.nodeNum === context.radio.own?.nodeNum) return text.own(fullName);
  const traffic = context.history.trafficOf(node.nodeNum, period.span);
  if (traffic.packets === 0) return silent(context, language, { node, period });
  const behaviour = {
    node,
    period,
    traffic,
    reception: context.history.reception(node.nodeNum, period.span),
  };
  return [`${fullName}, ${period.longName}`, ...lines(context, language, behaviour)].join('\n');
}

function silent(
  { nodes, clock }: BotContext,
  language: Language,
  { node, period }: Pick<Behaviour, 'node' | 'period'>,
): string {
  const text = NODEINFO_TEXTS[language];
  const byRadio = node.viaMqtt ? node.toldByRadio?.life : node.lastHeard;
  const last = byRadio === undefined ? undefined : longAgo(clock.now() - byRadio, language);
  const said = text.silent(fullNameOf(nodes, node.nodeNum), period.longName, last);
  return node.viaMqtt ? `${said} ${text.farOnly}` : said;
}

interface Behaviour {
  readonly node: MeshNode;
  readonly period: Period;
  readonly traffic: NodeTraffic;
  readonly reception: ReceptionSums;
}

function lines(context: BotContext, language: Language, behaviour: Behaviour): string[] {
  const { node, period, traffic, reception } = behaviour;
  // Who has just come has not been silent before.
  const presentMs = Math.min(period.knownMs, period.span.to - node.firstSeen);
  const battery = batteryOf(context, node, language);
  return [
    sums(context, language, behaviour),
    ...pacesOf(traffic, presentMs).map((pace) => paceLine(language, pace, node)),
    ...hopLine(language, reception.hops, period),
    ...(battery ? [battery.line] : []),
    activity(context, language, behaviour),
    ...advice(language, reception.hopLimit, battery?.isLow ?? false),
    '',
    ...kindTable(traffic.kinds, traffic, language),
  ];
}

function sums({ history }: BotContext, language: Language, { traffic, period }: Behaviour): string {
  const { counts, unknown } = history.hopShares(period.span);
  const all = counts.reduce((total, count) => total + count, unknown);
  const { packets, bytes, airtimeMs } = traffic;
  const share = percent(packets, all, language);
  return NODEINFO_TEXTS[language].sums(packets, share, longSize(bytes, language), airtime(airtimeMs));
}

/** `Telemetry every 180 s ⚠ recommended 900 s or more`, `Position every 15 min, precise` */
function paceLine(language: Language, pace: Pace, { position }: MeshNode): string {
  const text = NODEINFO_TEXTS[language];
  const exactness =
    position && isBlurred(position) ? text.blurred(position.precisionBits ?? 0) : text.precise;
  const told = join([
    capitalized(longHaste(pace, language)),
    pace.kind === 'position' && position ? exactness : undefined,
  ]);
  return join([told, pace.isHasty ? text.short(pace.usualSeconds) : undefined], ' ');
}

/** Single packets tell it, of which no more than a day is read. */
function hopLine(language: Language, { counts, unknown }: HopShares, { hours }: Period): string[] {
  const text = NODEINFO_TEXTS[language];
  const all = counts.reduce((total, count) => total + count, unknown);
  const share = (count: number) => `${Math.round(percentOf(count, all))} %`;
  const parts = counts.map((count, hops) => (count > 0 ? text.hops(hops, share(count)) : undefined));
  const line = join([...parts, unknown > 0 ? text.unknownHops(share(unknown)) : undefined]);
  if (!line) return [];
  return [hours > USUAL_HOURS ? text.lastDay(line) : line];
}

/** Of a column without any hour that is remembered nothing is known. */
function activity({ history }: BotContext, language: Language, { node, period }: Behaviour): string {
  const columnHours = Math.ceil(period.hours / COLUMNS);
  const columns = Math.ceil(period.hours / columnHours);
  const end = Math.ceil(period.span.to / HOUR_MS) * HOUR_MS;
  const begin = end - columns * columnHours * HOUR_MS;
  const hours = history.hoursOf(node.nodeNum, { from: begin, to: end });
  const knownFrom = period.span.to - period.knownMs;
  const sumsOf = Array.from({ length: columns }, (_, index) => {
    const column = hours.slice(index * columnHours, (index + 1) * columnHours);
    const isKnown = column.some(({ at }) => at + HOUR_MS > knownFrom);
    return isKnown ? column.reduce((total, { packets }) => total + packets, 0) : undefined;
  });
  const named = (at: number) =>
    period.hours > USUAL_HOURS ? `${dayAndMonth(at, language)} ${hourName(at)}` : hourName(at);
  const most = Math.max(0, ...sumsOf.filter((sum) => sum !== undefined));
  const range = `${named(begin)}-${named(end)}`;
  return `${sparkline(sumsOf)} ${NODEINFO_TEXTS[language].per(columnHours, range, most)}`;
}

function advice(language: Language, hopLimit: number | undefined, isLow: boolean): string[] {
  const text = NODEINFO_TEXTS[language];
  return [
    ...(hopLimit === HIGHEST_LIMIT ? [text.fewerHops(hopLimit)] : []),
    ...(isLow ? [text.charge] : []),
  ].map(text.advice);
}
