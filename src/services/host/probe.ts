import type { Stop } from '../../util/clock.js';

/** What the operating system is asked for. Each may fail, and what it does not offer is undefined. */
export interface HostProbe {
  celsius(): Promise<number | undefined>;
  memory(): Promise<MemoryCount | undefined>;
  disk(path: string): Promise<DiskCount>;
  /** Writes, syncs and deletes a little file. */
  writeTest(folder: string): Promise<void>;
  /** Empty on systems that know no load. */
  load(): readonly number[];
  /** Seconds since the machine started. */
  uptime(): number;
  isClockSynchronised(): Promise<boolean | undefined>;
  readonly process: ProcessProbe;
  /** Asked only when a person wants to know, because it may start a process. Absent where files tell it all. */
  readonly onDemand?: Pick<HostProbe, 'celsius' | 'memory'>;
}

export interface MemoryCount {
  readonly total: number;
  readonly available: number;
}

/** As `statfs` tells it. */
export interface DiskCount {
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly bsize: number;
}

/** Our own process. */
export interface ProcessProbe {
  /** The time for which it has been computing. */
  cpuMs(): number;
  rssBytes(): number;
  /** Sockets, files and timers that keep it alive. */
  openHandles(): number;
  /** Watches how late the event loop comes and how long the garbage collection takes. */
  watch(): ProcessWatch;
}

export interface ProcessWatch {
  /** Of the time since it was asked last; undefined when the loop never came round. */
  loopP99Ms(): number | undefined;
  /** Since the watch began. */
  readonly collections: { readonly count: number; readonly ms: number };
  readonly stop: Stop;
}
