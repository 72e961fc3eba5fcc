import type { Statement } from 'better-sqlite3';

/** One packet, as the sums of the whole mesh count it. */
export interface MeshShare {
  /** Hours or days since 1970. */
  readonly slot: number;
  readonly kind: number;
  /** -1 where it is not known, as for `hops`. */
  readonly channel: number;
  readonly hops: number;
  readonly bytes: number;
  readonly airtime: number;
  readonly mqtt: number;
  /** Hundredths of a percent, of a packet that tells it. */
  readonly utilization: number | null;
}

type Row = [
  slot: number,
  kind: number,
  channel: number,
  hops: number,
  packets: number,
  bytes: number,
  airtime: number,
  mqtt: number,
  utilCount: number,
  utilSum: number,
  utilMax: number | null,
];

/**
 * The sums of the whole mesh, kept here until their batch ends: of five hundred packets most fall into the same fifty
 * rows, which are then written once each.
 */
export class MeshSums {
  readonly #put: Statement<Row>;
  readonly #rows = new Map<string, Row>();

  constructor(put: Statement<Row>) {
    this.#put = put;
  }

  /** Forgets what a batch that failed has left. */
  begin(): void {
    this.#rows.clear();
  }

  add({ slot, kind, channel, hops, bytes, airtime, mqtt, utilization }: MeshShare): void {
    const key = `${slot} ${kind} ${channel} ${hops}`;
    const row = this.#rows.get(key) ?? [slot, kind, channel, hops, 0, 0, 0, 0, 0, 0, null];
    row[4] += 1;
    row[5] += bytes;
    row[6] += airtime;
    row[7] += mqtt;
    if (utilization !== null) {
      row[8] += 1;
      row[9] += utilization;
      row[10] = Math.max(row[10] ?? 0, utilization);
    }
    this.#rows.set(key, row);
  }

  write(): void {
    for (const row of this.#rows.values()) this.#put.run(...row);
    this.#rows.clear();
  }
}
