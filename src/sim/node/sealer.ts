import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { Mesh } from '@meshtastic/protobufs';
import { DIRECT_OVERHEAD_BYTES, decryptDirect, encryptDirect, type KeyPair } from '../../mesh/crypto.js';
import { lastByteOf, toNodeNum, toPacketId } from '../../mesh/ids.js';
import type { AirPacket } from '../air.js';
import { type ChannelTable, parseData } from './channels.js';
import { sameBytes } from './contacts.js';
import type { NodeContext } from './context.js';
import type { NodeTable } from './node-table.js';
import { BITFIELD_WANT_RESPONSE, dataOf, isBroadcast, Port, RoutingError } from './packets.js';
import { truncated } from './positions.js';

/** `Data.xeddsa_signature` of 2.8: the field and its 64 bytes with tag and length. */
const SIGNATURE_FIELD = 10;
const SIGNATURE_BYTES = 64;
const SIGNATURE_OVERHEAD_BYTES = SIGNATURE_BYTES + 2;

/** Ports that PKI leaves alone (firmware 2.7.26 src/mesh/Router.cpp:637-676). */
const CHANNEL_PORTS: readonly number[] = [
  Port.TRACEROUTE_APP,
  Port.NODEINFO_APP,
  Port.ROUTING_APP,
  Port.POSITION_APP,
];

export type Sealed = { readonly packet: AirPacket } | { readonly error: Mesh.Routing_Error };

/** What a node made of a packet from the air. */
export type Opened =
  | { readonly by: 'channel'; readonly data: Mesh.Data; readonly channel: number }
  | { readonly by: 'key'; readonly data: Mesh.Data; readonly publicKey: Uint8Array }
  | { readonly by: 'nothing' };

export interface SealerOptions {
  readonly context: NodeContext;
  readonly keyPair: KeyPair | undefined;
  readonly channels: ChannelTable;
  readonly table: NodeTable;
}

/** Encrypts and decrypts as the router does: with the peer's key, else with a channel's. */
export class Sealer {
  readonly #options: SealerOptions;

  constructor(options: SealerOptions) {
    this.#options = options;
  }

  /** The node's key pair, while it takes part in PKI. */
  get keyPair(): KeyPair | undefined {
    return this.#options.context.switches.pki === 'off' ? undefined : this.#options.keyPair;
  }

  /** The order of refusals is that of the firmware: size, key, channel. */
  seal(packet: Mesh.MeshPacket): Sealed {
    const { switches } = this.#options.context;
    const data = dataOf(packet);
    if (!data) return { error: RoutingError.BAD_REQUEST };
    if (data.portnum === Port.POSITION_APP) this.#blur(packet.channel, data);
    data.bitfield = (data.bitfield ?? 0) | (data.wantResponse ? BITFIELD_WANT_RESPONSE : 0);
    const bytes = toBinary(Mesh.DataSchema, data);
    if (bytes.length > switches.dataBytes.channel) return { error: RoutingError.TOO_LARGE };
    if (!this.#isForPki(packet, data)) return this.#sealForChannel(packet, data, bytes);
    const key = this.#options.table.keyOf(packet.to);
    if (!key && switches.pki !== '2.7.19') return this.#sealForChannel(packet, data, bytes);
    if (bytes.length > switches.dataBytes.pki) return { error: RoutingError.TOO_LARGE };
    if (!key) return { error: RoutingError.PKI_SEND_FAIL_PUBLIC_KEY };
    return this.#sealForPeer(packet, key, bytes);
  }

  open(packet: AirPacket): Opened {
    if (packet.channelHash === 0 && packet.to === this.#options.context.nodeNum) {
      const opened = this.#openWithKey(packet);
      if (opened) return opened;
    }
    const found = this.#options.channels.decrypt(packet);
    if (!found || this.#isLegacyText(packet, found.data)) return { by: 'nothing' };
    return { by: 'channel', data: found.data, channel: found.index };
  }

  /** A position leaves as exact as its channel allows. */
  #blur(channel: number, data: Mesh.Data): void {
    const bits = this.#options.channels.get(channel)?.settings?.moduleSettings?.positionPrecision ?? 0;
    try {
      const position = fromBinary(Mesh.PositionSchema, data.payload);
      data.payload = toBinary(Mesh.PositionSchema, truncated(position, bits));
    } catch {
      // No position: it leaves as it is.
    }
  }

  #isForPki(packet: Mesh.MeshPacket, data: Mesh.Data): boolean {
    return this.keyPair !== undefined && !isBroadcast(packet.to) && !CHANNEL_PORTS.includes(data.portnum);
  }

  #sealForPeer(packet: Mesh.MeshPacket, peer: Uint8Array, bytes: Uint8Array): Sealed {
    const own = this.keyPair;
    const isOther = packet.publicKey.length > 0 && !sameBytes(packet.publicKey, peer);
    if (!own || (packet.pkiEncrypted && isOther)) return { error: RoutingError.PKI_FAILED };
    try {
      const payload = encryptDirect({
        own,
        peer,
        from: toNodeNum(packet.from),
        id: toPacketId(packet.id),
        extraNonce: this.#options.context.stream.int(0, 0xffff_ffff),
        bytes,
      });
      return { packet: airPacket(packet, 0, payload) };
    } catch {
      // A weak key of the peer: the curve refuses it.
      return { error: RoutingError.PKI_FAILED };
    }
  }

  #sealForChannel(packet: Mesh.MeshPacket, data: Mesh.Data, plain: Uint8Array): Sealed {
    if (packet.pkiEncrypted) return { error: RoutingError.PKI_FAILED };
    const { channels } = this.#options;
    const hash = channels.hashOf(packet.channel);
    if (hash === undefined) return { error: RoutingError.NO_CHANNEL };
    const bytes = this.#signed(packet, data, plain);
    const payload = channels.encrypt(packet.channel, toNodeNum(packet.from), toPacketId(packet.id), bytes);
    return { packet: airPacket(packet, hash, payload) };
  }

  /** Nobody in the simulated mesh verifies a signature; what counts is its length on the air. */
  #signed(packet: Mesh.MeshPacket, data: Mesh.Data, plain: Uint8Array): Uint8Array {
    const { switches, stream } = this.#options.context;
    const hasRoom = plain.length + SIGNATURE_OVERHEAD_BYTES <= switches.dataBytes.channel;
    if (!switches.signatures || !this.keyPair || !isBroadcast(packet.to) || !hasRoom) return plain;
    const signature = Uint8Array.of(SIGNATURE_BYTES, ...stream.bytes(SIGNATURE_BYTES));
    const field = { no: SIGNATURE_FIELD, wireType: WireType.LengthDelimited, data: signature };
    return toBinary(Mesh.DataSchema, { ...data, $unknown: [...(data.$unknown ?? []), field] });
  }

  #openWithKey(packet: AirPacket): Opened | undefined {
    const own = this.keyPair;
    const peer = this.#options.table.keyOf(packet.from);
    if (!own || !peer || packet.payload.length <= DIRECT_OVERHEAD_BYTES) return undefined;
    const { from, id, payload } = packet;
    const bytes = decryptDirect({ own, peer, from, id, payload });
    const data = bytes && parseData(bytes);
    return data && { by: 'key', data, publicKey: peer };
  }

  /** A text for this node alone that is not PKI (firmware 2.7.26 src/mesh/Router.cpp:499-501). */
  #isLegacyText(packet: AirPacket, data: Mesh.Data): boolean {
    const { switches, nodeNum } = this.#options.context;
    const rejects = switches.pki === '2.7.19' || switches.pki === '2.7.14';
    return rejects && packet.to === nodeNum && data.portnum === Port.TEXT_MESSAGE_APP;
  }
}

/** True for a message of 2.8 that carries a signature. */
export function isSigned(data: Mesh.Data): boolean {
  return data.$unknown?.some((field) => field.no === SIGNATURE_FIELD) ?? false;
}

function airPacket(packet: Mesh.MeshPacket, channelHash: number, payload: Uint8Array): AirPacket {
  return {
    from: toNodeNum(packet.from),
    to: toNodeNum(packet.to),
    id: toPacketId(packet.id),
    channelHash,
    hopLimit: packet.hopLimit,
    hopStart: packet.hopStart,
    wantAck: packet.wantAck,
    viaMqtt: false,
    nextHop: 0,
    relayNode: lastByteOf(toNodeNum(packet.from)),
    payload,
  };
}
