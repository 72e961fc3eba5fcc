/** What a relay between chats and the mesh has to remember over restarts. All times are ms since 1970. */
import type { ChannelIndex, NodeNum, PacketId } from './ids.js';
import type { Delivery, DeliveryFailure } from './radio.js';

/** A chat, or one topic of it. */
export interface RelayPlace {
  readonly chat: number;
  readonly topic?: number;
}

/** A place that is joined to a channel. */
export interface RelayBinding extends RelayPlace {
  readonly channel: ChannelIndex;
  /** As it was called then: an index with another name is another channel. */
  readonly channelName: string;
  readonly since: number;
}

/** A packet of the mesh that a chat shows, or that came from there. */
export interface RelayLink extends RelayPlace {
  readonly from: NodeNum;
  readonly id: PacketId;
  readonly channel: ChannelIndex;
  /** Absent as long as it waits. */
  readonly messageId?: number;
  readonly at: number;
}

/** What a message shows, and in which topic it stands. */
export type ShownPacket = Pick<RelayLink, 'from' | 'id' | 'channel' | 'topic'>;

/** How a text ended on the mesh. */
export interface SpokenEnd {
  readonly outcome: Delivery['outcome'];
  readonly reason?: DeliveryFailure;
  readonly at: number;
}

/** Somebody's text on its way from a chat over the mesh. */
export interface SpokenText extends RelayPlace {
  readonly key: number;
  /** As it goes on the air. */
  readonly text: string;
  readonly channel: ChannelIndex;
  /** The message that said it, and the one that tells how it goes on. */
  readonly messageId: number;
  readonly statusId?: number;
  /** What that one says. */
  readonly shown: string;
  /** That one was given up, or nothing more is to be told there. */
  readonly isStatusOver: boolean;
  readonly language: string;
  readonly spokenAt: number;
  /** The node was not there when it was spoken. */
  readonly linkDown?: { readonly since: number; readonly reason?: string };
  /** The packets that carried it. */
  readonly ids: readonly PacketId[];
  readonly sentAt?: number;
  readonly end?: SpokenEnd;
  readonly gateways: number;
}

export interface RelayStore {
  bindings(): readonly RelayBinding[];
  /** Adds it, or replaces that of the same place. */
  putBinding(binding: RelayBinding): void;
  removeBinding(place: RelayPlace): void;
  /** False when that chat has that packet already. */
  addLink(link: RelayLink): boolean;
  setMessage(link: Pick<RelayLink, 'chat' | 'from' | 'id'> & { readonly messageId: number }): void;
  /** The message in which that place shows the packet; what another topic shows is not meant. */
  messageFor(place: RelayPlace, id: PacketId): number | undefined;
  /** The packet that the message shows; undefined also for one that shows several. */
  packetFor(chat: number, messageId: number): ShownPacket | undefined;
  removeLinks(chat: number): void;
  forgetLinksBefore(at: number): void;
  spoken(): readonly SpokenText[];
  putSpoken(text: SpokenText): void;
  removeSpoken(key: number): void;
}
