/** How a text of the mesh reached us and others: the line under it. */
import { decimal, timeOfDay } from '../../../bot/format.js';
import { longNameOf } from '../../../bot/node-names.js';
import type { Language } from '../../../bot/request.js';
import type { Gateway } from '../../../mesh/mesh-feed.js';
import type { NodeDb } from '../../../mesh/node-db.js';
import type { TextPacket } from '../../../mesh/packet.js';
import type { Radio } from '../../../mesh/radio.js';
import { RELAY_WORDS } from './texts.js';

export interface ReceptionDeps {
  readonly radio: Pick<Radio, 'own'>;
  readonly nodes: NodeDb;
  readonly language: Language;
}

/** `direct 6.3 dB · 14:05`, or `heard by Base direct 6.3, Golf 1 hop · 14:05` once others have told. */
export function receptionLine(
  deps: ReceptionDeps,
  packet: TextPacket,
  gateways: readonly Gateway[] = [],
): string {
  const { radio, nodes, language } = deps;
  const words = RELAY_WORDS[language];
  const at = timeOfDay(packet.rxTime ?? packet.receivedAt);
  const others = gateways.filter(({ nodeNum }) => nodeNum !== radio.own?.nodeNum);
  if (others.length === 0) return `${ownWay(packet, language)} · ${at}`;
  const ours =
    packet.viaMqtt || !radio.own ? [] : [`${radio.own.longName} ${shortWay(wayOf(packet), language)}`];
  const theirs = others.map((gateway) =>
    `${longNameOf(nodes, gateway.nodeNum)} ${shortWay(gateway, language)}`.trim(),
  );
  return `${words.heardBy([...ours, ...theirs].join(', '))} · ${at}`;
}

function ownWay(packet: TextPacket, language: Language): string {
  const words = RELAY_WORDS[language];
  const { viaMqtt, hopsAway, rxSnr } = packet;
  if (viaMqtt) return words.viaMqtt;
  if (hopsAway === undefined) return words.hopsUnknown;
  if (hopsAway > 0) return words.hops(hopsAway);
  return words.direct(rxSnr === undefined ? undefined : decimal(rxSnr, 1, language));
}

type Way = Pick<Gateway, 'hops' | 'snr'>;

function wayOf({ hopsAway, rxSnr }: TextPacket): Way {
  return { ...(hopsAway !== undefined && { hops: hopsAway }), ...(rxSnr !== undefined && { snr: rxSnr }) };
}

/** Only a direct signal says something of its sender. */
function shortWay({ hops, snr }: Way, language: Language): string {
  if (hops === undefined) return '';
  if (hops > 0) return RELAY_WORDS[language].hops(hops);
  return snr === undefined ? 'direct' : `direct ${decimal(snr, 1, language)}`;
}
