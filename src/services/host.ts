import { statfs } from 'node:fs/promises';
import { loadavg, uptime } from 'node:os';

/** The machine that the bot runs on. What it does not offer is absent. */
export interface HostReading {
  readonly hostUpSeconds?: number;
  /** Over 1, 5 and 15 minutes. */
  readonly load?: readonly [number, number, number];
  readonly cpuCelsius?: number;
  readonly memory?: { readonly usedBytes: number; readonly totalBytes: number };
  readonly disk?: { readonly usedPercent: number; readonly freeBytes: number };
  /** Memory of our own process. */
  readonly rssBytes: number;
}

/** What the operating system is asked for; each may fail. */
export interface HostProbe {
  celsius(): Promise<number | null>;
  memory(): Promise<{ readonly total: number; readonly available: number }>;
  disk(path: string): Promise<{
    readonly blocks: number;
    readonly bfree: number;
    readonly bavail: number;
    readonly bsize: number;
  }>;
  /** Empty on systems that know no load. */
  load(): readonly number[];
  uptime(): number;
}

/** Loaded when first needed: it costs a tenth of a second and some megabytes. */
const systeminformation = () => import('systeminformation');

const SYSTEM: HostProbe = {
  celsius: async () => (await (await systeminformation()).cpuTemperature()).main,
  memory: async () => (await systeminformation()).mem(),
  disk: (path) => statfs(path),
  load: () => (process.platform === 'win32' ? [] : loadavg()),
  uptime,
};

export class HostMonitor {
  readonly #dataDir: string;
  readonly #probe: HostProbe;

  /** `dataDir` lies on the disk that matters. */
  constructor(dataDir: string, probe: HostProbe = SYSTEM) {
    this.#dataDir = dataDir;
    this.#probe = probe;
  }

  async read(): Promise<HostReading> {
    const [cpuCelsius, memory, disk] = await Promise.all([
      optional(this.#celsius()),
      optional(this.#memory()),
      optional(this.#disk()),
    ]);
    const [one, five, fifteen] = this.#probe.load();
    return {
      hostUpSeconds: this.#probe.uptime(),
      rssBytes: process.memoryUsage.rss(),
      ...(one !== undefined && five !== undefined && fifteen !== undefined && { load: [one, five, fifteen] }),
      ...(cpuCelsius !== undefined && { cpuCelsius }),
      ...(memory && { memory }),
      ...(disk && { disk }),
    };
  }

  /** A machine without a sensor says null or something that cannot be. */
  async #celsius(): Promise<number | undefined> {
    const celsius = await this.#probe.celsius();
    return celsius !== null && celsius > 0 ? celsius : undefined;
  }

  async #memory(): Promise<HostReading['memory']> {
    const { total, available } = await this.#probe.memory();
    return total > 0 ? { usedBytes: total - available, totalBytes: total } : undefined;
  }

  /** As `df` counts: what is kept for root is neither used nor free. */
  async #disk(): Promise<HostReading['disk']> {
    const { blocks, bfree, bavail, bsize } = await this.#probe.disk(this.#dataDir);
    const used = blocks - bfree;
    if (used + bavail <= 0) return undefined;
    return { usedPercent: (100 * used) / (used + bavail), freeBytes: bavail * bsize };
  }
}

async function optional<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch {
    return undefined;
  }
}
