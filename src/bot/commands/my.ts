import type { ReceptionSums } from '../../mesh/history.js';
import type { MeshNode, Reception } from '../../mesh/mesh-node.js';
import { sparkline } from '../bars.js';
import type { Call, Texts } from '../command.js';
import { fitPage, join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { findNode } from '../find-node.js';
import { ago, decimal, longAgo, signalColour } from '../format.js';
import { lastHours } from '../hours.js';
import { capitalized } from '../local-format.js';
import { longNameOf, relayName } from '../node-names.js';
import { RECORDS, type Recorded, recorded } from '../records.js';
import type { Language } from '../request.js';
import { usageError } from '../usage.js';
import { whenIn } from '../when.js';
import { longWhereIs, whereIs } from '../whereabouts.js';

type Trend = 'better' | 'worse' | 'same';

interface MyTexts {
  readonly direct: string;
  readonly never: string;
  readonly colon: string;
  average(value: string, count: number): string;
  trend(trend: Trend): string;
  hops(count: number | undefined): string;
  via(relay: string): string;
  range(best: string, worst: string): string;
  share(percent: number): string;
  perHour(bars: string): string;
  precision(bits: number): string;
}

const TRENDS_FR: Readonly<Record<Trend, string>> = { better: 'mieux', worse: 'moins bien', same: 'égale' };

const TEXTS: Texts<MyTexts> = {
  en: {
    direct: 'direct',
    never: 'never heard directly',
    colon: ':',
    average: (value, count) => `(mean ${value}, n ${count})`,
    trend: (trend) => `24h trend: ${trend}`,
    hops: (count) => (count === undefined ? 'hops ?' : `${count} ${count === 1 ? 'hop' : 'hops'}`),
    via: (relay) => `via ${relay}`,
    range: (best, worst) => `24 h: best ${best} dB, worst ${worst} dB`,
    share: (percent) => `${percent} % of the packets came directly`,
    perHour: (chart) => `direct per hour |${chart}|`,
    precision: (bits) => `position shared with ${bits} of 32 bits`,
  },
  fr: {
    direct: 'direct',
    never: 'jamais reçu en direct',
    colon: ' :',
    average: (value, count) => `(moy. ${value}, n ${count})`,
    trend: (trend) => `Tendance 24h : ${TRENDS_FR[trend]}`,
    hops: (count) => (count === undefined ? 'sauts ?' : `${count} ${count < 2 ? 'saut' : 'sauts'}`),
    via: (relay) => `via ${relay}`,
    range: (best, worst) => `24 h : max ${best} dB, min ${worst} dB`,
    share: (percent) => `${percent} % des paquets reçus en direct`,
    perHour: (chart) => `directs par heure |${chart}|`,
    precision: (bits) => `position partagée avec ${bits} bits sur 32`,
  },
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A difference of means that is more than chance. */
const TREND_DB = 1;

export const my: CommandDefinition = {
  name: 'my',
  aliases: ['moi'],
  role: 'any',
  places: ['direct', 'channel', 'telegram', 'console'],
  group: 'net',
  args: { min: 0, max: 1 },
  asksHistory: true,
  texts: {
    en: { name: 'my', usage: '', summary: 'how I hear you', example: '/my' },
    fr: { name: 'moi', usage: '', summary: 'comment je vous reçois', example: '/moi' },
  },
  textsWithoutNode: {
    en: { name: 'my', usage: 'NODE', summary: 'how I hear a node', example: '/my BRAV' },
    fr: { name: 'moi', usage: 'NOEUD', summary: 'comment je reçois un nœud', example: '/moi BRAV' },
  },
  see: ['ping', 'info'],
  create: (context) => ({
    run: (call) => {
      const node = subject(context, call);
      if (!node.lastDirect) return relayed(context, call, node);
      const heard = heardOf(context, node, node.lastDirect);
      const text = direct(context, call, heard);
      return call.request.isBrief ? text : join([text, ...details(call, heard)], '\n');
    },
  }),
};

/** The asker's own node; only where there is none it has to be named. */
function subject({ nodes, clock }: BotContext, call: Call): MeshNode {
  const { request, language } = call;
  const [named] = call.args;
  const { nodeNum } = request.user;
  if (nodeNum === undefined && named !== undefined) return findNode(nodes, named, language);
  if (nodeNum === undefined || named !== undefined) throw usageError(my, call);
  return nodes.get(nodeNum) ?? { nodeNum, firstSeen: clock.now(), viaMqtt: false };
}

interface Heard {
  readonly node: MeshNode;
  readonly last: Reception;
  /** Of the last day, and the mean of the day before; or since when that cannot be read. */
  readonly day: Recorded<{ readonly today: ReceptionSums; readonly before: number | undefined }>;
}

/** The last reception is known without records, the day is not. */
function heardOf({ history, clock }: BotContext, node: MeshNode, last: Reception): Heard {
  const now = clock.now();
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
  const before = { from: hour - 2 * DAY_MS, to: hour - DAY_MS };
  const day = recorded(() => ({
    today: history.reception(node.nodeNum, lastHours(24, now)),
    before: history.directMean(node.nodeNum, before),
  }));
  return { node, last, day };
}

function direct(context: BotContext, { language, request }: Call, { node, last, day }: Heard): string {
  const text = TEXTS[language];
  const now = context.clock.now();
  const { today, before } = day.answer ?? {};
  const average = today?.snrMean;
  const trend = trendOf(average, before);
  const where = request.isBrief ? whereIs(context, node, language) : longWhereIs(context, node, language);
  const heard = request.isBrief ? ago(now - last.at, language) : longAgo(now - last.at, language);
  const head = `${longNameOf(context.nodes, node.nodeNum)}${text.colon} ${text.direct}`;
  const signal = `${signalColour(last.snr, context.modem())} SNR ${decimal(last.snr, 1, language)} dB`;
  return fitPage([
    {
      glue: ' ',
      parts: [
        { text: `${head} ${signal}` },
        ...(average === undefined || today === undefined
          ? []
          : [{ text: text.average(decimal(average, 1, language), today.direct), drop: 2 }]),
        ...(last.rssi === undefined ? [] : [{ text: `RSSI ${last.rssi}`, drop: 3 }]),
      ],
    },
    { parts: [{ text: heard }, ...(where === undefined ? [] : [{ text: where, drop: 1 }])] },
    { parts: trend === undefined ? [] : [{ text: text.trend(trend), drop: 4 }] },
    { parts: day.awaySince === undefined ? [] : [{ text: away(day.awaySince, now, language) }] },
  ]);
}

function away(since: number, now: number, language: Language): string {
  return capitalized(RECORDS[language].partAway(whenIn(since, now, language)));
}

function trendOf(today: number | undefined, before: number | undefined): Trend | undefined {
  if (today === undefined || before === undefined) return undefined;
  if (Math.abs(today - before) < TREND_DB) return 'same';
  return today > before ? 'better' : 'worse';
}

function relayed(context: BotContext, { language, request }: Call, node: MeshNode): string {
  const text = TEXTS[language];
  const { nodes, radio, clock } = context;
  const not = radio.own ? [node.nodeNum, radio.own.nodeNum] : [node.nodeNum];
  const relay = node.relayNode === undefined ? undefined : text.via(relayName(nodes, node.relayNode, not));
  const heard = node.lastHeard === undefined ? undefined : ago(clock.now() - node.lastHeard, language);
  const way = node.viaMqtt ? 'via MQTT' : join([text.hops(node.hopsAway), relay], ' ');
  const name = longNameOf(nodes, node.nodeNum);
  const where = request.isBrief ? whereIs(context, node, language) : longWhereIs(context, node, language);
  return join([`${name}${text.colon} ${text.never}`, join([way, heard]), where], '. ');
}

function details({ language }: Call, { node, day }: Heard): string[] {
  const text = TEXTS[language];
  const bits = node.position?.precisionBits;
  return [
    ...(day.answer ? dayLines(day.answer.today, language) : []),
    ...(bits === undefined ? [] : [text.precision(bits)]),
  ];
}

function dayLines({ packets, direct: count, snrMost, snrLeast, hours }: ReceptionSums, language: Language) {
  const text = TEXTS[language];
  if (snrMost === undefined || snrLeast === undefined) return [];
  const perHour = hours.map((hour) => (hour.packets > 0 ? hour.direct : undefined));
  const range = text.range(decimal(snrMost, 1, language), decimal(snrLeast, 1, language));
  return [range, text.perHour(sparkline(perHour)), text.share(Math.round((100 * count) / packets))];
}
