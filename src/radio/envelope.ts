/** What gateways put on an MQTT broker: a packet, the channel's name, and who heard it. */
import { create } from '@bufbuild/protobuf';
import { Mesh, Mqtt, Portnums } from '@meshtastic/protobufs';
import { cryptChannel } from '../mesh/crypto.js';
import { isOneNode, type NodeNum, parseNodeId, toNodeNum, toPacketId } from '../mesh/ids.js';
import type { ChannelKey, FeedContent, FeedEnvelope, Gateway } from '../mesh/mesh-feed.js';
import type { NeighborInfoPacket, OtherPacket, Packet, TelemetryPacket } from '../mesh/packet.js';
import { toPacket } from './codec-packet.js';
import { toPosition, toUser, tryDecode } from './codec-payload.js';
import { readTextLeniently } from './lenient-text.js';

readTextLeniently();

const { PortNum } = Portnums;
/** As many as the firmware tells of (protobufs, NeighborInfo). */
const MAX_NEIGHBORS = 10;
/** Bit 0 of the bitfield (firmware 2.7.26 src/mesh/Router.h, BITFIELD_OK_TO_MQTT_MASK). */
const OK_TO_MQTT = 1;

/** Undefined for what is no envelope with a packet in it. */
export function openEnvelope(payload: Uint8Array): FeedEnvelope | undefined {
  const envelope = tryDecode(Mqtt.ServiceEnvelopeSchema, payload);
  const packet = envelope?.packet;
  const gateway = parseNodeId(envelope?.gatewayId ?? '');
  if (!packet || gateway === undefined || packet.id === 0) return undefined;
  const from = toNodeNum(packet.from);
  if (!isOneNode(from)) return undefined;
  return {
    from,
    id: toPacketId(packet.id),
    gateway: gatewayOf(packet, gateway),
    read: (keys) => readContent(packet, keys),
  };
}

function gatewayOf(packet: Mesh.MeshPacket, nodeNum: NodeNum): Gateway {
  if (nodeNum === toNodeNum(packet.from)) return { nodeNum };
  const hops = packet.hopStart - packet.hopLimit;
  // Both are 0 for what the gateway itself had by another way than radio.
  const isByRadio = (packet.rxSnr !== 0 || packet.rxRssi !== 0) && Number.isFinite(packet.rxSnr);
  return {
    nodeNum,
    ...(packet.hopStart !== 0 && hops >= 0 && { hops }),
    ...(isByRadio && { snr: packet.rxSnr }),
  };
}

function readContent(packet: Mesh.MeshPacket, keys: readonly ChannelKey[]): FeedContent {
  const data = dataIn(packet, keys);
  if (!data) return { kind: 'locked' };
  if (data.bitfield !== undefined && (data.bitfield & OK_TO_MQTT) === 0) return { kind: 'private' };
  const { from, id } = packet;
  const payloadVariant = { case: 'decoded', value: data } as const;
  return contentOf(toPacket(create(Mesh.MeshPacketSchema, { from, id, payloadVariant }), 0, 0));
}

/** Nothing proves that a key fits: what it makes of the bytes has to make sense. */
function dataIn({ payloadVariant, channel, from, id }: Mesh.MeshPacket, keys: readonly ChannelKey[]) {
  if (payloadVariant.case === 'decoded') return payloadVariant.value;
  if (payloadVariant.case !== 'encrypted') return undefined;
  for (const { hash, key } of keys) {
    if (hash !== channel) continue;
    const bytes = cryptChannel(key, toNodeNum(from), toPacketId(id), payloadVariant.value);
    const data = tryDecode(Mesh.DataSchema, bytes);
    if (data && data.portnum !== PortNum.UNKNOWN_APP) return data;
  }
  return undefined;
}

function contentOf(packet: Packet): FeedContent {
  const { from: nodeNum } = packet;
  switch (packet.kind) {
    case 'nodeInfo':
      return { kind: 'node', report: { nodeNum, user: packet.user } };
    case 'position':
      return packet.position
        ? { kind: 'node', report: { nodeNum, position: packet.position } }
        : { kind: 'other' };
    case 'telemetry':
      return telemetryIn(packet);
    case 'neighborInfo':
      return linksIn(packet);
    case 'other':
      return packet.portnum === PortNum.MAP_REPORT_APP ? mapReportIn(packet) : { kind: 'other' };
    default:
      return { kind: 'other' };
  }
}

function telemetryIn({ from: nodeNum, telemetry }: TelemetryPacket): FeedContent {
  const { variant } = telemetry;
  if (variant === 'device') return { kind: 'node', report: { nodeNum, device: telemetry.metrics } };
  if (variant === 'environment') return { kind: 'node', report: { nodeNum, environment: telemetry.metrics } };
  return { kind: 'other' };
}

/** A node tells of itself alone; what names another one is made up. */
function linksIn({ from, nodeNum, neighbors }: NeighborInfoPacket): FeedContent {
  if (nodeNum !== from) return { kind: 'other' };
  const links = neighbors
    .slice(0, MAX_NEIGHBORS)
    .map(({ nodeNum: sender, snr }) => ({ sender, receiver: from, snr }));
  return { kind: 'links', links };
}

function mapReportIn({ from: nodeNum, payload }: OtherPacket): FeedContent {
  const report = tryDecode(Mqtt.MapReportSchema, payload);
  if (!report) return { kind: 'other' };
  const { longName, shortName, role, hwModel, latitudeI, longitudeI, altitude } = report;
  const user = toUser(create(Mesh.UserSchema, { longName, shortName, role, hwModel }));
  const precisionBits = report.positionPrecision;
  const position = toPosition(
    create(Mesh.PositionSchema, { latitudeI, longitudeI, altitude, precisionBits }),
  );
  return { kind: 'node', report: { nodeNum, user, ...(position && { position }) } };
}
