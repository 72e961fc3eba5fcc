import { dirname } from 'node:path';
import type {
  ChannelHours,
  ChannelUse,
  History,
  HopCounts,
  HopShares,
  HourTraffic,
  KindTraffic,
  MeshTraffic,
  NodeChange,
  NodeHour,
  NodeKindCount,
  NodeTraffic,
  PacketKind,
  Page,
  PageQuery,
  ReceptionSums,
  RelayCount,
  SenderSums,
  StoredDelivery,
  StoredMetrics,
  StoredPacket,
  StoredPosition,
  StoredText,
  TextQuery,
  TimeSpan,
} from '../mesh/history.js';
import type { HistoryCare } from '../mesh/history-care.js';
import type { Cleaned, HistorySizes } from '../mesh/history-sizes.js';
import type { NodeNum } from '../mesh/ids.js';
import type { LinkOverview, LinkSums, NodePair } from '../mesh/link-sums.js';
import { hoursOfNode, relaysIn, senderDaysIn } from './activity-reader.js';
import { backUp } from './backup.js';
import { channelHoursIn, channelUseIn } from './channel-use-reader.js';
import type { Connection } from './database.js';
import { GuardedReads, type GuardedReadsDeps } from './guarded-reads.js';
import type { HistoryWriter } from './history-writer.js';
import { linkedPairsIn, linkOverviewIn, linksBetween, linksIn } from './link-reader.js';
import { changesOf } from './node-reader.js';
import { countUnreadable, directMeanOf, receptionOf } from './reception-reader.js';
import type { HistoryRetention, RetentionSettings } from './retention.js';
import {
  countTextsOn,
  deliveriesIn,
  metricsOf,
  packetPageOf,
  positionsOf,
  textPageOf,
  textsOn,
} from './row-reader.js';
import { countBefore, diskFreeBytes, fileBytesOf, storedSizes } from './size-reader.js';
import {
  countSenders,
  frequentIn,
  heardSince,
  hopCounts,
  hopSharesIn,
  hourTraffic,
  kindTraffic,
  meshTraffic,
  nodeTraffic,
  senderSumsIn,
  talkersIn,
} from './traffic-reader.js';

export interface SqliteHistoryDeps extends GuardedReadsDeps {
  readonly writer: Pick<HistoryWriter, 'flush' | 'backlog' | 'failingSince'>;
  readonly retention: Pick<HistoryRetention, 'clean' | 'shrink'>;
  readonly settings: RetentionSettings;
  /** Our own node; absent before it has told of itself. */
  own(): NodeNum | undefined;
}

/** The history in the database. What still waits is written before anything is read. */
export class SqliteHistory implements History, HistoryCare {
  readonly #deps: SqliteHistoryDeps;
  readonly #reads: GuardedReads;

  constructor(deps: SqliteHistoryDeps) {
    this.#deps = deps;
    this.#reads = new GuardedReads(deps);
  }

  get #fresh(): Connection {
    this.#deps.writer.flush();
    return this.#deps.database.connection;
  }

  #read<Answer>(ask: (connection: Connection) => Answer): Answer {
    this.#deps.writer.flush();
    return this.#reads.read(ask);
  }

  gapSince(): number | undefined {
    this.#deps.writer.flush();
    return this.#deps.writer.failingSince;
  }

  heardSince(): number | undefined {
    return this.#read(heardSince);
  }

  directMean(nodeNum: NodeNum, span: TimeSpan): number | undefined {
    return this.#read((connection) => directMeanOf(connection, nodeNum, span));
  }

  trafficByKind(span: TimeSpan): KindTraffic {
    return this.#read((connection) => kindTraffic(connection, span));
  }

  traffic(span: TimeSpan): MeshTraffic {
    return this.#read((connection) => meshTraffic(connection, span, this.#deps.own()));
  }

  senders(span: TimeSpan, kind: PacketKind): number {
    return this.#read((connection) => countSenders(connection, span, kind));
  }

  talkers(span: TimeSpan, limit: number): readonly NodeTraffic[] {
    return this.#read((connection) => talkersIn(connection, span, limit));
  }

  senderSums(span: TimeSpan): readonly SenderSums[] {
    return this.#read((connection) => senderSumsIn(connection, span));
  }

  frequent(span: TimeSpan, least: Readonly<Partial<Record<PacketKind, number>>>): readonly NodeKindCount[] {
    return this.#read((connection) => frequentIn(connection, span, least));
  }

  trafficOf(nodeNum: NodeNum, span: TimeSpan): NodeTraffic {
    return this.#read((connection) => nodeTraffic(connection, nodeNum, span));
  }

  hoursOf(nodeNum: NodeNum, span: TimeSpan): readonly NodeHour[] {
    return this.#read((connection) => hoursOfNode(connection, nodeNum, span));
  }

  senderDays(nodeNums: readonly NodeNum[], span: TimeSpan): ReadonlyMap<NodeNum, number> {
    return this.#read((connection) => senderDaysIn(connection, nodeNums, span));
  }

  hours(span: TimeSpan, kind?: PacketKind): readonly HourTraffic[] {
    return this.#read((connection) => hourTraffic(connection, span, kind));
  }

  channelHours(span: TimeSpan): ChannelHours {
    return this.#read((connection) => channelHoursIn(connection, span));
  }

  channelUse(span: TimeSpan): ChannelUse {
    return this.#read((connection) => channelUseIn(connection, span));
  }

  hops(span: TimeSpan): HopCounts {
    return this.#read((connection) => hopCounts(connection, span));
  }

  hopShares(span: TimeSpan): HopShares {
    return this.#read((connection) => hopSharesIn(connection, span));
  }

  relays(span: TimeSpan): readonly RelayCount[] {
    return this.#read((connection) => relaysIn(connection, span));
  }

  links(span: TimeSpan, nodeNum?: NodeNum): readonly LinkSums[] {
    return this.#read((connection) => linksIn(connection, span, nodeNum));
  }

  linkedPairs(span: TimeSpan): readonly NodePair[] {
    return this.#read((connection) => linkedPairsIn(connection, span));
  }

  linksBetween(pairs: readonly NodePair[], span: TimeSpan): readonly LinkSums[] {
    return this.#read((connection) => linksBetween(connection, pairs, span));
  }

  linkOverview(span: TimeSpan): LinkOverview {
    return this.#read((connection) => linkOverviewIn(connection, span));
  }

  reception(nodeNum: NodeNum, span: TimeSpan): ReceptionSums {
    return this.#read((connection) => receptionOf(connection, nodeNum, span));
  }

  texts(query: TextQuery): readonly StoredText[] {
    return this.#read((connection) => textsOn(connection, query));
  }

  countTexts(query: Omit<TextQuery, 'limit'>): number {
    return this.#read((connection) => countTextsOn(connection, query));
  }

  unreadable(to: NodeNum, span: TimeSpan): number {
    return this.#read((connection) => countUnreadable(connection, to, span));
  }

  changes(nodeNum: NodeNum): readonly NodeChange[] {
    return this.#read((connection) => changesOf(connection, nodeNum));
  }

  positions(nodeNum: NodeNum, span: TimeSpan): readonly StoredPosition[] {
    return this.#read((connection) => positionsOf(connection, nodeNum, span));
  }

  metrics(nodeNum: NodeNum, span: TimeSpan): readonly StoredMetrics[] {
    return this.#read((connection) => metricsOf(connection, nodeNum, span));
  }

  deliveries(span: TimeSpan): readonly StoredDelivery[] {
    return this.#read((connection) => deliveriesIn(connection, span));
  }

  packetPage(query: PageQuery): Page<StoredPacket> {
    return this.#read((connection) => packetPageOf(connection, query));
  }

  textPage(query: PageQuery): Page<StoredText> {
    return this.#read((connection) => textPageOf(connection, query));
  }

  sizes(): HistorySizes {
    return this.#read((connection) => this.#sizesOf(connection));
  }

  #sizesOf(connection: Connection): HistorySizes {
    const { settings, writer } = this.#deps;
    return {
      ...storedSizes(connection),
      diskFreeBytes: diskFreeBytes(dirname(connection.name)),
      ceilingBytes: settings.ceilingBytes,
      keepDays: {
        packets: settings.packetDays,
        texts: settings.messageDays,
        sums: settings.statsDays,
      },
      ...writer.backlog,
    };
  }

  countBefore(before: number): Cleaned {
    return this.#read((connection) => countBefore(connection, before));
  }

  clean(before: number): Promise<Cleaned> {
    this.#deps.writer.flush();
    return this.#deps.retention.clean(before);
  }

  async vacuum(): Promise<{ readonly beforeBytes: number; readonly afterBytes: number }> {
    const beforeBytes = fileBytesOf(this.#fresh);
    await this.#deps.retention.shrink();
    return { beforeBytes, afterBytes: fileBytesOf(this.#deps.database.connection) };
  }

  backup(file: string): Promise<number> {
    return backUp(this.#fresh, file);
  }
}
