import type { Request } from '../../src/bot/request.js';
import { toChannelIndex, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import type { NodeReport } from '../../src/mesh/mesh-node.js';
import { LONG_FAST } from '../../src/mesh/modem.js';
import type { OwnNode } from '../../src/mesh/own-node.js';
import type {
  DecodedHeader,
  NodeUser,
  PositionPacket,
  TextPacket,
  TraceroutePacket,
} from '../../src/mesh/packet.js';
import type { RemoteFacts, RemoteLook, RemoteOutcome } from '../../src/mesh/remote-node.js';

/** 2026-11-20 14:05:31 on the wall of whoever runs the test. */
export const NOW = new Date(2026, 10, 20, 14, 5, 31).getTime();

/** The cast of every story. */
export const BASE = toNodeNum(0x0b07ba5e);
export const ALPHA = toNodeNum(0x16fad3dc);
export const BRAVO = toNodeNum(0x2b4a7c10);
export const CHARLIE = toNodeNum(0x3c9d1e42);
export const DELTA = toNodeNum(0x4d71f0a8);
export const OSCAR = toNodeNum(0x5f20c3b7);

export const KEY = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
export const OTHER_KEY = KEY.map((byte) => byte ^ 0xff);

let nextId = 1000;

function header(): DecodedHeader {
  return {
    from: ALPHA,
    to: BASE,
    id: toPacketId(nextId++),
    isDirect: true,
    receivedAt: NOW,
    rxTime: NOW,
    rxSnr: 6.3,
    rxRssi: -88,
    hopLimit: 3,
    hopStart: 3,
    hopsAway: 0,
    viaMqtt: false,
    wantAck: false,
    pkiEncrypted: false,
    sizeBytes: 60,
    channel: toChannelIndex(0),
    portnum: 1,
    wantResponse: false,
  };
}

/** A direct message of Alpha to Base, heard directly; not proved. */
export function aText(text: string, changes: Partial<TextPacket> = {}): TextPacket {
  return { ...header(), kind: 'text', text, isReaction: false, ...changes };
}

/** The same packet without some of its fields, as from a node that does not tell them. */
export function without<Thing extends object, Key extends keyof Thing>(
  thing: Thing,
  ...keys: Key[]
): Omit<Thing, Key> {
  const rest = { ...thing };
  for (const key of keys) delete rest[key];
  return rest;
}

export function aPosition(changes: Partial<PositionPacket> = {}): PositionPacket {
  return { ...header(), kind: 'position', portnum: 3, isDirect: false, ...changes };
}

/** An answer of Delta to our traceroute, by way of Oscar. */
export function aTrace(changes: Partial<TraceroutePacket> = {}): TraceroutePacket {
  return {
    ...header(),
    kind: 'traceroute',
    portnum: 70,
    from: DELTA,
    requestId: toPacketId(77),
    towards: { relays: [OSCAR], snr: [8.5, -2] },
    back: { relays: [OSCAR], snr: [-3.5, 7] },
    ...changes,
  };
}

export function aUser(longName: string, shortName: string, changes: Partial<NodeUser> = {}): NodeUser {
  return {
    longName,
    shortName,
    hwModel: 'TBEAM',
    role: 'CLIENT',
    isUnmessagable: false,
    isLicensed: false,
    ...changes,
  };
}

/** An entry of the node's own database: Alpha, heard yesterday. */
export function aReport(changes: Partial<NodeReport> = {}): NodeReport {
  return {
    nodeNum: ALPHA,
    user: aUser('Alpha', 'ALPH', { publicKey: KEY }),
    lastHeard: NOW - 86_400_000,
    viaMqtt: false,
    isFavorite: false,
    ...changes,
  };
}

export function anOwnNode(changes: Partial<OwnNode> = {}): OwnNode {
  return {
    nodeNum: BASE,
    longName: 'Base',
    shortName: 'BASE',
    firmware: '2.7.26.54e0d8d',
    hwModel: 'HELTEC_V3',
    rebootCount: 3,
    channels: [
      { index: toChannelIndex(0), name: '', role: 'primary' },
      { index: toChannelIndex(1), name: 'club', role: 'secondary' },
      { index: toChannelIndex(2), name: '', role: 'disabled' },
    ],
    modem: LONG_FAST,
    region: 'EU_868',
    hopLimit: 3,
    txEnabled: true,
    hasNeighborInfo: true,
    ...changes,
  };
}

/** Alpha asks by a proved direct message. */
export function aRequest(text: string, changes: Partial<Request> = {}): Request {
  return {
    platform: 'mesh',
    user: { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'known', nodeNum: ALPHA },
    text,
    channel: toChannelIndex(0),
    isDirect: true,
    isBrief: true,
    language: 'en',
    receivedAt: NOW,
    packet: aText(text),
    ...changes,
  };
}

/** The local user at the console. */
export function aConsoleRequest(text: string, changes: Partial<Request> = {}): Request {
  const { channel: _channel, packet: _packet, ...rest } = aRequest(text);
  return {
    ...rest,
    platform: 'console',
    user: { id: 'console', name: 'console', role: 'admin' },
    isBrief: false,
    ...changes,
  };
}

/** What Hill, a node beside our own, told in a look at it: it hears Alpha well and Bravo hardly. */
export function someRemoteFacts(changes: Partial<RemoteFacts> = {}): RemoteFacts {
  return {
    nodeNum: CHARLIE,
    longName: 'Hill Relay',
    shortName: 'HILL',
    hwModel: 'RAK4631',
    firmware: '2.7.26.54e0d8d',
    bootCount: 12,
    uptimeSeconds: 266_400,
    nodeCount: 41,
    modem: LONG_FAST,
    direct: [
      aReport({ snr: 6.25, lastHeard: NOW - 240_000, hopsAway: 0 }),
      aReport({ nodeNum: BRAVO, user: aUser('Bravo', 'BRAV'), snr: -15, lastHeard: NOW - 7_200_000 }),
    ],
    ...changes,
  };
}

/** A look at Hill that ended three minutes ago. */
export function aLook(outcome: RemoteOutcome, changes: Partial<RemoteLook> = {}): RemoteLook {
  return { name: 'Hill', address: '192.168.1.40:4403', at: NOW - 180_000, tookMs: 1200, outcome, ...changes };
}
