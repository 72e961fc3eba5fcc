/** One line for one event, as a person at the console watches it. */
import { decimal, timeOfDayExact } from '../bot/format.js';
import { LONG_KINDS } from '../bot/kind-words.js';
import { fullNameOf, relayName, shortNameOf } from '../bot/node-names.js';
import type { Language } from '../bot/request.js';
import { BROADCAST_NUM, type NodeNum } from '../mesh/ids.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { DecodedHeader, EncryptedPacket, Packet, Route, Telemetry } from '../mesh/packet.js';
import type { LinkChange, SettledMessage } from '../mesh/radio.js';
import { cleanName, cutToBytes } from '../util/text.js';
import { LIVE_WORDS } from './live-words.js';

/** Longer than any text on the air. */
const TEXT_BYTES = 240;

/** Among which nodes, when, and in which language something is shown. */
export interface Sight {
  readonly nodes: NodeDb;
  /** ms since 1970 */
  readonly at: number;
  readonly language: Language;
}

/** `14:05:31 Bravo (BRAV !2b4a7c10) → all ch0, text, direct SNR 6.3: hello`. */
export function packetLine(packet: Packet, sight: Sight): string {
  const { nodes, at } = sight;
  const { from, to } = packet;
  const where = packet.kind === 'encrypted' ? unreadable(packet, sight) : placeOf(packet, sight);
  const how = hearing(packet, sight);
  const head = `${timeOfDayExact(at)} ${fullNameOf(nodes, from)} → ${addressee(to, sight)} ${where}`;
  const what = contentOf(packet, sight);
  return `${head}${how === '' ? '' : `, ${how}`}${what === '' ? '' : `: ${what}`}`;
}

/** `14:05:33 sent text to Bravo (BRAV !2b4a7c10): delivered after 4.2 s`. */
export function deliveryLine({ message, delivery }: SettledMessage, sight: Sight): string {
  const words = LIVE_WORDS[sight.language];
  const failure = delivery.outcome === 'failed' ? ` (${delivery.reason})` : '';
  const took = words.after(decimal(delivery.tookMs / 1000, 1, sight.language));
  const sent = words.sent(LONG_KINDS[sight.language][message.content.kind], addressee(message.to, sight));
  return `${timeOfDayExact(sight.at)} ${sent}: ${words.outcomes[delivery.outcome]}${failure} ${took}`;
}

/** `14:05:33 link waiting (reset)`. */
export function linkLine({ state, reason }: LinkChange, { at, language }: Sight): string {
  const { link, states } = LIVE_WORDS[language];
  return `${timeOfDayExact(at)} ${link(states[state])}${reason === undefined ? '' : ` (${reason})`}`;
}

function addressee(to: NodeNum, { nodes, language }: Sight): string {
  return to === BROADCAST_NUM ? LIVE_WORDS[language].all : fullNameOf(nodes, to);
}

function unreadable({ channelHash, payload }: EncryptedPacket, { language }: Sight): string {
  const { encrypted, bytes } = LIVE_WORDS[language];
  return `${encrypted}, hash ${channelHash}, ${bytes(payload.length)}`;
}

function placeOf(packet: Exclude<Packet, EncryptedPacket>, { language }: Sight): string {
  const kind = packet.kind === 'other' ? `port ${packet.portnum}` : LONG_KINDS[language][packet.kind];
  return packet.pkiEncrypted ? `PKI, ${kind}` : `ch${packet.channel}, ${kind}`;
}

/** How it reached us: nothing for what did not come by radio. */
function hearing(packet: Packet, { nodes, language }: Sight): string {
  const { from, hopsAway, relayNode, rxSnr, viaMqtt } = packet;
  const words = LIVE_WORDS[language];
  if (viaMqtt) return words.viaMqtt;
  if (rxSnr === undefined) return '';
  const snr = `SNR ${decimal(rxSnr, 1, language)}`;
  if (hopsAway === 0) return words.direct(snr);
  const relay = relayNode === undefined ? '' : ` ${words.over(relayName(nodes, relayNode, [from]))}`;
  return `${words.hops(hopsAway ?? '?')}${relay} ${snr}`;
}

function contentOf(packet: Packet, sight: Sight): string {
  const { nodes, language } = sight;
  const words = LIVE_WORDS[language];
  switch (packet.kind) {
    case 'text':
      return cutToBytes(cleanName(packet.text), TEXT_BYTES);
    case 'position':
      return packet.position ? `${packet.position.latitude}, ${packet.position.longitude}` : words.notShared;
    case 'telemetry':
      return telemetryOf(packet.telemetry);
    case 'nodeInfo':
      return `${cleanName(packet.user.longName)}, ${packet.user.hwModel} ${packet.user.role}`;
    case 'traceroute':
      return routeOf(packet.towards, sight);
    case 'routing':
      return verdictOf(packet, sight);
    case 'neighborInfo':
      return packet.neighbors.map(({ nodeNum }) => shortNameOf(nodes, nodeNum)).join(' ');
    case 'encrypted':
      return '';
    case 'other':
      return words.bytes(packet.payload.length);
  }
}

function telemetryOf(telemetry: Telemetry): string {
  if (telemetry.variant === 'other') return telemetry.name;
  const values = Object.entries(telemetry.metrics).map(([name, value]) => `${name} ${rounded(value)}`);
  return cutToBytes(values.join(', '), TEXT_BYTES);
}

/** The wire's floats of 32 bits have a tail that nobody measured. */
function rounded(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toFixed(2))) : String(value);
}

function routeOf({ relays }: Route, { nodes, language }: Sight): string {
  const { noRelay, over } = LIVE_WORDS[language];
  const names = relays.map((relay) => (relay === undefined ? '?' : shortNameOf(nodes, relay)));
  return names.length === 0 ? noRelay : over(names.join(' '));
}

function verdictOf(
  { error, requestId }: DecodedHeader & { readonly error?: string },
  { language }: Sight,
): string {
  const { acknowledgement, ofPacket } = LIVE_WORDS[language];
  const about = requestId === undefined ? '' : ` ${ofPacket(requestId)}`;
  return `${error === 'NONE' ? acknowledgement : (error ?? 'route')}${about}`;
}
