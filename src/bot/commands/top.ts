import type { MeshTraffic, NodeTraffic } from '../../mesh/history.js';
import { longSize } from '../amounts.js';
import type { Call, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { hasteOf } from '../etiquette.js';
import { span } from '../format.js';
import { LONG_KINDS, SHORT_KINDS } from '../kind-words.js';
import { longNameOf, shortNameOf } from '../node-names.js';
import { hoursBack } from '../options.js';
import { type Period, periodOf, radioSilence, STATISTIC, WEEK_HOURS, wholeIn } from '../statistic.js';
import { usageError } from '../usage.js';
import { airtime, kindTable, longHaste, nodeTable, percent } from './stats-tables.js';

interface TopTexts {
  head(period: string, packets: number): string;
  airtime(length: string): string;
  longHead(period: string): string;
  talker(name: string, packets: number, share: string, bytes: string): string;
  readonly colon: string;
  readonly semicolon: string;
  readonly short: string;
  total(nodes: number, packets: number, airtime: string): string;
}

const TEXTS: Texts<TopTexts> = {
  en: {
    head: (period, packets) => `Top ${period}, ${packets} pkt`,
    airtime: (length) => `Airtime ${length}`,
    longHead: (period) => `Top talkers, ${period}`,
    talker: (name, packets, share, bytes) =>
      `${name} ${packets} ${packets === 1 ? 'packet' : 'packets'} (${share}), ${bytes}`,
    colon: ': ',
    semicolon: '; ',
    short: '⚠ short',
    total: (nodes, packets, airtime) =>
      `${nodes} ${nodes === 1 ? 'node' : 'nodes'}, ${packets} ${packets === 1 ? 'packet' : 'packets'}, airtime ${airtime}`,
  },
  fr: {
    head: (period, packets) => `Top ${period}, ${packets} pqt`,
    airtime: (length) => `Air ${length}`,
    longHead: (period) => `Les plus bavards, ${period}`,
    talker: (name, packets, share, bytes) =>
      `${name} ${packets} ${packets < 2 ? 'paquet' : 'paquets'} (${share}), ${bytes}`,
    colon: ' : ',
    semicolon: ' ; ',
    short: '⚠ trop souvent',
    total: (nodes, packets, airtime) =>
      `${nodes} ${nodes < 2 ? 'nœud' : 'nœuds'}, ${packets} ${packets < 2 ? 'paquet' : 'paquets'}, temps d'antenne ${airtime}`,
  },
};

const USUAL_HOURS = 3;
const USUAL_COUNT = { brief: 5, long: 20 } as const;
const MOST = 20;

export const top: CommandDefinition = {
  ...STATISTIC,
  name: 'top',
  aliases: [],
  args: { min: 0, max: 2 },
  texts: {
    en: {
      name: 'top',
      usage: '[HOURS 1-168] [n 1-20]',
      summary: 'who sends most, and what',
      example: '/top 24 10',
    },
    fr: {
      name: 'top',
      usage: '[HEURES 1-168] [n 1-20]',
      summary: 'qui émet le plus, et quoi',
      example: '/top 24 10',
    },
  },
  options: hoursBack(USUAL_HOURS, {
    en: { n: 'how many nodes' },
    fr: { n: 'combien de nœuds' },
  }),
  see: ['stats', 'channel'],
  create: (context) => ({ run: (call) => answer(context, call) }),
};

function answer(context: BotContext, call: Call): string {
  const [text, second] = call.args;
  const { isBrief } = call.request;
  const period = periodOf(context, call, top, { text, usual: USUAL_HOURS, limits: WEEK_HOURS });
  const count = second === undefined ? USUAL_COUNT[isBrief ? 'brief' : 'long'] : wholeIn(second, 1, MOST);
  if (count === undefined) throw usageError(top, call);
  const traffic = context.history.traffic(period.span);
  if (traffic.packets === 0) return radioSilence(context, call, period);
  const talkers = context.history.talkers(period.span, count);
  const say = isBrief ? brief : long;
  return say(context, call, { period, traffic, talkers }).join('\n');
}

interface Talk {
  readonly period: Period;
  readonly traffic: MeshTraffic;
  readonly talkers: readonly NodeTraffic[];
}

function brief({ nodes }: BotContext, { language }: Call, { period, traffic, talkers }: Talk): string[] {
  const text = TEXTS[language];
  return [
    text.head(period.name, traffic.packets),
    ...talkers.map(({ nodeNum, packets, kinds: [most] }, index) =>
      join(
        [`${index + 1}`, shortNameOf(nodes, nodeNum), `${packets}`, most && SHORT_KINDS[language][most.kind]],
        ' ',
      ),
    ),
    text.airtime(span(traffic.airtimeMs, language)),
  ];
}

function long(context: BotContext, call: Call, { period, traffic, talkers }: Talk): string[] {
  const { language } = call;
  const text = TEXTS[language];
  return [
    text.longHead(period.longName),
    ...talkers.map(
      (talker, index) => `${index + 1}. ${talkerLine(context, call, { period, traffic, talker })}`,
    ),
    text.total(traffic.nodes, traffic.packets, airtime(traffic.airtimeMs)),
    '',
    ...nodeTable(context, talkers, traffic, language),
    '',
    ...kindTable(traffic.kinds, traffic, language),
  ];
}

interface Talker extends Omit<Talk, 'talkers'> {
  readonly talker: NodeTraffic;
}

function talkerLine({ nodes }: BotContext, { language }: Call, { period, traffic, talker }: Talker): string {
  const text = TEXTS[language];
  const share = percent(talker.packets, traffic.packets, language);
  const name = longNameOf(nodes, talker.nodeNum);
  const head = text.talker(name, talker.packets, share, longSize(talker.bytes, language));
  const kinds = talker.kinds.map(({ kind, packets }) => `${LONG_KINDS[language][kind]} ${packets}`);
  const haste = hasteOf(talker, period.knownMs).map((one) => `${longHaste(one, language)} ${text.short}`);
  return join([`${head}${text.colon}${join(kinds)}`, ...haste], text.semicolon);
}
