/** How much is remembered, and how much room it takes. */

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
