import { Mesh, Portnums, Telemetry } from '@meshtastic/protobufs';
import { BROADCAST_NUM, type ChannelIndex, toChannelIndex, toNodeNum, toPacketId } from '../mesh/ids.js';
import type { DecodedHeader, Packet, PacketHeader, RoutingPacket } from '../mesh/packet.js';
import { routingErrorOf } from '../mesh/routing-error.js';
import { decodedAirBytes, encryptedAirBytes } from './air-size.js';
import { toPosition, toRoute, toTelemetry, toUser, tryDecode } from './codec-payload.js';

const { PortNum } = Portnums;

type Draft<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/**
 * Never throws: what cannot be read is kept as `other`. `at` in ms since 1970. Bytes are copied with `new Uint8Array`:
 * a view would keep the whole chunk of the socket alive, and `slice` of a Buffer is one.
 */
export function toPacket(message: Mesh.MeshPacket, sizeBytes: number, at: number): Packet {
  const { payloadVariant } = message;
  if (payloadVariant.case === 'decoded') {
    const header = toDecodedHeader(message, payloadVariant.value, sizeBytes, at);
    return readPayload(header, payloadVariant.value) ?? unread(header, payloadVariant.value.payload);
  }
  const header = toHeader(message, sizeBytes, at);
  addHopsAway(header, message.hopStart !== 0);
  const payload = new Uint8Array(payloadVariant.case === 'encrypted' ? payloadVariant.value : []);
  header.airBytes = encryptedAirBytes(payload);
  return complete(header, { kind: 'encrypted', channelHash: message.channel, payload });
}

function unread(header: DecodedHeader, payload: Uint8Array): Packet {
  return complete(header, { kind: 'other', payload: new Uint8Array(payload) });
}

/** Adds to the fresh header in place: a copy of its twenty fields for each packet would double the cost of reading. */
function complete<Header extends PacketHeader, const Rest>(header: Header, rest: Rest): Header & Rest {
  return Object.assign(header, rest);
}

function toHeader(message: Mesh.MeshPacket, sizeBytes: number, at: number): Draft<PacketHeader> {
  const to = toNodeNum(message.to);
  const header: Draft<PacketHeader> = {
    from: toNodeNum(message.from),
    to,
    id: toPacketId(message.id),
    isDirect: to !== BROADCAST_NUM,
    receivedAt: at,
    hopLimit: message.hopLimit,
    viaMqtt: message.viaMqtt,
    wantAck: message.wantAck,
    pkiEncrypted: message.pkiEncrypted,
    sizeBytes,
  };
  if (message.rxTime !== 0) header.rxTime = message.rxTime * 1000;
  if (message.hopStart !== 0) header.hopStart = message.hopStart;
  if (message.relayNode !== 0) header.relayNode = message.relayNode;
  if (message.publicKey.length === 32) header.publicKey = new Uint8Array(message.publicKey);
  // Both are 0 for what came by MQTT, UDP or from the node itself.
  const isByRadio = message.rxSnr !== 0 || message.rxRssi !== 0;
  if (isByRadio && Number.isFinite(message.rxSnr)) header.rxSnr = message.rxSnr;
  if (message.rxRssi !== 0) header.rxRssi = message.rxRssi;
  return header;
}

function toDecodedHeader(
  message: Mesh.MeshPacket,
  decoded: Mesh.Data,
  sizeBytes: number,
  at: number,
): DecodedHeader {
  const header = toHeader(message, sizeBytes, at) as Draft<DecodedHeader>;
  header.channel = toLocalChannel(message.channel);
  header.portnum = decoded.portnum;
  header.airBytes = decodedAirBytes(decoded, message.pkiEncrypted);
  header.wantResponse = decoded.wantResponse;
  if (decoded.requestId !== 0) header.requestId = toPacketId(decoded.requestId);
  if (decoded.replyId !== 0) header.replyId = toPacketId(decoded.replyId);
  addHopsAway(header, message.hopStart !== 0 || decoded.bitfield !== undefined);
  return header;
}

/** A decoded packet carries an index; anything else is taken for the primary channel. */
function toLocalChannel(channel: number): ChannelIndex {
  return toChannelIndex(channel < 8 ? channel : 0);
}

/** Firmware 2.7.26 src/mesh/NodeDB.cpp:1675-1690: a start of 0 is believed only from a node that sends the bitfield. */
function addHopsAway(header: Draft<PacketHeader>, isStartKnown: boolean): void {
  const hops = (header.hopStart ?? 0) - header.hopLimit;
  if (isStartKnown && hops >= 0) header.hopsAway = hops;
}

function readPayload(header: DecodedHeader, decoded: Mesh.Data): Packet | undefined {
  switch (decoded.portnum) {
    case PortNum.TEXT_MESSAGE_APP:
      return complete(header, {
        kind: 'text',
        text: readText(decoded.payload),
        isReaction: decoded.emoji !== 0,
      });
    case PortNum.POSITION_APP:
      return readPosition(header, decoded.payload);
    case PortNum.NODEINFO_APP:
      return readNodeInfo(header, decoded.payload);
    case PortNum.TELEMETRY_APP:
      return readTelemetry(header, decoded.payload);
    case PortNum.ROUTING_APP:
      return readRouting(header, decoded.payload);
    case PortNum.TRACEROUTE_APP:
      return readTraceroute(header, decoded.payload);
    case PortNum.NEIGHBORINFO_APP:
      return readNeighborInfo(header, decoded.payload);
    default:
      return undefined;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: false });

function readText(payload: Uint8Array): string {
  return utf8.decode(payload);
}

function readPosition(header: DecodedHeader, payload: Uint8Array): Packet | undefined {
  const message = tryDecode(Mesh.PositionSchema, payload);
  if (!message) return undefined;
  const position = toPosition(message);
  return complete(header, position ? { kind: 'position', position } : { kind: 'position' });
}

function readNodeInfo(header: DecodedHeader, payload: Uint8Array): Packet | undefined {
  const message = tryDecode(Mesh.UserSchema, payload);
  return message && complete(header, { kind: 'nodeInfo', user: toUser(message) });
}

function readTelemetry(header: DecodedHeader, payload: Uint8Array): Packet | undefined {
  const message = tryDecode(Telemetry.TelemetrySchema, payload);
  if (!message) return undefined;
  const telemetry = toTelemetry(message);
  if (message.time === 0) return complete(header, { kind: 'telemetry', telemetry });
  return complete(header, { kind: 'telemetry', telemetry, time: message.time * 1000 });
}

function readRouting(header: DecodedHeader, payload: Uint8Array): RoutingPacket | undefined {
  const message = tryDecode(Mesh.RoutingSchema, payload);
  if (!message) return undefined;
  const { variant } = message;
  if (variant.case === 'routeRequest' || variant.case === 'routeReply') {
    return complete(header, { kind: 'routing' });
  }
  // NONE arrives as two bytes or as an empty payload: both are a good acknowledgement.
  return complete(header, { kind: 'routing', error: routingErrorOf(variant.value ?? 0) });
}

function readTraceroute(header: DecodedHeader, payload: Uint8Array): Packet | undefined {
  const message = tryDecode(Mesh.RouteDiscoverySchema, payload);
  if (!message) return undefined;
  return complete(header, {
    kind: 'traceroute',
    towards: toRoute(message.route, message.snrTowards),
    back: toRoute(message.routeBack, message.snrBack),
  });
}

function readNeighborInfo(header: DecodedHeader, payload: Uint8Array): Packet | undefined {
  const message = tryDecode(Mesh.NeighborInfoSchema, payload);
  if (!message) return undefined;
  // A list of one neighbour 0 stands for an empty one (firmware src/modules/NeighborInfoModule.cpp).
  const neighbors = message.neighbors
    .filter((neighbor) => neighbor.nodeId !== 0 && Number.isFinite(neighbor.snr))
    .map((neighbor) => ({ nodeNum: toNodeNum(neighbor.nodeId), snr: neighbor.snr }));
  return complete(header, { kind: 'neighborInfo', nodeNum: toNodeNum(message.nodeId), neighbors });
}
