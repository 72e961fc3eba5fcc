import type { NodeNum } from '../../mesh/ids.js';
import type { Call } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { dayAndMonth, decimal, longAge, longDistance, timeOfDay } from '../format.js';
import { type HourLimits, hoursIn, lastHours } from '../hours.js';
import { fullNameOf, shortNameOf } from '../node-names.js';
import { hoursBack } from '../options.js';
import { lastAtOf, SOURCE_LETTERS, SOURCE_WORDS, snrOf } from '../radio-links.js';
import { rememberedOf } from '../records.js';
import type { Language } from '../request.js';
import { type Cell, table } from '../table.js';
import { type Doubt, type MeasuredLink, type TrueLinks, trueLinks } from '../true-links.js';
import { usageError } from '../usage.js';
import { distanceBetween, longDistanceBetween } from '../whereabouts.js';
import { PROPAG_TEXTS } from './propag-texts.js';

const LIMITS: HourLimits = { least: 1, most: 720 };
const DEFAULT_HOURS = '24';
const DEFAULT_COUNT = '5';
const RECORD_HOURS = 720;
const RECORD_KEPT_MS = 600_000;
const ASIDE_SHOWN = 10;

export const propag: CommandDefinition = {
  name: 'propag',
  aliases: ['portee', 'range'],
  role: 'any',
  places: ['direct', 'channel', 'telegram', 'console'],
  group: 'net',
  args: { min: 0, max: 2 },
  asksHistory: true,
  texts: {
    en: {
      name: 'propag',
      usage: '[HOURS, 1-720] [n, 1-10]',
      summary: 'the longest true radio links',
      example: '/propag 48 3',
    },
    fr: {
      name: 'portee',
      usage: '[HEURES, 1-720] [n, 1-10]',
      summary: 'les plus longs vrais liens radio',
      example: '/portee 48 3',
    },
  },
  options: hoursBack(Number(DEFAULT_HOURS), {
    en: { n: 'how many links' },
    fr: { n: 'combien de liens' },
  }),
  see: ['neighbors', 'hop'],
  create: (context) => {
    const record = createRecord(context);
    return { run: (call) => answer(context, call, record) };
  },
};

function answer(context: BotContext, call: Call, recordOf: RecordOf): string {
  const { language, request } = call;
  const [hoursText = DEFAULT_HOURS, countText = DEFAULT_COUNT] = call.args;
  const hours = hoursIn(hoursText, LIMITS);
  const count = /^([1-9]|10)$/.test(countText) ? Number(countText) : undefined;
  if (hours === undefined || count === undefined) throw usageError(propag, call);
  const period = rememberedOf(context, hours, language);
  const links = trueLinks(context, lastHours(hours, context.clock.now()), count);
  const record = hours < RECORD_HOURS ? recordOf(links.plausible[0]) : undefined;
  return (request.isBrief ? brief : long)({ context, language, period, links, record });
}

type RecordOf = (longest: MeasuredLink | undefined) => MeasuredLink | undefined;

/** The longest of 30 days. Reading all of them costs more than the rest of the answer, and changes little by little. */
function createRecord(context: BotContext): RecordOf {
  const { clock } = context;
  let known: { readonly at: number; readonly link: MeasuredLink | undefined } | undefined;
  return (longest) => {
    if (!known || clock.uptime() - known.at >= RECORD_KEPT_MS) {
      const [link] = trueLinks(context, lastHours(RECORD_HOURS, clock.now()), 1).plausible;
      known = { at: clock.uptime(), link };
    }
    return longest && longest.meters > (known.link?.meters ?? 0) ? longest : known.link;
  };
}

interface Asked {
  readonly context: BotContext;
  readonly language: Language;
  readonly period: string;
  readonly links: TrueLinks;
  readonly record: MeasuredLink | undefined;
}

function brief({ context, language, period, links, record }: Asked): string {
  const text = PROPAG_TEXTS[language];
  const { plausible, aside, withoutPlace } = links;
  const lines = plausible.map((one, index) => {
    const signal = decimal(snrOf(one.link), 1, language);
    return `${index + 1} ${shortly(context, language, one)} ${signal} ${SOURCE_LETTERS[one.link.sights[0].source]}`;
  });
  const head = lines.length > 0 ? text.head(period) : text.none(period, withoutPlace, aside.length);
  return join([head, ...lines, record && text.record(shortly(context, language, record))], '\n');
}

/** `OSCR-DELT 38km` */
function shortly(context: BotContext, language: Language, one: MeasuredLink): string {
  const [near, far] = one.ends.map((nodeNum) => shortNameOf(context.nodes, nodeNum));
  return `${near}-${far} ${distanceBetween(context, one.ends, language)}`;
}

function long({ context, language, period, links, record }: Asked): string {
  const text = PROPAG_TEXTS[language];
  const { plausible, aside, withoutPlace } = links;
  const shown = aside.slice(0, ASIDE_SHOWN).map((one) => `- ${setAside(context, language, one)}`);
  return [
    ...(plausible.length > 0
      ? [text.longHead(period), ...longTable(context, language, plausible)]
      : [text.none(period, withoutPlace, aside.length)]),
    ...(record ? [text.longRecord(named(context, language, record), seenAt(record, language))] : []),
    ...(withoutPlace > 0 && plausible.length > 0 ? [text.without(withoutPlace)] : []),
    ...(shown.length > 0 ? ['', text.aside, ...shown] : []),
  ].join('\n');
}

function longTable(context: BotContext, language: Language, links: readonly MeasuredLink[]): string[] {
  const [near, far, meters, there, back, source, seen] = PROPAG_TEXTS[language].columns;
  const numbers = [meters, there, back].map((title) => ({ title, isNumber: true }));
  const columns = [{ title: near }, { title: far }, ...numbers, { title: source }, { title: seen }];
  return table(
    columns,
    links.map((one) => longRow(context, language, one)),
  );
}

function longRow(context: BotContext, language: Language, one: MeasuredLink): readonly Cell[] {
  const [near, far] = one.ends;
  const signal = (receiver: NodeNum) => {
    const sight = one.link.sights.find((each) => each.receiver === receiver);
    return sight && `${decimal(sight.snrMean, 1, language)} dB`;
  };
  return [
    withAltitude(context, language, near),
    withAltitude(context, language, far),
    longDistanceBetween(context, one.ends, language),
    signal(far),
    signal(near),
    join([...new Set(one.link.sights.map(({ source }) => SOURCE_WORDS[language][source]))]),
    seenAt(one, language),
  ];
}

function withAltitude(context: BotContext, language: Language, nodeNum: NodeNum): string {
  const altitude = context.nodes.get(nodeNum)?.position?.altitudeMeters;
  return join([
    fullNameOf(context.nodes, nodeNum),
    altitude === undefined ? '' : PROPAG_TEXTS[language].altitude(Math.round(altitude)),
  ]);
}

function seenAt({ link }: MeasuredLink, language: Language): string {
  const at = lastAtOf(link);
  return `${dayAndMonth(at, language)} ${timeOfDay(at)}`;
}

/** `Oscar (OSCR !5f20c3b7) - Delta (DELT !4d71f0a8) 38 km` */
function named(context: BotContext, language: Language, one: MeasuredLink): string {
  const [near, far] = one.ends.map((nodeNum) => fullNameOf(context.nodes, nodeNum));
  return `${near} - ${far} ${longDistanceBetween(context, one.ends, language)}`;
}

function setAside(
  context: BotContext,
  language: Language,
  one: MeasuredLink & { readonly doubt: Doubt },
): string {
  return `${named(context, language, one)}: ${reason(context, language, one.doubt)}`;
}

function reason({ nodes }: BotContext, language: Language, doubt: Doubt): string {
  const text = PROPAG_TEXTS[language];
  switch (doubt.kind) {
    case 'too far':
      return text.tooFar;
    case 'old position':
      return text.oldPosition(
        shortNameOf(nodes, doubt.nodeNum),
        doubt.ageMs === undefined ? undefined : longAge(doubt.ageMs, language),
      );
    case 'moved':
      return text.moved(shortNameOf(nodes, doubt.nodeNum), longDistance(doubt.meters, language));
  }
}
