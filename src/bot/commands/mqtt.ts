import type { MeshNode } from '../../mesh/mesh-node.js';
import type { FeedCounts, MeshFeedReading } from '../../services/mesh-feed/mesh-feed.js';
import type { Call } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { SHORT_FAILURES } from '../failure-words.js';
import { longAge, longAgo, longDistance } from '../format.js';
import { hoursIn } from '../hours.js';
import { fullNameOf, longNameOf } from '../node-names.js';
import { hoursBack } from '../options.js';
import type { Language } from '../request.js';
import { WEEK_HOURS } from '../statistic.js';
import { usageError } from '../usage.js';
import { whenIn } from '../when.js';
import { longDistanceTo } from '../whereabouts.js';
import { MQTT_TEXTS } from './mqtt-texts.js';

const USUAL_HOURS = 48;
const HOUR_MS = 3_600_000;
const NODES_LISTED = 40;
const GATEWAYS_LISTED = 20;

export const mqtt: CommandDefinition = {
  name: 'mqtt',
  aliases: [],
  switchedOnBy: 'meshtasticMqtt.enabled',
  role: 'known',
  places: ['telegram', 'console'],
  group: 'net',
  isMinor: true,
  args: { min: 0, max: 1 },
  texts: {
    en: {
      name: 'mqtt',
      usage: '[HOURS 1-168]',
      summary: 'nodes beyond my radio range, and the gateways that tell of them',
      example: '/mqtt 24',
    },
    fr: {
      name: 'mqtt',
      usage: '[HEURES 1-168]',
      summary: 'les nœuds hors de portée de ma radio, et leurs passerelles',
      example: '/mqtt 24',
    },
  },
  options: hoursBack(USUAL_HOURS),
  see: ['fullnodes', 'neighbors'],
  create: (context) => ({
    isAvailable: () => context.outside?.meshFeed !== undefined,
    run: (call) => {
      const hours = hoursIn(call.args[0] ?? String(USUAL_HOURS), WEEK_HOURS);
      if (hours === undefined) throw usageError(mqtt, call);
      const reading = context.outside?.meshFeed?.read(hours);
      return reading ? told(context, call, { reading, hours }) : '';
    },
  }),
};

interface Asked {
  readonly reading: MeshFeedReading;
  readonly hours: number;
}

function told(context: BotContext, { language }: Call, { reading, hours }: Asked): string {
  const text = MQTT_TEXTS[language];
  const nodes = farNodes(context, hours);
  const lines = nodes.slice(0, NODES_LISTED).map((node) => nodeLine(context, language, node, reading));
  const more = nodes.length - lines.length;
  return [
    stateLine(context, language, reading),
    text.nodes(nodes.length, longDistance(reading.maxDistanceKm * 1000, language)),
    ...lines,
    ...(more > 0 ? [text.more(more)] : []),
    '',
    text.gateways(`${hours} h`),
    ...gatewayLines(context, language, reading),
    ...leftOut(language, reading.counts),
    ...(nodes.length > 0 ? ['', text.beyond] : []),
  ].join('\n');
}

/** Silence of a feed that is down says nothing of the nodes. */
function stateLine({ clock }: BotContext, language: Language, reading: MeshFeedReading): string {
  const text = MQTT_TEXTS[language];
  const { report, packets, knownMs } = reading;
  const now = clock.now();
  const since = whenIn(report.since ?? now, now, language);
  if (report.state === 'denied') return text.denied(since);
  if (report.state !== 'ok') {
    const last = report.lastSuccess === undefined ? undefined : longAgo(now - report.lastSuccess, language);
    return text.down(since, SHORT_FAILURES[language][report.lastError?.reason ?? 'unreachable'], last);
  }
  if (!report.isLive) return text.connecting;
  const rate =
    knownMs < HOUR_MS ? text.soFar(packets) : text.perHour(Math.round((packets * HOUR_MS) / knownMs));
  return text.live(since, rate);
}

/** Told of by a broker in that time, and not by radio; who was told of last comes first. */
function farNodes({ nodes, radio, clock }: BotContext, hours: number): readonly MeshNode[] {
  const from = clock.now() - hours * HOUR_MS;
  return nodes
    .all()
    .filter(({ nodeNum, viaMqtt }) => viaMqtt && nodeNum !== radio.own?.nodeNum)
    .filter(({ lastHeard, toldByRadio }) => (lastHeard ?? 0) >= from && (toldByRadio?.life ?? 0) < from)
    .sort((a, b) => (b.lastHeard ?? 0) - (a.lastHeard ?? 0) || a.nodeNum - b.nodeNum);
}

/** `• Kilo via gateway Golf, 5 min, 62 km` */
function nodeLine(
  context: BotContext,
  language: Language,
  node: MeshNode,
  { gatewayOf }: MeshFeedReading,
): string {
  const text = MQTT_TEXTS[language];
  const { nodes, clock } = context;
  const gateway = gatewayOf(node.nodeNum);
  const name = longNameOf(nodes, node.nodeNum);
  const isOwn = gateway === node.nodeNum;
  const way = gateway === undefined || isOwn ? undefined : text.via(longNameOf(nodes, gateway));
  const facts = join([
    join([name, way], ' '),
    isOwn ? text.ownGateway : undefined,
    longAge(clock.now() - (node.lastHeard ?? 0), language),
    longDistanceTo(context, node, language),
  ]);
  return `• ${facts}`;
}

function gatewayLines({ nodes }: BotContext, language: Language, { gateways }: MeshFeedReading): string[] {
  const text = MQTT_TEXTS[language];
  if (gateways.length === 0) return [text.noGateways];
  const lines = gateways.slice(0, GATEWAYS_LISTED).map(({ nodeNum, packets, ageMs }) => {
    return `• ${fullNameOf(nodes, nodeNum)}, ${text.brought(packets, longAgo(ageMs, language))}`;
  });
  const more = gateways.length - lines.length;
  return more > 0 ? [...lines, `… +${more}`] : lines;
}

function leftOut(language: Language, { far, unread, excess, garbage }: FeedCounts): string[] {
  const text = MQTT_TEXTS[language];
  const parts = join([
    far > 0 ? text.far(far) : undefined,
    unread > 0 ? text.unread(unread) : undefined,
    excess > 0 ? text.excess(excess) : undefined,
    garbage > 0 ? text.garbage(garbage) : undefined,
  ]);
  return parts ? ['', text.leftOut(parts)] : [];
}
