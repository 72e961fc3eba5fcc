/** The bench's database: made by the bot's own writer, in batches as when it catches up. */
import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_FILE, Database } from '../../src/history/database.js';
import { deletionsOf } from '../../src/history/deletion.js';
import { HistoryWriter } from '../../src/history/history-writer.js';
import { newestPacketAt } from '../../src/history/node-reader.js';
import { LONG_FAST } from '../../src/mesh/modem.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { SystemClock } from '../../src/util/clock.js';
import { percentile, type Row } from '../table.js';
import { atLeast, atMost, QUIET, timed, told } from './figures.js';
import { type MeshOptions, OWN, packetsOfAMesh } from './packets.js';

/** What the writer puts into one transaction. */
const BATCH = 500;
/** Handed over between two orders to write all: as when a bot catches up after a full disk. */
const HANDED_OVER = 5000;
/** As retention does all the year: what is left at its end is what a bot would have. */
const FORGET_EVERY = 50_000;
const HOURS_KEPT_MS = 15 * 86_400_000;
const RATE = { limit: 20_000, unit: 'packets/s' };
const SHARE = { limit: 0.1, unit: 'ms', digits: 3 };
const clock = new SystemClock();

interface Opened {
  readonly database: Database;
  readonly writer: HistoryWriter;
  readonly nodes: NodeDb;
}

export function openDatabase(folder: string): Opened {
  const database = new Database({ folder, clock, log: QUIET });
  database.start();
  const nodes = new NodeDb();
  const own = () => ({ nodeNum: OWN, modem: LONG_FAST });
  return { database, nodes, writer: new HistoryWriter({ database, clock, nodes, log: QUIET, own }) };
}

/** A copy that may be written to. */
export function copyDatabase(from: string, to: string): string {
  mkdirSync(to, { recursive: true });
  openDatabase(from).database.stop();
  copyFileSync(join(from, DATABASE_FILE), join(to, DATABASE_FILE));
  return to;
}

export function newestIn(folder: string): number {
  const { database } = openDatabase(folder);
  const at = newestPacketAt(database.connection) ?? clock.now();
  database.stop();
  return at;
}

interface Insertion {
  /** Packets a second, the slowest tenth too. */
  readonly rate: number;
  readonly slowest: number;
  /** ms of the event loop that one packet takes, its part of the batch included, p99. */
  readonly share: number;
}

/** Writes all packets, and measures that. */
export function insert(folder: string, options: MeshOptions): Insertion {
  const { packets } = options;
  const { database, writer, nodes } = openDatabase(folder);
  writer.start();
  const shares: number[] = [];
  const tenths: number[] = [];
  let recordingMs = 0;
  let writingMs = 0;
  let index = 0;
  for (const packet of packetsOfAMesh(options)) {
    nodes.observe(packet);
    recordingMs += timed(() => writer.record(packet));
    index++;
    if (index % HANDED_OVER === 0) {
      const batchesMs = timed(() => writer.flush());
      shares.push((recordingMs + batchesMs) / HANDED_OVER);
      writingMs += recordingMs + batchesMs;
      recordingMs = 0;
    }
    if (index % FORGET_EVERY === 0) forgetHours(database, packet.receivedAt - HOURS_KEPT_MS);
    if (index % (packets / 10) === 0) tenths.push(writingMs);
  }
  writer.stop();
  database.stop();
  const slowestMs = Math.max(...tenths.map((at, tenth) => at - (tenths[tenth - 1] ?? 0)));
  return {
    rate: packets / (writingMs / 1000),
    slowest: packets / 10 / (slowestMs / 1000),
    share: percentile(
      shares.sort((a, b) => a - b),
      0.99,
    ),
  };
}

/** On top of what is there; the best of so many tries. */
export function benchInsertion(copy: string, tries: number, options: MeshOptions): Row[] {
  let best: Insertion | undefined;
  let until = options.until;
  for (let index = 0; index < tries && (best?.rate ?? 0) < RATE.limit; index++) {
    until += options.days * 86_400_000;
    const made = insert(copy, { ...options, seed: options.seed + index, until });
    if (made.rate > (best?.rate ?? 0)) best = made;
  }
  const { rate = 0, slowest = 0, share = Number.NaN } = best ?? {};
  return [
    atLeast(`insertion of ${options.packets} more, batches of ${BATCH}, sums included`, rate, RATE),
    told('  its slowest tenth', `${slowest.toFixed(0)} packets/s`),
    atMost("one packet's share of the event loop, its batch included, p99", share, SHARE),
  ];
}

function forgetHours(database: Database, before: number): void {
  for (const deleteSome of deletionsOf(database.connection, 'hours', before)) deleteSome(10_000_000);
}

export function fileBytes(folder: string): number {
  const path = join(folder, DATABASE_FILE);
  return existsSync(path) ? statSync(path).size : 0;
}
