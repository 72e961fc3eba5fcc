import { stampOf } from '../mesh/arrival.js';
import type { NodeNum } from '../mesh/ids.js';
import type { FarLink } from '../mesh/mesh-feed.js';
import type { NodeReport } from '../mesh/mesh-node.js';
import { LONG_FAST, type ModemSettings } from '../mesh/modem.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { NodeUser, Packet, Position } from '../mesh/packet.js';
import type { SettledMessage } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import { type Entry, prepareBatches, type WriteBatch } from './batch.js';
import { ChangeLog } from './change-log.js';
import { addresseeCode, whole } from './codes.js';
import { GuardedTable, type Openable } from './guarded-table.js';
import { Keys } from './keys.js';
import { isLink } from './link-sights.js';
import { newestPacketAt, readChanges, readNodes } from './node-reader.js';
import { writeLinks, writePacket } from './packet-writer.js';

export interface HistoryWriterDeps {
  readonly database: Openable;
  readonly log: Log;
  readonly clock: Clock;
  readonly nodes: NodeDb;
  /** Absent before the node has told of itself. */
  own(): { readonly nodeNum: NodeNum; readonly modem: ModemSettings } | undefined;
}

/** Whoever reads has it written first. Each write wakes the machine: one in a second costs 0.2 % of its processor. */
const WRITE_EVERY_MS = 5000;
/** One transaction: about 15 ms on a Raspberry Pi. */
const BATCH_ROWS = 500;
/** Between two batches, so that the packets that came meanwhile are answered. */
const BREATH_MS = 10;
/** What the disk does not take: half a day of a busy mesh, about 15 MB. */
export const MAX_QUEUED = 20_000;
/** A node's last sight is in its packets too: the directory need not be exact to the second. */
const SAVE_NODES_EVERY_MS = 10_000;

/**
 * The one writer of what the mesh said. A packet is only put into a list where it comes in; every five seconds the list is
 * written in one transaction, sums included.
 */
export class HistoryWriter implements Lifecycle {
  readonly name = 'history';
  readonly #deps: HistoryWriterDeps;
  readonly #table: GuardedTable<WriteBatch>;
  readonly #changes = new ChangeLog();
  readonly #touched = new Set<NodeNum>();
  #queue: Entry[] = [];
  #lost = 0;
  #failingSince: number | undefined;
  #lastAt = 0;
  #nodesSavedAt = 0;
  #isDue = false;
  #stops: Stop[] = [];

  constructor(deps: HistoryWriterDeps) {
    this.#deps = deps;
    const keys = new Keys();
    this.#table = new GuardedTable(deps.database, {
      log: deps.log,
      prepare: (connection) => prepareBatches(connection, keys),
      failing: 'cannot store history: kept in memory until the disk takes it',
      restored: 'storing history again',
    });
  }

  /** Rows that wait, and rows that were given up. */
  get backlog(): { readonly queued: number; readonly lost: number } {
    return { queued: this.#queue.length, lost: this.#lost };
  }

  /** Since when the disk takes nothing; undefined when all is well. ms since 1970. */
  get failingSince(): number | undefined {
    return this.#failingSince;
  }

  /** Takes over what the last process left. */
  start(): void {
    const { connection } = this.#deps.database;
    const { clock, nodes } = this.#deps;
    nodes.restore(readNodes(connection));
    for (const { node, what, value } of readChanges(connection)) this.#changes.restore(node, what, value);
    this.#lastAt = newestPacketAt(connection) ?? 0;
    this.#nodesSavedAt = clock.uptime();
    this.#stops = [clock.every('history.write', WRITE_EVERY_MS, () => this.#writeSome())];
  }

  /** Writes all that is left. */
  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.flush();
    if (this.#queue.length > 0) this.#deps.log.warn('history lost', { rows: this.#queue.length });
  }

  record(packet: Packet): void {
    const own = this.#deps.own();
    const at = stampOf(packet, this.#lastAt);
    this.#lastAt = Math.max(this.#lastAt, at);
    const received = { packet, at, own: own?.nodeNum, modem: own?.modem ?? LONG_FAST };
    this.#add((statements, keys) => writePacket(statements, keys, received));
    this.#touched.add(packet.from);
    if (packet.kind === 'nodeInfo') this.#noteUser(packet.from, packet.user, at);
    if (packet.kind === 'position' && packet.position) this.#notePosition(packet.from, packet.position, at);
  }

  /** An entry of the node's own database. */
  learn(report: NodeReport): void {
    this.#touched.add(report.nodeNum);
    if (report.user) this.#noteUser(report.nodeNum, report.user, this.#now());
  }

  /** What a broker told of links beyond our own hearing. */
  recordFarLinks(links: readonly FarLink[]): void {
    const at = this.#now();
    const sights = links
      .filter(({ sender, receiver }) => isLink(sender, receiver))
      .map((link) => ({ ...link, source: 'mqtt' as const }));
    if (sights.length > 0) this.#add((statements) => writeLinks(statements, sights, at));
  }

  recordDelivery({ message, delivery, id, attempts }: SettledMessage): void {
    const at = this.#now();
    const reason = delivery.outcome === 'failed' ? delivery.reason : null;
    this.#add(({ delivery: insert }, keys) =>
      keys.insert('deliveries', at, (key) =>
        insert.run(
          key,
          addresseeCode(message.to),
          message.channel,
          message.content.kind,
          delivery.outcome,
          reason,
          Math.round(delivery.tookMs),
          attempts,
          whole(id),
        ),
      ),
    );
  }

  /** Writes all that waits, so that whoever reads now knows it. False when the disk does not take it. */
  flush(): boolean {
    if (this.#touched.size > 0) this.#nodesSavedAt = Number.NEGATIVE_INFINITY;
    do {
      if (!this.#writeBatch()) return false;
    } while (this.#queue.length > 0);
    return true;
  }

  #writeSome(): void {
    this.#isDue = false;
    if (this.#writeBatch() && this.#queue.length > 0) this.#writeSoon();
  }

  #writeSoon(): void {
    if (this.#isDue || this.#stops.length === 0) return;
    this.#isDue = true;
    this.#stops[1] = this.#deps.clock.after('history.catch-up', BREATH_MS, () => this.#writeSome());
  }

  #writeBatch(): boolean {
    const nodes = this.#nodesToSave();
    const entries = this.#queue.slice(0, BATCH_ROWS);
    if (entries.length === 0 && nodes.length === 0) return true;
    const onBroken = (err: unknown) => this.#deps.log.error('cannot keep a packet', { err });
    const isWritten = this.#table.write((writeBatch) => writeBatch({ entries, nodes, onBroken }));
    this.#failingSince = isWritten ? undefined : (this.#failingSince ?? this.#deps.clock.now());
    if (!isWritten) return false;
    this.#queue = this.#queue.slice(entries.length);
    if (nodes.length > 0) {
      this.#touched.clear();
      this.#nodesSavedAt = this.#deps.clock.uptime();
    }
    return true;
  }

  #nodesToSave() {
    const { clock, nodes } = this.#deps;
    if (clock.uptime() - this.#nodesSavedAt < SAVE_NODES_EVERY_MS) return [];
    return [...this.#touched].flatMap((nodeNum) => nodes.get(nodeNum) ?? []);
  }

  #add(entry: Entry): void {
    this.#queue.push(entry);
    if (this.#queue.length > MAX_QUEUED) this.#dropOldest();
    // Not while the disk refuses: that is tried every five seconds.
    else if (this.#queue.length === BATCH_ROWS) this.#writeSoon();
  }

  #dropOldest(): void {
    this.#queue = this.#queue.slice(BATCH_ROWS);
    if (this.#lost === 0) this.#deps.log.warn('history memory full: the oldest goes', { rows: MAX_QUEUED });
    this.#lost += BATCH_ROWS;
  }

  #noteUser(nodeNum: NodeNum, user: NodeUser, at: number): void {
    for (const [what, value] of this.#changes.changed(nodeNum, user)) {
      this.#add(({ change }, keys) =>
        keys.insert('node_changes', at, (key) => change.run(key, nodeNum, what, value)),
      );
    }
  }

  #notePosition(nodeNum: NodeNum, position: Position, at: number): void {
    if (!this.#changes.hasMoved(nodeNum, position)) return;
    const place = [Math.round(position.latitude * 1e7), Math.round(position.longitude * 1e7)] as const;
    const rest = [whole(position.altitudeMeters), whole(position.precisionBits)] as const;
    this.#add(({ position: insert }, keys) =>
      keys.insert('positions', at, (key) => insert.run(key, nodeNum, ...place, ...rest)),
    );
  }

  #now(): number {
    return stampOf({ receivedAt: this.#deps.clock.now() }, this.#lastAt);
  }
}
