import { clone, create, fromBinary } from '@bufbuild/protobuf';
import { Channel, Mesh } from '@meshtastic/protobufs';
import { channelHash, cryptChannel, expandChannelKey } from '../../mesh/crypto.js';
import { CHANNEL_COUNT, type NodeNum, type PacketId } from '../../mesh/ids.js';
import type { AirPacket } from '../air.js';

/** The key that every node is delivered with. */
const DEFAULT_PSK = Uint8Array.of(1);

export interface ChannelSecret {
  readonly name: string;
  readonly psk: Uint8Array;
}

/** The node's eight channels. */
export class ChannelTable {
  readonly #channels: Channel.Channel[];
  readonly #presetName: () => string;

  /** `presetName` stands in for the name of a channel that has none. */
  constructor(presetName: () => string, primary: ChannelSecret = { name: '', psk: DEFAULT_PSK }) {
    this.#presetName = presetName;
    this.#channels = Array.from({ length: CHANNEL_COUNT }, (_, index) =>
      create(Channel.ChannelSchema, {
        index,
        role: index === 0 ? Channel.Channel_Role.PRIMARY : Channel.Channel_Role.DISABLED,
        settings: index === 0 ? { ...primary, moduleSettings: { positionPrecision: 32 } } : {},
      }),
    );
  }

  all(): readonly Channel.Channel[] {
    return this.#channels;
  }

  get(index: number): Channel.Channel | undefined {
    return this.#channels[index];
  }

  set(channel: Channel.Channel): void {
    this.#channels[channel.index] = clone(Channel.ChannelSchema, channel);
    if (channel.role !== Channel.Channel_Role.PRIMARY) return;
    // There is one primary: the former one steps back (firmware Channels::setChannel).
    for (const other of this.#channels) {
      if (other.index === channel.index || other.role !== Channel.Channel_Role.PRIMARY) continue;
      other.role = Channel.Channel_Role.SECONDARY;
    }
  }

  nameOf(index: number): string {
    return this.#channels[index]?.settings?.name || this.#presetName();
  }

  /** What stands for the channel on the air; undefined for one that is disabled or does not exist. */
  hashOf(index: number): number | undefined {
    return this.#isUsable(index) ? channelHash(this.nameOf(index), this.#keyOf(index)) : undefined;
  }

  encrypt(index: number, from: NodeNum, id: PacketId, bytes: Uint8Array): Uint8Array {
    return cryptChannel(this.#keyOf(index), from, id, bytes);
  }

  /** The first channel of that hash whose key gives a message; the cipher itself proves nothing. */
  decrypt(packet: AirPacket): { readonly index: number; readonly data: Mesh.Data } | undefined {
    for (const { index } of this.#channels) {
      if (this.hashOf(index) !== packet.channelHash) continue;
      const data = parseData(cryptChannel(this.#keyOf(index), packet.from, packet.id, packet.payload));
      if (data) return { index, data };
    }
    return undefined;
  }

  #isUsable(index: number): boolean {
    const channel = this.#channels[index];
    return channel !== undefined && channel.role !== Channel.Channel_Role.DISABLED;
  }

  /** A secondary channel without a key has the primary's (firmware 2.7.26 src/mesh/Channels.cpp:208-256). */
  #keyOf(index: number): Uint8Array {
    const channel = this.#channels[index];
    const psk = channel?.settings?.psk ?? new Uint8Array();
    if (psk.length > 0 || channel?.role !== Channel.Channel_Role.SECONDARY) return expandChannelKey(psk);
    const primary = this.#channels.find((other) => other.role === Channel.Channel_Role.PRIMARY);
    return expandChannelKey(primary?.settings?.psk ?? new Uint8Array());
  }
}

/** The message in decrypted bytes; undefined when they are none, or name no port. */
export function parseData(bytes: Uint8Array): Mesh.Data | undefined {
  try {
    const data = fromBinary(Mesh.DataSchema, bytes);
    return data.portnum === 0 ? undefined : data;
  } catch {
    return undefined;
  }
}
