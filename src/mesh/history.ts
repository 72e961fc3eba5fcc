/** The port to what is remembered of the mesh: what may be asked, and in which shape the answer comes. */
import type { Cleaned, HistorySizes } from './history-sizes.js';
import type { ChannelIndex, NodeNum, PacketId } from './ids.js';
import type { LinkOverview, LinkSums, NodePair } from './link-sums.js';
import type { DeviceMetrics, Packet } from './packet.js';
import type { Delivery } from './radio.js';

export type PacketKind = Packet['kind'];

/** `from` ≤ at < `to`, ms since 1970. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** Packets of other nodes; what our own node says of itself is left out. */
export interface TrafficSums {
  readonly packets: number;
  /** On the air. */
  readonly bytes: number;
  readonly airtimeMs: number;
  /** So many of the packets came over MQTT. */
  readonly viaMqtt: number;
}

export interface KindSums extends TrafficSums {
  readonly kind: PacketKind;
}

/** Largest first in every list. */
export interface KindTraffic extends TrafficSums {
  readonly kinds: readonly KindSums[];
}

export interface MeshTraffic extends KindTraffic {
  /** Nodes that were heard. */
  readonly nodes: number;
  /** Nodes that were heard for the first time ever. */
  readonly newNodes: number;
}

/** How many packets of a kind a node sent. */
export interface NodeKindCount {
  readonly nodeNum: NodeNum;
  readonly kind: PacketKind;
  readonly packets: number;
}

export interface SenderSums extends TrafficSums {
  readonly nodeNum: NodeNum;
}

export interface NodeTraffic extends SenderSums, KindTraffic {}

/** How far a node's packets came; packets with an unknown number of hops are left out. */
export interface NodeHops {
  readonly nodeNum: NodeNum;
  readonly packets: number;
  /** Mean number of hops. */
  readonly usual: number;
  readonly most: number;
  /** The highest `hopStart` it set; undefined when it never told one. */
  readonly limit: number | undefined;
}

export interface HopShares {
  /** Packets by number of hops, from 0. */
  readonly counts: readonly number[];
  /** Packets that do not tell. */
  readonly unknown: number;
}

export interface HopCounts extends HopShares {
  /** Farthest first. */
  readonly nodes: readonly NodeHops[];
}

/** How many packets came by way of a relay that names itself by that byte. */
export interface RelayCount {
  readonly relayNode: number;
  readonly packets: number;
}

export interface NodeHour {
  /** Begin of the hour (UTC), ms since 1970. */
  readonly at: number;
  readonly packets: number;
}

export interface HourTraffic {
  /** Begin of the hour (UTC), ms since 1970. */
  readonly at: number;
  readonly packets: number;
  readonly nodes: number;
  readonly airtimeMs: number;
}

export interface HourUtilization {
  readonly at: number;
  /** Percent, mean of what nodes reported in that hour. */
  readonly mean: number;
  /** Percent, the most that one node reported. */
  readonly most: number;
}

/** Channel utilisation as nodes report it, percent; undefined when nobody did. */
export interface ChannelHours {
  readonly mean: number | undefined;
  readonly hours: readonly HourUtilization[];
}

export interface ChannelUse extends ChannelHours {
  /** Highest mean first. */
  readonly nodes: readonly { readonly nodeNum: NodeNum; readonly mean: number; readonly most: number }[];
}

export interface ReceptionHour {
  readonly at: number;
  /** Of any kind and path. */
  readonly packets: number;
  /** Without a relay. */
  readonly direct: number;
  /** dB, mean of the direct ones; undefined when there were none. */
  readonly snrMean: number | undefined;
}

/** How our node heard another one. */
export interface ReceptionSums {
  readonly packets: number;
  readonly direct: number;
  /** dB, of the direct ones. */
  readonly snrMean: number | undefined;
  readonly snrLeast: number | undefined;
  readonly snrMost: number | undefined;
  readonly last:
    | { readonly at: number; readonly snr: number | undefined; readonly rssi: number | undefined }
    | undefined;
  /** Of what came by radio alone. */
  readonly hops: HopShares;
  /** The highest `hopStart` it set; undefined when it never told one. */
  readonly hopLimit: number | undefined;
  readonly hours: readonly ReceptionHour[];
}

export interface StoredText {
  readonly at: number;
  readonly from: NodeNum;
  /** Undefined for everybody. */
  readonly to: NodeNum | undefined;
  readonly channel: ChannelIndex;
  readonly id: PacketId;
  readonly replyId: PacketId | undefined;
  readonly hops: number | undefined;
  readonly isReaction: boolean;
  readonly viaMqtt: boolean;
  readonly text: string;
}

export interface TextQuery extends TimeSpan {
  /** Direct messages are never among those of a channel. */
  readonly channels: readonly ChannelIndex[];
  readonly limit: number;
}

export interface StoredPacket {
  readonly at: number;
  readonly from: NodeNum;
  readonly to: NodeNum | undefined;
  readonly id: PacketId;
  readonly kind: PacketKind;
  readonly portnum: number | undefined;
  /** The hash of an encrypted packet's channel, else its index. */
  readonly channel: number | undefined;
  readonly hops: number | undefined;
  readonly hopLimit: number;
  readonly hopStart: number | undefined;
  readonly snr: number | undefined;
  readonly rssi: number | undefined;
  readonly relayNode: number | undefined;
  readonly viaMqtt: boolean;
  readonly bytes: number;
  readonly airtimeMs: number;
}

/** Where a page of rows ended; give it back for the next one. */
export type Cursor = number;

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Undefined after the last one. */
  readonly next: Cursor | undefined;
}

export interface PageQuery extends TimeSpan {
  readonly limit: number;
  readonly after?: Cursor;
}

export type NodeFact = 'longName' | 'shortName' | 'role' | 'hwModel' | 'key';

/** A node said something else of itself than before. A key is told by its fingerprint. */
export interface NodeChange {
  readonly at: number;
  readonly what: NodeFact;
  readonly value: string;
}

export interface StoredPosition {
  readonly at: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly altitudeMeters: number | undefined;
  readonly precisionBits: number | undefined;
}

export interface StoredMetrics extends DeviceMetrics {
  readonly at: number;
}

export interface StoredDelivery {
  readonly at: number;
  readonly to: NodeNum | undefined;
  readonly channel: ChannelIndex;
  readonly kind: string;
  readonly outcome: Delivery['outcome'];
  readonly reason: string | undefined;
  readonly tookMs: number;
  readonly attempts: number;
}

/**
 * The questions. Every answer knows all that was received before it was asked, unless `gapSince` says otherwise; each
 * throws `HistoryAwayError` when it cannot be had.
 */
export interface History {
  /** Since when nothing is written, so that answers end there; undefined when all is well. ms since 1970. */
  gapSince(): number | undefined;
  /** From when on packets are known, be it by their sums; undefined when none ever came. ms since 1970. */
  heardSince(): number | undefined;
  traffic(span: TimeSpan): MeshTraffic;
  /** The same without asking who was heard, which takes most of its time. */
  trafficByKind(span: TimeSpan): KindTraffic;
  /** How many nodes sent packets of that kind. */
  senders(span: TimeSpan, kind: PacketKind): number;
  /** Most packets first. */
  talkers(span: TimeSpan, limit: number): readonly NodeTraffic[];
  /** Everybody who sent, most packets first. */
  senderSums(span: TimeSpan): readonly SenderSums[];
  /** Who sent at least so many packets of each of these kinds. */
  frequent(span: TimeSpan, least: Readonly<Partial<Record<PacketKind, number>>>): readonly NodeKindCount[];
  trafficOf(nodeNum: NodeNum, span: TimeSpan): NodeTraffic;
  /** One a clock hour of the last 15 days, also the silent ones. */
  hoursOf(nodeNum: NodeNum, span: TimeSpan): readonly NodeHour[];
  /** How many packets these nodes sent on the days (UTC) that the time touches; nothing of those that sent none. */
  senderDays(nodeNums: readonly NodeNum[], span: TimeSpan): ReadonlyMap<NodeNum, number>;
  /** One a clock hour, also the silent ones; without `kind` of all kinds. */
  hours(span: TimeSpan, kind?: PacketKind): readonly HourTraffic[];
  channelUse(span: TimeSpan): ChannelUse;
  /** The same without the nodes, of which there may be many. */
  channelHours(span: TimeSpan): ChannelHours;
  hops(span: TimeSpan): HopCounts;
  /** The same without the nodes. */
  hopShares(span: TimeSpan): HopShares;
  /** By which relays packets came to us, the busiest first. At most a day: reads single packets. */
  relays(span: TimeSpan): readonly RelayCount[];
  links(span: TimeSpan, nodeNum?: NodeNum): readonly LinkSums[];
  /** Who is linked with whom by radio, in whole hours; what brokers tell is left out. Each pair once. */
  linkedPairs(span: TimeSpan): readonly NodePair[];
  linksBetween(pairs: readonly NodePair[], span: TimeSpan): readonly LinkSums[];
  linkOverview(span: TimeSpan): LinkOverview;
  /** At most a day: reads single packets. */
  reception(nodeNum: NodeNum, span: TimeSpan): ReceptionSums;
  /** dB, mean of what was heard of a node without a relay, in whole hours of the last 15 days. */
  directMean(nodeNum: NodeNum, span: TimeSpan): number | undefined;
  /** Newest first. */
  texts(query: TextQuery): readonly StoredText[];
  countTexts(query: Omit<TextQuery, 'limit'>): number;
  /** Encrypted packets to that node in at most a day: messages that nobody here could read. */
  unreadable(to: NodeNum, span: TimeSpan): number;
  changes(nodeNum: NodeNum): readonly NodeChange[];
  positions(nodeNum: NodeNum, span: TimeSpan): readonly StoredPosition[];
  /** At most a day: reads single rows. */
  metrics(nodeNum: NodeNum, span: TimeSpan): readonly StoredMetrics[];
  /** Newest first. */
  deliveries(span: TimeSpan): readonly StoredDelivery[];
  /** Oldest first, a page at a time: for exports. */
  packetPage(query: PageQuery): Page<StoredPacket>;
  textPage(query: PageQuery): Page<StoredText>;
  sizes(): HistorySizes;
  countBefore(before: number): Cleaned;
}
