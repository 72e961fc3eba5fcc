import { dirname } from 'node:path';
import type {
  ChannelUse,
  Cleaned,
  History,
  HistoryCare,
  HistorySizes,
  HopCounts,
  HourTraffic,
  LinkSums,
  MeshTraffic,
  NodeChange,
  NodeTraffic,
  PacketKind,
  Page,
  PageQuery,
  ReceptionSums,
  StoredDelivery,
  StoredMetrics,
  StoredPacket,
  StoredPosition,
  StoredText,
  TextQuery,
  TimeSpan,
} from '../mesh/history.js';
import type { NodeNum } from '../mesh/ids.js';
import { backUp } from './backup.js';
import type { Connection } from './database.js';
import type { Openable } from './guarded-table.js';
import type { HistoryWriter } from './history-writer.js';
import { linksIn } from './link-reader.js';
import { changesOf } from './node-reader.js';
import { countUnreadable, receptionOf } from './reception-reader.js';
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
  channelUseIn,
  hopCounts,
  hourTraffic,
  meshTraffic,
  nodeTraffic,
  talkersIn,
} from './traffic-reader.js';

export interface SqliteHistoryDeps {
  readonly database: Openable;
  readonly writer: Pick<HistoryWriter, 'flush' | 'backlog'>;
  readonly retention: Pick<HistoryRetention, 'clean' | 'shrink'>;
  readonly settings: RetentionSettings;
  /** Our own node; absent before it has told of itself. */
  own(): NodeNum | undefined;
}

/** The history in the database. What still waits is written before anything is read. */
export class SqliteHistory implements History, HistoryCare {
  readonly #deps: SqliteHistoryDeps;

  constructor(deps: SqliteHistoryDeps) {
    this.#deps = deps;
  }

  get #fresh(): Connection {
    this.#deps.writer.flush();
    return this.#deps.database.connection;
  }

  traffic(span: TimeSpan): MeshTraffic {
    return meshTraffic(this.#fresh, span, this.#deps.own());
  }

  talkers(span: TimeSpan, limit: number): readonly NodeTraffic[] {
    return talkersIn(this.#fresh, span, limit);
  }

  trafficOf(nodeNum: NodeNum, span: TimeSpan): NodeTraffic {
    return nodeTraffic(this.#fresh, nodeNum, span);
  }

  hours(span: TimeSpan, kind?: PacketKind): readonly HourTraffic[] {
    return hourTraffic(this.#fresh, span, kind);
  }

  channelUse(span: TimeSpan): ChannelUse {
    return channelUseIn(this.#fresh, span);
  }

  hops(span: TimeSpan): HopCounts {
    return hopCounts(this.#fresh, span);
  }

  links(span: TimeSpan, nodeNum?: NodeNum): readonly LinkSums[] {
    return linksIn(this.#fresh, span, nodeNum);
  }

  reception(nodeNum: NodeNum, span: TimeSpan): ReceptionSums {
    return receptionOf(this.#fresh, nodeNum, span);
  }

  texts(query: TextQuery): readonly StoredText[] {
    return textsOn(this.#fresh, query);
  }

  countTexts(query: Omit<TextQuery, 'limit'>): number {
    return countTextsOn(this.#fresh, query);
  }

  unreadable(to: NodeNum, span: TimeSpan): number {
    return countUnreadable(this.#fresh, to, span);
  }

  changes(nodeNum: NodeNum): readonly NodeChange[] {
    return changesOf(this.#fresh, nodeNum);
  }

  positions(nodeNum: NodeNum, span: TimeSpan): readonly StoredPosition[] {
    return positionsOf(this.#fresh, nodeNum, span);
  }

  metrics(nodeNum: NodeNum, span: TimeSpan): readonly StoredMetrics[] {
    return metricsOf(this.#fresh, nodeNum, span);
  }

  deliveries(span: TimeSpan): readonly StoredDelivery[] {
    return deliveriesIn(this.#fresh, span);
  }

  packetPage(query: PageQuery): Page<StoredPacket> {
    return packetPageOf(this.#fresh, query);
  }

  textPage(query: PageQuery): Page<StoredText> {
    return textPageOf(this.#fresh, query);
  }

  sizes(): HistorySizes {
    const { settings, writer } = this.#deps;
    const connection = this.#fresh;
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
    return countBefore(this.#fresh, before);
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
