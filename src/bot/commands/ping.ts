import type { TextPacket } from '../../mesh/packet.js';
import type { Call, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { decimal, longAgo, longSpan, signalColour, timeOfDayExact } from '../format.js';
import { relayName } from '../node-names.js';

interface PingTexts {
  pong(name: string): string;
  readonly direct: string;
  hops(count: number): string;
  readonly hopsUnknown: string;
  lastRelay(name: string): string;
  heardAt(snr: string): string;
  health(up: string, node: string, queued: number): string;
  nodeAnswered(name: string, ago: string): string;
  readonly nodeDown: string;
}

const TEXTS: Texts<PingTexts> = {
  en: {
    pong: (name) => `Pong ${name}!`,
    direct: 'Direct',
    hops: (count) => (count === 1 ? '1 hop' : `${count} hops`),
    hopsUnknown: 'hops ?',
    lastRelay: (name) => `last relay ${name}`,
    heardAt: (snr) => `heard at SNR ${snr} dB`,
    health: (up, node, queued) => `Pong. Bot up ${up}, ${node}, queue ${queued}.`,
    nodeAnswered: (name, when) => `node ${name} answered ${when}`,
    nodeDown: 'node link down',
  },
  fr: {
    pong: (name) => `Pong ${name} !`,
    direct: 'Direct',
    hops: (count) => (count < 2 ? `${count} saut` : `${count} sauts`),
    hopsUnknown: 'sauts ?',
    lastRelay: (name) => `dernier relais ${name}`,
    heardAt: (snr) => `reçu à SNR ${snr} dB`,
    health: (up, node, queued) => `Pong. Bot actif ${up}, ${node}, file ${queued}.`,
    nodeAnswered: (name, when) => `nœud ${name} a répondu ${when}`,
    nodeDown: 'lien radio coupé',
  },
};

export const ping: CommandDefinition = {
  name: 'ping',
  aliases: ['test'],
  role: 'any',
  places: ['direct', 'channel', 'telegram', 'console'],
  group: 'net',
  isMinor: true,
  texts: {
    en: { name: 'ping', usage: '', summary: 'how your message reached me', example: '/ping' },
    fr: { name: 'ping', usage: '', summary: "comment votre message m'est parvenu", example: '/ping' },
  },
  see: ['my', 'trace'],
  create: (context) => ({
    run: (call) => {
      const { packet, user } = call.request;
      if (!packet) return health(context, call);
      const time = timeOfDayExact(context.clock.now());
      return `${TEXTS[call.language].pong(user.name)} ${way(context, call, packet)} ${time}`;
    },
  }),
};

function way(context: BotContext, call: Call, packet: TextPacket): string {
  if (packet.viaMqtt) return 'via MQTT';
  if (packet.hopsAway === 0) return `${direct(call, packet)} ${signalColour(packet.rxSnr, context.modem())}`;
  return `${relayed(context, call, packet)}.`;
}

function direct({ language }: Call, { rxSnr, rxRssi }: TextPacket): string {
  return join([
    TEXTS[language].direct,
    rxSnr === undefined ? undefined : `SNR ${decimal(rxSnr, 1, language)} dB`,
    rxRssi === undefined ? undefined : `RSSI ${rxRssi} dBm`,
  ]);
}

/** The signal is that of the last relay, and so stands beside it. */
function relayed(context: BotContext, { language }: Call, packet: TextPacket): string {
  const text = TEXTS[language];
  const { hopsAway, relayNode, rxSnr } = packet;
  const relay = relayNode === undefined ? undefined : relayOf(context, packet, relayNode);
  const heard = rxSnr === undefined ? undefined : text.heardAt(decimal(rxSnr, 1, language));
  return join([
    hopsAway === undefined ? text.hopsUnknown : text.hops(hopsAway),
    join([relay && text.lastRelay(relay), heard], relay ? ' ' : ', '),
  ]);
}

function relayOf({ nodes, radio }: BotContext, { from }: TextPacket, relayNode: number): string {
  return relayName(nodes, relayNode, radio.own ? [from, radio.own.nodeNum] : [from]);
}

function health(context: BotContext, { language }: Call): string {
  const text = TEXTS[language];
  const { state, lastFrameAgoMs, outbox } = context.radio.report();
  const { own } = context.radio;
  const isUp = state === 'ready' && own !== undefined && lastFrameAgoMs !== undefined;
  const node = isUp ? text.nodeAnswered(own.longName, longAgo(lastFrameAgoMs, language)) : text.nodeDown;
  return text.health(longSpan(context.upMs(), language), node, outbox.queued);
}
