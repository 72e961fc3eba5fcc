/** The bench's database: made by the bot's own writer, in batches as when it catches up. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_FILE, Database } from '../../src/history/database.js';
import { deletionsOf } from '../../src/history/deletion.js';
import { HistoryWriter } from '../../src/history/history-writer.js';
import { LONG_FAST } from '../../src/mesh/modem.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { SystemClock } from '../../src/util/clock.js';
import type { Log } from '../../src/util/log.js';
import { percentile, type Row } from '../table.js';
import { type MeshOptions, OWN, packetsOfAMesh } from './packets.js';

export const QUIET: Log = {
  error: (message, fields) => console.error(message, fields),
  warn: (message, fields) => console.error(message, fields),
  info: () => {},
  debug: () => {},
  named: () => QUIET,
};
const BATCH = 500;
/** As retention does all the year: what is left at its end is what a bot would have. */
const FORGET_EVERY = 50_000;
const HOURS_KEPT_MS = 15 * 86_400_000;
const RATE_LIMIT = 20_000;
const SHARE_LIMIT_MS = 0.1;
const clock = new SystemClock();

export function openDatabase(folder: string): { database: Database; writer: HistoryWriter; nodes: NodeDb } {
  const database = new Database({ folder, clock, log: QUIET });
  database.start();
  const nodes = new NodeDb();
  const own = () => ({ nodeNum: OWN, modem: LONG_FAST });
  return { database, nodes, writer: new HistoryWriter({ database, clock, nodes, log: QUIET, own }) };
}

/** Writes all packets, and measures that. */
export function benchInsertion(folder: string, options: Omit<MeshOptions, 'until'>): Row[] {
  const { packets } = options;
  const { database, writer, nodes } = openDatabase(folder);
  writer.start();
  const shares: number[] = [];
  let writingMs = 0;
  let index = 0;
  for (const packet of packetsOfAMesh({ ...options, until: clock.now() })) {
    nodes.observe(packet);
    const startedAt = performance.now();
    writer.record(packet);
    const tookMs = performance.now() - startedAt;
    if (index % 100 === 0) shares.push(tookMs);
    writingMs += tookMs;
    index++;
    if (index % BATCH === 0) writingMs += timed(() => writer.flush());
    if (index % FORGET_EVERY === 0) forgetHours(database, packet.receivedAt - HOURS_KEPT_MS);
  }
  writingMs += timed(() => writer.stop());
  database.stop();
  const rate = packets / (writingMs / 1000);
  const share = percentile(
    [...shares].sort((a, b) => a - b),
    0.99,
  );
  return [
    row(
      `insertion, batches of ${BATCH}, sums included`,
      `${Math.round(rate)} packets/s`,
      rate >= RATE_LIMIT,
      {
        limit: `>= ${RATE_LIMIT}/s`,
      },
    ),
    row("one packet's share of the receive path, p99", `${share.toFixed(4)} ms`, share <= SHARE_LIMIT_MS, {
      limit: `<= ${SHARE_LIMIT_MS} ms`,
    }),
    row('file', `${megabytesPerMillion(folder, packets).toFixed(0)} MB per million packets`, true),
  ];
}

function forgetHours(database: Database, before: number): void {
  for (const deleteSome of deletionsOf(database.connection, 'hours', before)) deleteSome(10_000_000);
}

export function row(what: string, value: string, isMet: boolean, { limit = '' } = {}): Row {
  return { what, value, limit, isMet };
}

export function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

export function fileBytes(folder: string): number {
  const path = join(folder, DATABASE_FILE);
  return existsSync(path) ? statSync(path).size : 0;
}

function megabytesPerMillion(folder: string, packets: number): number {
  return fileBytes(folder) / 1e6 / (packets / 1e6);
}
