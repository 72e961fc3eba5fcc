import type { ChannelIndex, NodeNum } from './ids.js';
import type { ModemSettings } from './modem.js';

export type ChannelRole = 'disabled' | 'primary' | 'secondary';

export interface Channel {
  readonly index: ChannelIndex;
  /** As stored; empty for the preset's name. Use `channelName`. */
  readonly name: string;
  readonly role: ChannelRole;
  /** As stored; absent when there is none. `expandChannelKey` gives what encrypts. */
  readonly key?: Uint8Array;
}

/** What our own node told in the handshake. */
export interface OwnNode {
  readonly nodeNum: NodeNum;
  readonly longName: string;
  readonly shortName: string;
  readonly firmware: string;
  readonly hwModel: string;
  /** Only ESP32 counts its boots; elsewhere 0. */
  readonly rebootCount: number;
  readonly channels: readonly Channel[];
  readonly modem: ModemSettings;
  /** The region as in the proto, e.g. `EU_868`; `UNSET` means that it may not send. */
  readonly region: string;
  readonly hopLimit: number;
  readonly txEnabled: boolean;
  /** Its neighbour module is on, so NEIGHBORINFO packets reach us. */
  readonly hasNeighborInfo: boolean;
}

/** The name as people see it: a channel without one is called after the preset. */
export function channelName(channel: Channel, modem: ModemSettings): string {
  return channel.name || modem.presetName;
}
