/** One line for one event, as a person at the console watches it. */
import { decimal, timeOfDayExact } from '../bot/format.js';
import { fullNameOf, relayName, shortNameOf } from '../bot/node-names.js';
import { BROADCAST_NUM, type NodeNum } from '../mesh/ids.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { DecodedHeader, EncryptedPacket, Packet, Route, Telemetry } from '../mesh/packet.js';
import type { LinkChange, SettledMessage } from '../mesh/radio.js';
import { cleanName, cutToBytes } from '../util/text.js';

/** Longer than any text on the air. */
const TEXT_BYTES = 240;

/** `14:05:31 Bravo (BRAV !2b4a7c10) → all ch0, text, direct SNR 6.3: hello`. */
export function packetLine(packet: Packet, nodes: NodeDb, at: number): string {
  const { from, to } = packet;
  const where = packet.kind === 'encrypted' ? unreadable(packet) : placeOf(packet);
  const how = hearing(packet, nodes);
  const head = `${timeOfDayExact(at)} ${fullNameOf(nodes, from)} → ${addressee(to, nodes)} ${where}`;
  const what = contentOf(packet, nodes);
  return `${head}${how === '' ? '' : `, ${how}`}${what === '' ? '' : `: ${what}`}`;
}

/** `14:05:33 sent to Bravo (BRAV !2b4a7c10): delivered after 4.2 s`. */
export function deliveryLine({ message, delivery }: SettledMessage, nodes: NodeDb, at: number): string {
  const failure = delivery.outcome === 'failed' ? ` (${delivery.reason})` : '';
  const took = `${decimal(delivery.tookMs / 1000, 1, 'en')} s`;
  const kind = message.content.kind;
  return `${timeOfDayExact(at)} sent ${kind} to ${addressee(message.to, nodes)}: ${delivery.outcome}${failure} after ${took}`;
}

/** `14:05:33 link waiting (reset)`. */
export function linkLine({ state, reason }: LinkChange, at: number): string {
  return `${timeOfDayExact(at)} link ${state}${reason === undefined ? '' : ` (${reason})`}`;
}

function addressee(to: NodeNum, nodes: NodeDb): string {
  return to === BROADCAST_NUM ? 'all' : fullNameOf(nodes, to);
}

function unreadable({ channelHash, payload }: EncryptedPacket): string {
  return `encrypted, hash ${channelHash}, ${payload.length} B`;
}

function placeOf(packet: Exclude<Packet, EncryptedPacket>): string {
  const kind = packet.kind === 'other' ? `port ${packet.portnum}` : packet.kind;
  return packet.pkiEncrypted ? `PKI, ${kind}` : `ch${packet.channel}, ${kind}`;
}

/** How it reached us: nothing for what did not come by radio. */
function hearing({ from, hopsAway, relayNode, rxSnr, viaMqtt }: Packet, nodes: NodeDb): string {
  if (viaMqtt) return 'via MQTT';
  if (rxSnr === undefined) return '';
  const snr = `SNR ${decimal(rxSnr, 1, 'en')}`;
  if (hopsAway === 0) return `direct ${snr}`;
  const relay = relayNode === undefined ? '' : ` over ${relayName(nodes, relayNode, [from])}`;
  return `${hopsAway ?? '?'} hops${relay} ${snr}`;
}

function contentOf(packet: Packet, nodes: NodeDb): string {
  switch (packet.kind) {
    case 'text':
      return cutToBytes(cleanName(packet.text), TEXT_BYTES);
    case 'position':
      return packet.position ? `${packet.position.latitude}, ${packet.position.longitude}` : 'none shared';
    case 'telemetry':
      return telemetryOf(packet.telemetry);
    case 'nodeInfo':
      return `${cleanName(packet.user.longName)}, ${packet.user.hwModel} ${packet.user.role}`;
    case 'traceroute':
      return routeOf(packet.towards, nodes);
    case 'routing':
      return verdictOf(packet);
    case 'neighborInfo':
      return packet.neighbors.map(({ nodeNum }) => shortNameOf(nodes, nodeNum)).join(' ');
    case 'encrypted':
      return '';
    case 'other':
      return `${packet.payload.length} B`;
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

function routeOf({ relays }: Route, nodes: NodeDb): string {
  const names = relays.map((relay) => (relay === undefined ? '?' : shortNameOf(nodes, relay)));
  return names.length === 0 ? 'no relay' : `over ${names.join(' ')}`;
}

function verdictOf({ error, requestId }: DecodedHeader & { readonly error?: string }): string {
  const about = requestId === undefined ? '' : ` of packet ${requestId}`;
  return `${error === 'NONE' ? 'acknowledgement' : (error ?? 'route')}${about}`;
}
