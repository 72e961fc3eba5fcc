import type { StoredText, TimeSpan } from '../../mesh/history.js';
import type { NodeNum } from '../../mesh/ids.js';
import { cleanName } from '../../util/text.js';
import { channelNameOf } from '../channel-names.js';
import type { Call, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { dayAndMonth, startOfDay, timeOfDay } from '../format.js';
import { hoursIn } from '../hours.js';
import { fullNameOf } from '../node-names.js';
import { paginate } from '../pages.js';
import { usageError } from '../usage.js';
import { whenIn } from '../when.js';
import { briefLine } from './traffic.js';

interface MissedTexts {
  head(count: number, since: string): string;
  headOfLast(count: number, since: string, shown: number): string;
  none(since: string): string;
  gap(from: string, to: string): string;
  started(at: string): string;
  hops(count: number): string;
}

const TEXTS: Texts<MissedTexts> = {
  en: {
    head: (count, since) => `${count} msg since ${since}`,
    headOfLast: (count, since, shown) => `${count} msg since ${since}, the last ${shown}:`,
    none: (since) => `Nothing missed since ${since}.`,
    gap: (from, to) => `Gap: link down ${from}–${to}.`,
    started: (at) => `Gap: I started only at ${at}.`,
    hops: (count) => (count === 0 ? 'direct' : `${count} ${count === 1 ? 'hop' : 'hops'}`),
  },
  fr: {
    head: (count, since) => `${count} msg depuis ${since}`,
    headOfLast: (count, since, shown) => `${count} msg depuis ${since}, les ${shown} derniers :`,
    none: (since) => `Rien de manqué depuis ${since}.`,
    gap: (from, to) => `Trou : lien coupé ${from}–${to}.`,
    started: (at) => `Trou : je n'ai démarré qu'à ${at}.`,
    hops: (count) => (count === 0 ? 'direct' : `${count} ${count > 1 ? 'sauts' : 'saut'}`),
  },
};

const LIMITS = { least: 1, most: 24 };
const HOUR_MS = 3_600_000;
const MOST = 40;
/** What came with the question, and just before it, is no earlier sighting. */
const WITH_QUESTION_MS = 60_000;
/** In the language in which it is longer. */
const LONGEST_MORE = '/suite';

export const missed: CommandDefinition = {
  name: 'missed',
  aliases: ['loupe'],
  role: 'known',
  places: ['direct', 'telegram', 'console'],
  group: 'you',
  args: { min: 0, max: 1 },
  asksHistory: true,
  texts: {
    en: {
      name: 'missed',
      usage: '[HOURS 1-24]',
      summary: 'channel texts since I last heard you',
      example: '/missed 6',
    },
    fr: {
      name: 'loupe',
      usage: '[HEURES 1-24]',
      summary: 'les textes de canal depuis que je vous ai entendu',
      example: '/loupe 6',
    },
  },
  options: {
    en: { HOURS: 'how far back, as 6 or 6h; else since I last heard you' },
    fr: { HEURES: "jusqu'où remonter : 6 ou 6h ; sinon depuis que je vous ai entendu" },
  },
  see: ['traffic', 'tell'],
  create: (context) => ({ run: (call) => answer(context, call) }),
};

function answer(context: BotContext, call: Call): string {
  const { language, request } = call;
  const { history, clock, settings } = context;
  const text = TEXTS[language];
  const from = sinceOf(context, call);
  const span = { from, to: clock.now() + 1 };
  const since = whenIn(from, clock.now(), language);
  const found = history
    .texts({ ...span, channels: settings.commands.missed.channels, limit: MOST })
    .filter((each) => !each.isReaction && each.from !== request.user.nodeNum);
  if (request.isBrief) return found.length === 0 ? text.none(since) : brief(context, call, { found, since });
  const lines = found.length === 0 ? [text.none(since)] : longLines(context, call, { found, since });
  return [...lines, ...gaps(context, span, language)].join('\n');
}

/** When the asker was heard for the last time before he asked, at most a day ago; that day for who has no node. */
function sinceOf(context: BotContext, call: Call): number {
  const [word] = call.args;
  const hours = word === undefined ? LIMITS.most : hoursIn(word, LIMITS);
  if (hours === undefined) throw usageError(missed, call);
  const earliest = context.clock.now() - hours * HOUR_MS;
  const { nodeNum } = call.request.user;
  if (word !== undefined || nodeNum === undefined) return earliest;
  return lastHeard(context, nodeNum, { from: earliest, to: call.request.receivedAt - WITH_QUESTION_MS });
}

function lastHeard({ history }: BotContext, nodeNum: NodeNum, span: TimeSpan): number {
  return history.reception(nodeNum, span).last?.at ?? span.from;
}

interface Found {
  /** Newest first. */
  readonly found: readonly StoredText[];
  readonly since: string;
}

/** The newest ones that the pages hold, newest last. */
function brief({ nodes, settings }: BotContext, { language }: Call, { found, since }: Found): string {
  const text = TEXTS[language];
  const { maxPages } = settings.commands;
  const lines = found.toReversed().map((each) => briefLine({ nodes }, each));
  const shown = (from: number) => {
    const rest = lines.slice(from);
    const head = from === 0 ? text.head : text.headOfLast;
    return [head(found.length, since, rest.length), ...rest].join('\n');
  };
  let from = 0;
  while (from < lines.length - 1 && isTooLong(shown(from), maxPages)) from += 1;
  return shown(from);
}

function isTooLong(text: string, maxPages: number): boolean {
  return paginate(text, { maxPages: maxPages + 1, more: LONGEST_MORE }).length > maxPages;
}

/** With the day where it changes, the name in full, the channel and the way. */
function longLines(
  { nodes, radio }: BotContext,
  { language }: Call,
  { found, since }: Found,
): readonly string[] {
  const text = TEXTS[language];
  let day: number | undefined;
  const lines = found.toReversed().flatMap((each) => {
    const heading = day !== startOfDay(each.at) ? [dayAndMonth(each.at, language)] : [];
    day = startOfDay(each.at);
    const way = each.hops === undefined ? '' : `, ${text.hops(each.hops)}`;
    const where = `${channelNameOf(radio, each.channel)}${way}`;
    return [
      ...heading,
      `${timeOfDay(each.at)} ${fullNameOf(nodes, each.from)} (${where}): ${cleanName(each.text)}`,
    ];
  });
  return [text.head(found.length, since), ...lines];
}

/** What nobody heard who could tell it now. */
function gaps(
  { radio, clock, upMs }: BotContext,
  span: TimeSpan,
  language: Call['language'],
): readonly string[] {
  const text = TEXTS[language];
  const now = clock.now();
  const when = (at: number) => whenIn(at, now, language);
  const startedAt = now - upMs();
  const outages = radio.report().outages.filter(({ endedAt = now }) => endedAt > span.from);
  return [
    ...(startedAt > span.from ? [text.started(when(startedAt))] : []),
    ...outages.map(({ startedAt: from, endedAt = now }) => text.gap(when(from), when(endedAt))),
  ];
}
