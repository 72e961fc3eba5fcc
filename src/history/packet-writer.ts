/** Turns packets into rows and sums. Runs inside a transaction of the writer. */
import type { NodeNum } from '../mesh/ids.js';
import { airtimeMs, type ModemSettings } from '../mesh/modem.js';
import { wasOnAir } from '../mesh/on-air.js';
import type { Packet, TelemetryPacket, TextPacket } from '../mesh/packet.js';
import { addresseeCode, FLAG, hundredths, kindCode, SOURCES, whole } from './codes.js';
import type { InsertStatements, RollUpStatements } from './insert-statements.js';
import type { Keys } from './keys.js';
import { type LinkSight, linkSights } from './link-sights.js';

/** A packet with what was true when it came. */
export interface Received {
  readonly packet: Packet;
  /** ms since 1970, plausible. */
  readonly at: number;
  readonly own: NodeNum | undefined;
  readonly modem: ModemSettings;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export function writePacket(statements: InsertStatements, keys: Keys, received: Received): void {
  const { packet, at, own } = received;
  const bytes = Math.round(packet.airBytes ?? packet.sizeBytes);
  const airtime = wasOnAir(packet) ? Math.round(airtimeMs(received.modem, bytes)) : 0;
  insertPacket(statements, keys, received, { bytes, airtime });
  if (packet.kind === 'text') insertText(statements, keys, packet, at);
  if (packet.kind === 'telemetry') insertTelemetry(statements, keys, packet, at);
  // What our own node says of itself was never on the air, or is counted by those who heard it.
  if (packet.from !== own) rollUp(statements, received, { bytes, airtime });
}

interface OnAir {
  readonly bytes: number;
  readonly airtime: number;
}

function insertPacket(
  { packet: insert }: InsertStatements,
  keys: Keys,
  { packet, at, own }: Received,
  { bytes, airtime }: OnAir,
): void {
  keys.insert('packets', at, (key) =>
    insert.run(
      key,
      packet.from,
      addresseeCode(packet.to),
      packet.id,
      kindCode(packet.kind),
      packet.kind === 'other' ? packet.portnum : null,
      packet.kind === 'encrypted' ? packet.channelHash : packet.channel,
      whole(packet.hopsAway),
      packet.hopLimit,
      whole(packet.hopStart),
      hundredths(packet.rxSnr),
      whole(packet.rxRssi),
      whole(packet.relayNode),
      flagsOf(packet) | (packet.from === own ? FLAG.own : 0),
      bytes,
      airtime,
    ),
  );
}

function flagsOf(packet: Packet): number {
  return (
    (packet.viaMqtt ? FLAG.viaMqtt : 0) |
    (packet.wantAck ? FLAG.wantAck : 0) |
    (packet.pkiEncrypted ? FLAG.pki : 0) |
    (packet.kind === 'text' && packet.isReaction ? FLAG.reaction : 0)
  );
}

function insertText({ text: insert }: InsertStatements, keys: Keys, packet: TextPacket, at: number): void {
  keys.insert('texts', at, (key) =>
    insert.run(
      key,
      packet.from,
      addresseeCode(packet.to),
      packet.id,
      packet.channel,
      whole(packet.hopsAway),
      flagsOf(packet),
      whole(packet.replyId),
      packet.text,
    ),
  );
}

function insertTelemetry(
  { telemetry: insert }: InsertStatements,
  keys: Keys,
  { from, telemetry }: TelemetryPacket,
  at: number,
): void {
  if (telemetry.variant === 'other') return;
  const device = telemetry.variant === 'device' ? telemetry.metrics : {};
  const environment = telemetry.variant === 'environment' ? telemetry.metrics : {};
  const use = telemetry.variant === 'environment' ? {} : telemetry.metrics;
  keys.insert('telemetry', at, (key) =>
    insert.run(
      key,
      from,
      whole(device.batteryLevel),
      whole(device.voltage === undefined ? undefined : device.voltage * 1000),
      hundredths(use.channelUtilization),
      hundredths(use.airUtilTx),
      whole(use.uptimeSeconds),
      hundredths(environment.temperatureCelsius),
      hundredths(environment.relativeHumidityPercent),
      hundredths(environment.pressureHectopascal),
    ),
  );
}

function rollUp({ hours, days }: InsertStatements, received: Received, onAir: OnAir): void {
  const [hour, day] = [Math.floor(received.at / HOUR_MS), Math.floor(received.at / DAY_MS)];
  addTraffic(hours, hour, received.packet, onAir);
  addTraffic(days, day, received.packet, onAir);
  writeLinks({ hours, days }, linkSights(received.packet, received.own), received.at);
}

/** Sums of links alone; `at` in ms since 1970. */
export function writeLinks(
  { hours, days }: Pick<InsertStatements, 'hours' | 'days'>,
  sights: readonly LinkSight[],
  at: number,
): void {
  for (const sight of sights) {
    addLink(hours, Math.floor(at / HOUR_MS), sight, at);
    addLink(days, Math.floor(at / DAY_MS), sight, at);
  }
}

function addTraffic(
  { sender, node, mesh }: RollUpStatements,
  slot: number,
  packet: Packet,
  onAir: OnAir,
): void {
  const { bytes, airtime } = onAir;
  const kind = kindCode(packet.kind);
  const mqtt = Number(packet.viaMqtt);
  const hops = whole(packet.hopsAway);
  const snr = hops === 0 && !packet.viaMqtt ? hundredths(packet.rxSnr) : null;
  const utilization = utilizationIn(packet);
  const use = [Number(utilization !== null), utilization ?? 0, utilization] as const;
  const hopSums = [Number(hops !== null), hops ?? 0, hops, whole(packet.hopStart)] as const;
  sender.run(slot, packet.from, bytes, airtime, mqtt, ...hopSums, ...use);
  node.run(slot, packet.from, kind, bytes, airtime, mqtt, Number(snr !== null), snr ?? 0, ...hopSums);
  // The hash of a foreign channel says nothing to people, and there are 256 of them.
  const channel = packet.kind === 'encrypted' ? -1 : packet.channel;
  mesh.add({ slot, kind, channel, hops: hops ?? -1, bytes, airtime, mqtt, utilization });
}

function utilizationIn(packet: Packet): number | null {
  if (packet.kind !== 'telemetry') return null;
  const { telemetry } = packet;
  const tells = telemetry.variant === 'device' || telemetry.variant === 'localStats';
  return tells ? hundredths(telemetry.metrics.channelUtilization) : null;
}

function addLink({ link }: RollUpStatements, slot: number, sight: LinkSight, at: number): void {
  const snr = Math.round(sight.snr * 100);
  const source = SOURCES.indexOf(sight.source);
  link.run(slot, sight.sender, sight.receiver, source, snr, snr, snr, at);
}
