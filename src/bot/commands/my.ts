import type { MeshNode } from '../../mesh/node-db.js';
import type { Reception } from '../../mesh/reception-log.js';
import type { Call, Texts } from '../command.js';
import { fitPage, join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { findNode } from '../find-node.js';
import { ago, decimal, longAgo, signalColour } from '../format.js';
import { longNameOf, relayName } from '../node-names.js';
import { bars, mean } from '../statistics.js';
import { usageError } from '../usage.js';
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
      const text = direct(context, call, { node, last: node.lastDirect });
      return call.request.isBrief ? text : join([text, ...details(context, call, node)], '\n');
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

function direct(
  context: BotContext,
  { language, request }: Call,
  { node, last }: { node: MeshNode; last: Reception },
): string {
  const text = TEXTS[language];
  const now = context.clock.now();
  const today = snrs(context, node, now - DAY_MS, now + 1);
  const average = mean(today);
  const trend = trendOf(average, mean(snrs(context, node, now - 2 * DAY_MS, now - DAY_MS)));
  const where = request.isBrief ? whereIs(context, node, language) : longWhereIs(context, node, language);
  const heard = request.isBrief ? ago(now - last.at, language) : longAgo(now - last.at, language);
  const head = `${longNameOf(context.nodes, node.nodeNum)}${text.colon} ${text.direct}`;
  const signal = `${signalColour(last.snr, context.modem())} SNR ${decimal(last.snr, 1, language)} dB`;
  return fitPage([
    {
      glue: ' ',
      parts: [
        { text: `${head} ${signal}` },
        ...(average === undefined
          ? []
          : [{ text: text.average(decimal(average, 1, language), today.length), drop: 2 }]),
        ...(last.rssi === undefined ? [] : [{ text: `RSSI ${last.rssi}`, drop: 3 }]),
      ],
    },
    { parts: [{ text: heard }, ...(where === undefined ? [] : [{ text: where, drop: 1 }])] },
    { parts: trend === undefined ? [] : [{ text: text.trend(trend), drop: 4 }] },
  ]);
}

function snrs({ nodes }: BotContext, { nodeNum }: MeshNode, from: number, to: number): number[] {
  return nodes.receptions.direct(nodeNum, from, to).map((reception) => reception.snr);
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

function details(context: BotContext, { language }: Call, node: MeshNode): string[] {
  const text = TEXTS[language];
  const { clock, nodes } = context;
  const hour = Math.floor(clock.now() / HOUR_MS);
  const from = (hour - 23) * HOUR_MS;
  const received = nodes.receptions.direct(node.nodeNum, from, clock.now() + 1);
  const perHour = Array.from({ length: 24 }, () => 0);
  for (const { at } of received) {
    const column = Math.floor(at / HOUR_MS) - hour + 23;
    perHour[column] = (perHour[column] ?? 0) + 1;
  }
  const all = nodes.receptions.packetsSince(node.nodeNum, from);
  const values = received.map((reception) => reception.snr);
  const [best, worst] = [Math.max(...values), Math.min(...values)].map((value) =>
    decimal(value, 1, language),
  );
  const bits = node.position?.precisionBits;
  return [
    ...(values.length > 0 ? [text.range(best ?? '', worst ?? ''), text.perHour(bars(perHour))] : []),
    ...(all > 0 ? [text.share(Math.min(100, Math.round((100 * received.length) / all)))] : []),
    ...(bits === undefined ? [] : [text.precision(bits)]),
  ];
}
