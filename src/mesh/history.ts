/** The port to what is remembered of the mesh: what may be asked, and in which shape the answer comes. */
import type { ChannelIndex, NodeNum, PacketId } from './ids.js';
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
export interface MeshTraffic extends TrafficSums {
  readonly kinds: readonly KindSums[];
  /** Nodes that were heard. */
  readonly nodes: number;
  /** Nodes that were heard for the first time ever. */
  readonly newNodes: number;
}

export interface NodeTraffic extends TrafficSums {
  readonly nodeNum: NodeNum;
  readonly kinds: readonly KindSums[];
}

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

export interface HopCounts {
  /** Packets by number of hops, from 0. */
  readonly counts: readonly number[];
  /** Packets that do not tell. */
  readonly unknown: number;
  /** Farthest first. */
  readonly nodes: readonly NodeHops[];
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
export interface ChannelUse {
  readonly mean: number | undefined;
  readonly hours: readonly HourUtilization[];
  /** Highest mean first. */
  readonly nodes: readonly { readonly nodeNum: NodeNum; readonly mean: number; readonly most: number }[];
}

/** How a true radio link was seen: heard here without a relay, told by neighbour info, or in a traceroute. */
export type LinkSource = 'direct' | 'neighbor' | 'trace';

/** All that was seen of one way of a link in a time. Never over MQTT, never the two ends of a relayed packet. */
export interface LinkSums {
  /** Who transmitted. */
  readonly sender: NodeNum;
  /** Who measured. */
  readonly receiver: NodeNum;
  readonly source: LinkSource;
  readonly count: number;
  /** dB */
  readonly snrMean: number;
  readonly snrMost: number;
  readonly snrLast: number;
  /** ms since 1970 */
  readonly lastAt: number;
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

export interface TableSize {
  readonly table: string;
  /** Of large tables about so many: a count would read all of them. */
  readonly rows: number;
}

export interface Checked {
  /** ms since 1970 */
  readonly at: number;
  /** What is damaged; undefined for nothing. */
  readonly damage: string | undefined;
}

export interface HistorySizes {
  readonly fileBytes: number;
  /** Of the file, free for reuse. */
  readonly freeBytes: number;
  /** Of the disk; undefined when it does not tell. */
  readonly diskFreeBytes: number | undefined;
  readonly ceilingBytes: number;
  readonly schemaVersion: number;
  readonly tables: readonly TableSize[];
  readonly indexes: number;
  /** The oldest packet kept, ms since 1970. */
  readonly since: number | undefined;
  readonly keepDays: { readonly packets: number; readonly texts: number; readonly sums: number };
  readonly lastCheck: Checked | undefined;
  /** Rows that wait for the disk, and those that were lost because it would not take them. */
  readonly queued: number;
  readonly lost: number;
}

export interface Cleaned {
  readonly packets: number;
  readonly texts: number;
  /** Sums of links by hour and day. */
  readonly links: number;
}

/** The questions. Every answer knows all that was received before it was asked. */
export interface History {
  traffic(span: TimeSpan): MeshTraffic;
  /** Most packets first. */
  talkers(span: TimeSpan, limit: number): readonly NodeTraffic[];
  trafficOf(nodeNum: NodeNum, span: TimeSpan): NodeTraffic;
  /** One a clock hour, also the silent ones; without `kind` of all kinds. */
  hours(span: TimeSpan, kind?: PacketKind): readonly HourTraffic[];
  channelUse(span: TimeSpan): ChannelUse;
  hops(span: TimeSpan): HopCounts;
  links(span: TimeSpan, nodeNum?: NodeNum): readonly LinkSums[];
  /** At most a day: reads single packets. */
  reception(nodeNum: NodeNum, span: TimeSpan): ReceptionSums;
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

/** What changes the database at a person's wish. */
export interface HistoryCare {
  /** Deletes in small steps; resolves when all is gone. */
  clean(before: number): Promise<Cleaned>;
  /** Gives what is free back to the disk, in small steps, and tells the sizes of the file. */
  vacuum(): Promise<{ readonly beforeBytes: number; readonly afterBytes: number }>;
  /** Copies the database to `file`, which must not exist; throws `UserError` in words. Resolves with its size. */
  backup(file: string): Promise<number>;
}
