import type { MeshNode } from '../../mesh/mesh-node.js';
import { fitPage, join, type Part } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { findNode } from '../find-node.js';
import { age, decimal, signalColour } from '../format.js';
import { hardwareName } from '../hardware.js';
import { allNamesOf, relayName } from '../node-names.js';
import type { Language } from '../request.js';
import { whereIs } from '../whereabouts.js';
import { keyState, packetCount } from './info-facts.js';
import { describeNode } from './info-long.js';
import { INFO_TEXTS } from './info-texts.js';

/** After so long a direct reception says little of today. */
const DIRECT_MS = 24 * 3_600_000;

export const info: CommandDefinition = {
  name: 'info',
  aliases: ['i'],
  role: 'any',
  places: ['direct', 'channel', 'telegram', 'console'],
  group: 'net',
  args: { min: 1, max: 1 },
  asksHistory: true,
  texts: {
    en: { name: 'info', usage: 'NODE', summary: 'all I know of a node', example: '/info BRAV' },
    fr: { name: 'info', usage: 'NOEUD', summary: "tout ce que je sais d'un nœud", example: '/info BRAV' },
  },
  see: ['nodes', 'my'],
  create: (context) => ({
    run: (call) => {
      const node = findNode(context.nodes, call.args[0] ?? '', call.language);
      return call.request.isBrief ? brief(context, call.language, node) : describeNode(context, call, node);
    },
  }),
};

function brief(context: BotContext, language: Language, node: MeshNode): string {
  const { nodes } = context;
  const text = INFO_TEXTS[language];
  const { nodeNum, user, device, position } = node;
  const channelUse = device?.channelUtilization;
  const altitude = position?.altitudeMeters;
  return fitPage([
    { parts: [{ text: allNamesOf(nodes, nodeNum) }] },
    { parts: [{ text: heard(context, language, node) }] },
    {
      parts: [
        ...part(whereIs(context, node, language), 1),
        ...part(altitude === undefined ? undefined : `${Math.round(altitude)}m`, 4),
      ],
    },
    {
      parts: [
        ...part(battery(node, language), 2),
        ...part(
          channelUse === undefined ? undefined : `${text.channel} ${decimal(channelUse, 1, language)}%`,
          3,
        ),
      ],
    },
    {
      parts: [
        ...part(user && join([hardwareName(user.hwModel), user.role], ' '), 6),
        ...part(keyState(context, node, language), 0),
      ],
    },
    { parts: part(packetCount(context, node, language), 5) },
  ]);
}

function part(text: string | undefined, drop: number): Part[] {
  return text ? [{ text, drop }] : [];
}

function heard(context: BotContext, language: Language, node: MeshNode): string {
  const text = INFO_TEXTS[language];
  const now = context.clock.now();
  const { lastDirect, lastHeard, hopsAway, relayNode, nodeNum, viaMqtt } = node;
  if (nodeNum === context.radio.own?.nodeNum) return text.long.own;
  if (lastDirect && now - lastDirect.at < DIRECT_MS) {
    const signal = join([`SNR ${decimal(lastDirect.snr, 1, language)}`, rssi(lastDirect.rssi)], ' ');
    const colour = signalColour(lastDirect.snr, context.modem());
    return `${colour}${text.direct} ${signal}, ${age(now - lastDirect.at, language)}`;
  }
  if (lastHeard === undefined) return text.long.never;
  const not = context.radio.own ? [nodeNum, context.radio.own.nodeNum] : [nodeNum];
  const relay = relayNode === undefined ? undefined : text.via(relayName(context.nodes, relayNode, not));
  const way = hopsAway === 0 ? text.direct : join([text.hops(hopsAway), relay], ' ');
  return `${viaMqtt ? 'via MQTT' : way}, ${age(now - lastHeard, language)}`;
}

function rssi(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `RSSI ${value}`;
}

function battery({ device }: MeshNode, language: Language): string | undefined {
  const text = INFO_TEXTS[language];
  const { batteryLevel, voltage } = device ?? {};
  if (batteryLevel === undefined && voltage === undefined) return undefined;
  const level =
    batteryLevel === undefined ? undefined : batteryLevel > 100 ? text.external : `${batteryLevel}%`;
  return join(
    [text.battery, level, voltage === undefined ? undefined : `${decimal(voltage, 2, language)}V`],
    ' ',
  );
}
