import type { HopCounts, NodeHops } from '../../mesh/history.js';
import { bars } from '../bars.js';
import type { Call } from '../command.js';
import { fitPage } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { decimal } from '../format.js';
import { type HourLimits, hoursIn, lastHours } from '../hours.js';
import { fullNameOf, shortNameOf } from '../node-names.js';
import { hoursBack } from '../options.js';
import { rememberedOf } from '../records.js';
import type { Language } from '../request.js';
import { table } from '../table.js';
import { usageError } from '../usage.js';
import { HOP_TEXTS } from './hop-texts.js';

const LIMITS: HourLimits = { least: 1, most: 168 };
const DEFAULT_HOURS = '24';
/** The highest that three bits can hold: nobody needs more, and few need as much. */
const HIGHEST_LIMIT = 7;
/** On a small screen what is farther is one. */
const FAR_HOPS = 4;
const FARTHEST_BRIEF = 3;
const HIGHEST_BRIEF = 8;
const FARTHEST_LONG = 20;
const USUAL_SHARE = 0.9;

export const hop: CommandDefinition = {
  name: 'hop',
  aliases: ['hops', 'sauts'],
  role: 'any',
  places: ['direct', 'channel', 'telegram', 'console'],
  group: 'net',
  args: { min: 0, max: 1 },
  asksHistory: true,
  texts: {
    en: {
      name: 'hop',
      usage: '[HOURS, 1-168]',
      summary: 'how far packets travel, and who sets a high hop limit',
      example: '/hop 48',
    },
    fr: {
      name: 'sauts',
      usage: '[HEURES, 1-168]',
      summary: 'la portée des paquets, et qui met une limite de sauts élevée',
      example: '/sauts 48',
    },
  },
  options: hoursBack(Number(DEFAULT_HOURS)),
  see: ['propag', 'info'],
  create: (context) => ({ run: (call) => answer(context, call) }),
};

function answer(context: BotContext, call: Call): string {
  const hours = hoursIn(call.args[0] ?? DEFAULT_HOURS, LIMITS);
  if (hours === undefined) throw usageError(hop, call);
  const period = rememberedOf(context, hours, call.language);
  const counts = context.history.hops(lastHours(hours, context.clock.now()));
  const packets = sum(counts.counts);
  if (packets + counts.unknown === 0) return HOP_TEXTS[call.language].none(period);
  const asked = { context, language: call.language, period, counts, packets };
  return call.request.isBrief ? brief(asked) : long(asked);
}

interface Asked {
  readonly context: BotContext;
  readonly language: Language;
  readonly period: string;
  readonly counts: HopCounts;
  readonly packets: number;
}

function brief({ context, language, period, counts, packets }: Asked): string {
  const text = HOP_TEXTS[language];
  const name = ({ nodeNum }: NodeHops) => shortNameOf(context.nodes, nodeNum);
  const far = farthest(counts, FARTHEST_BRIEF).map((node) => `${name(node)} ${node.most}`);
  const high = highest(counts).map(name);
  return fitPage([
    { parts: [{ text: text.head(period, packets, counts.unknown) }] },
    { parts: packets > 0 ? [{ text: shares(counts.counts, packets).join(' ') }] : [] },
    { parts: far.length > 0 ? [{ text: text.far(far.join(', ')) }] : [] },
    { parts: high.length > 0 ? [{ text: text.limit(HIGHEST_LIMIT, some(high)) }] : [] },
  ]);
}

function some(names: readonly string[]): string {
  const more = names.length - HIGHEST_BRIEF;
  return more > 0 ? `${names.slice(0, HIGHEST_BRIEF).join(' ')} +${more}` : names.join(' ');
}

/** `0:31% 1:28% 2:22% 3:12% 4+:7%`, as far as packets came. */
function shares(counts: readonly number[], packets: number): string[] {
  const near = counts.slice(0, FAR_HOPS);
  const far = sum(counts.slice(FAR_HOPS));
  const labelled = near.map((count, hops) => [String(hops), count] as const);
  const all = far > 0 ? [...labelled, [`${FAR_HOPS}+`, far] as const] : labelled;
  return all.map(([label, count]) => `${label}:${Math.round((100 * count) / packets)}%`);
}

function long({ context, language, period, counts, packets }: Asked): string {
  const text = HOP_TEXTS[language];
  const rows = counts.counts.map((count, hops) => ({
    label: String(hops),
    value: count,
    text: `${decimal((100 * count) / packets, 1, language)} % (${count})`,
  }));
  const high = highest(counts).map(({ nodeNum }) => fullNameOf(context.nodes, nodeNum));
  return [
    text.longHead(period, packets, counts.unknown),
    ...(packets > 0 ? bars(rows) : []),
    ...(packets > 0 ? [usual(context, language, { counts: counts.counts, packets })] : []),
    ...farthestTable(context, language, counts),
    ...(high.length > 0 ? [text.advice(HIGHEST_LIMIT, high.join(', '))] : []),
  ].join('\n');
}

/** Within how many hops most of them came: what a hop limit has to reach. */
function usual(
  { radio }: BotContext,
  language: Language,
  { counts, packets }: { counts: readonly number[]; packets: number },
): string {
  const hops = counts.findIndex((_count, index) => sum(counts.slice(0, index + 1)) >= USUAL_SHARE * packets);
  return HOP_TEXTS[language].most(`${USUAL_SHARE * 100} %`, hops, radio.own?.hopLimit);
}

function farthestTable({ nodes }: BotContext, language: Language, counts: HopCounts): string[] {
  const far = farthest(counts, FARTHEST_LONG);
  if (far.length === 0) return [];
  const text = HOP_TEXTS[language];
  const [first, ...numbers] = text.columns;
  const columns = [{ title: first }, ...numbers.map((title) => ({ title, isNumber: true }))];
  const rows = far.map(({ nodeNum, usual: mean, most, limit, packets }) => [
    fullNameOf(nodes, nodeNum),
    decimal(mean, 1, language),
    String(most),
    limit === undefined ? undefined : String(limit),
    String(packets),
  ]);
  return ['', text.farthest, ...table(columns, rows), ''];
}

/** Whoever is heard without a relay only is not far. */
function farthest({ nodes }: HopCounts, count: number): readonly NodeHops[] {
  return nodes.filter(({ most }) => most > 0).slice(0, count);
}

function highest({ nodes }: HopCounts): readonly NodeHops[] {
  return nodes.filter(({ limit }) => limit === HIGHEST_LIMIT);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
