import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../src/history/database.js';
import { HistoryWriter } from '../../src/history/history-writer.js';
import { HistoryRetention, type RetentionSettings } from '../../src/history/retention.js';
import { SqliteHistory } from '../../src/history/sqlite-history.js';
import { LONG_FAST } from '../../src/mesh/modem.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import type { Packet } from '../../src/mesh/packet.js';
import { BASE, NOW } from './builders.js';
import { FakeClock } from './fake-clock.js';
import { RecordingLog } from './recording-log.js';

export const KEPT: RetentionSettings = {
  packetDays: 30,
  messageDays: 20,
  telemetryDays: 10,
  statsDays: 365,
  ceilingBytes: 1e9,
};

/** What it has in common with the bot that asks it. */
type Shared = Pick<HistoryDesk, 'clock' | 'log' | 'nodes'>;

/** The history of a bot whose node is Base, in a folder of its own. */
export class HistoryDesk {
  readonly folder = mkdtempSync(join(tmpdir(), 'history-'));
  readonly clock: FakeClock;
  readonly log: RecordingLog;
  readonly database: Database;
  readonly retention: HistoryRetention;
  nodes: NodeDb;
  writer: HistoryWriter;
  history: SqliteHistory;

  constructor(settings: RetentionSettings = KEPT, shared: Partial<Shared> = {}) {
    const { clock = new FakeClock(NOW), log = new RecordingLog(), nodes = new NodeDb() } = shared;
    const database = new Database({ folder: this.folder, clock, log });
    this.clock = clock;
    this.log = log;
    this.nodes = nodes;
    this.database = database;
    this.retention = new HistoryRetention({ database, clock, log, settings });
    this.writer = this.#createWriter();
    this.history = this.#createHistory(settings);
    this.database.start();
    this.writer.start();
  }

  /** As the app does: the directory first, then the record. */
  receive(...packets: readonly Packet[]): void {
    for (const packet of packets) {
      this.nodes.observe(packet);
      this.writer.record(packet);
    }
  }

  /** The next process on the same file. */
  restart(): void {
    this.writer.stop();
    this.database.stop();
    this.nodes = new NodeDb();
    this.writer = this.#createWriter();
    this.history = this.#createHistory(KEPT);
    this.database.start();
    this.writer.start();
  }

  count(table: string): number {
    return Number(this.database.connection.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  }

  /** From now on the disk takes nothing more, until it is given room. */
  fillDisk(): void {
    const { connection } = this.database;
    connection.pragma(`max_page_count = ${Number(connection.pragma('page_count', { simple: true }))}`);
  }

  giveRoom(): void {
    this.database.connection.pragma('max_page_count = 1000000');
  }

  close(): void {
    this.writer.stop();
    this.database.stop();
    rmSync(this.folder, { recursive: true });
  }

  #createWriter(): HistoryWriter {
    const { database, clock, log, nodes } = this;
    return new HistoryWriter({
      database,
      clock,
      log,
      nodes,
      own: () => ({ nodeNum: BASE, modem: LONG_FAST }),
    });
  }

  #createHistory(settings: RetentionSettings): SqliteHistory {
    const { database, writer, retention, clock, log } = this;
    return new SqliteHistory({ database, writer, retention, settings, clock, log, own: () => BASE });
  }
}
