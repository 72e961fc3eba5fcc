import type { Clock, Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import type { DiskCount, HostProbe, MemoryCount, ProcessWatch } from './host/probe.js';
import { ProcessMeter } from './host/process-meter.js';

/** The machine that the bot runs on. What it does not offer is absent. */
export interface HostReading {
  readonly hostUpSeconds?: number;
  /** Over 1, 5 and 15 minutes. */
  readonly load?: readonly [number, number, number];
  readonly cpuCelsius?: number;
  readonly memory?: { readonly usedBytes: number; readonly totalBytes: number };
  readonly disk?: { readonly usedPercent: number; readonly freeBytes: number };
  /** Of the last tries to write into the data folder, so many in a row failed. */
  readonly failedWrites?: number;
  /** How long the last good one took. */
  readonly writeMs?: number;
  /** Memory of our own process. */
  readonly rssBytes: number;
  readonly bot?: BotLoad;
  readonly clock?: ClockState;
}

/** What our own process costs. */
export interface BotLoad {
  /** Percent of one core, means over a minute and a quarter of an hour. */
  readonly cpuPercent1?: number;
  readonly cpuPercent15?: number;
  /** Between two samples of the last quarter of an hour. */
  readonly cpuPercentPeak?: number;
  /** Percent minute by minute, the last one at the end. */
  readonly cpuMinutes: readonly (number | undefined)[];
  /** How late the event loop comes, at worst but for one time in a hundred. */
  readonly loopP99Ms?: number;
  readonly collections?: { readonly count: number; readonly ms: number };
  readonly openHandles?: number;
}

export interface ClockState {
  /** Undefined where the system does not tell. */
  readonly isSynchronised: boolean | undefined;
  /** The last time that the wall clock jumped against the one that never does. */
  readonly lastJump?: { readonly at: number; readonly ms: number };
}

export interface HostMonitorOptions {
  /** Lies on the disk that matters. */
  readonly dataDir: string;
  readonly probe: HostProbe;
  readonly clock: Clock;
  readonly log: Log;
  readonly sampleMs: number;
}

const DISK_EVERY_MS = 60_000;
const WRITE_EVERY_MS = 10 * 60_000;
/** So many looks without an end are a disk that hangs. */
const HANGING_LOOKS = 6;
const JUMP_MS = 60_000;
const FIRST_LOOK_MS = 2000;
const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;

interface Sampled {
  readonly cpuCelsius?: number;
  readonly memory?: { readonly usedBytes: number; readonly totalBytes: number };
  readonly isSynchronised: boolean | undefined;
}

/** Looks at the machine every few seconds, and starts no process for it. */
export class HostMonitor implements Lifecycle {
  readonly name = 'host';
  readonly #options: HostMonitorOptions;
  readonly #meter = new ProcessMeter();
  #watch: ProcessWatch | undefined;
  #stopTimer: Stop = () => {};
  #sampling: Promise<void> | undefined;
  #sampled: Sampled | undefined;
  #sampledAt = 0;
  #loopP99Ms: number | undefined;
  #disk: HostReading['disk'];
  #diskAt: number | undefined;
  #write: { readonly failures: number; readonly ms?: number } | undefined;
  #writeAt: number | undefined;
  #offset: number | undefined;
  #lastJump: ClockState['lastJump'];

  constructor(options: HostMonitorOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, probe, sampleMs } = this.#options;
    this.#sampledAt = clock.uptime();
    this.#watch = probe.process.watch();
    this.#stopTimer = clock.every('host.sample', sampleMs, () => this.#tick());
    this.#tick();
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    this.#watch?.stop();
    this.#watch = undefined;
    if (!this.#isHanging) await this.#sampling;
  }

  /** What the last look showed; undefined before the first. Behind a disk that hangs nothing is known of it. */
  get latest(): HostReading | undefined {
    if (!this.#sampled || !this.#isHanging) return this.#sampled && this.#reading(this.#sampled);
    const { disk: _, failedWrites: _failed, ...reading } = this.#reading({ isSynchronised: undefined });
    return reading;
  }

  get #isHanging(): boolean {
    const { clock, sampleMs } = this.#options;
    return clock.uptime() - this.#sampledAt > HANGING_LOOKS * sampleMs;
  }

  /** The last look, and what is only worth asking when a person wants to know. */
  async read(): Promise<HostReading> {
    if (!this.#sampled) await this.#firstLook();
    const { onDemand } = this.#options.probe;
    const reading = this.#reading(this.#sampled ?? { isSynchronised: undefined });
    if (!onDemand) return reading;
    const cpuCelsius = reading.cpuCelsius ?? (await optional(onDemand.celsius()));
    const memory = reading.memory ?? inUse(await optional(onDemand.memory()));
    return { ...reading, ...(cpuCelsius !== undefined && { cpuCelsius }), ...(memory && { memory }) };
  }

  /** Who asks in the first moment waits for a look, but not for a disk that hangs. */
  async #firstLook(): Promise<void> {
    const enough = new AbortController();
    const patience = this.#options.clock.sleep('host.first', FIRST_LOOK_MS, enough.signal).catch(() => {});
    await Promise.race([this.#sample(), patience]);
    enough.abort();
  }

  /** What a hanging disk cannot hold up is read first. */
  #tick(): void {
    const { clock, probe } = this.#options;
    this.#meter.read(clock.uptime(), probe.process.cpuMs());
    this.#loopP99Ms = this.#watch?.loopP99Ms();
    this.#noteJump();
    void this.#sample();
  }

  #sample(): Promise<void> {
    this.#sampling ??= this.#look().finally(() => {
      this.#sampling = undefined;
    });
    return this.#sampling;
  }

  async #look(): Promise<void> {
    const { probe } = this.#options;
    const [cpuCelsius, memory, isSynchronised] = await Promise.all([
      optional(probe.celsius()),
      optional(probe.memory()),
      optional(probe.isClockSynchronised()),
      this.#lookAtDisk(),
    ]);
    const used = inUse(memory);
    this.#sampledAt = this.#options.clock.uptime();
    this.#sampled = {
      isSynchronised,
      ...(cpuCelsius !== undefined && { cpuCelsius }),
      ...(used && { memory: used }),
    };
  }

  #noteJump(): void {
    const { clock, log } = this.#options;
    const offset = clock.now() - clock.uptime();
    const ms = this.#offset === undefined ? 0 : Math.round(offset - this.#offset);
    this.#offset = offset;
    if (Math.abs(ms) <= JUMP_MS) return;
    this.#lastJump = { at: clock.now(), ms };
    log.warn('the clock of the machine jumped', { seconds: Math.round(ms / 1000) });
  }

  async #lookAtDisk(): Promise<void> {
    const { clock, probe, dataDir } = this.#options;
    const uptime = clock.uptime();
    if (isDue(this.#diskAt, DISK_EVERY_MS, uptime)) {
      this.#diskAt = uptime;
      this.#disk = spaceOf(await optional(probe.disk(dataDir)));
    }
    if (!isDue(this.#writeAt, WRITE_EVERY_MS, uptime)) return;
    this.#writeAt = uptime;
    await this.#tryToWrite();
  }

  async #tryToWrite(): Promise<void> {
    const { clock, probe, dataDir, log } = this.#options;
    const startedAt = clock.uptime();
    const failures = this.#write?.failures ?? 0;
    try {
      await probe.writeTest(dataDir);
      if (failures > 0) log.info('the data folder can be written again', { failures });
      this.#write = { failures: 0, ms: clock.uptime() - startedAt };
    } catch (err) {
      if (failures === 0) log.warn('the data folder cannot be written', { err });
      this.#write = { failures: failures + 1 };
    }
  }

  #reading({ isSynchronised, ...sampled }: Sampled): HostReading {
    const { probe } = this.#options;
    const [one, five, fifteen] = probe.load();
    return {
      ...sampled,
      hostUpSeconds: probe.uptime(),
      rssBytes: probe.process.rssBytes(),
      ...(one !== undefined && five !== undefined && fifteen !== undefined && { load: [one, five, fifteen] }),
      ...(this.#disk && { disk: this.#disk }),
      ...(this.#write && { failedWrites: this.#write.failures }),
      ...(this.#write?.ms !== undefined && { writeMs: this.#write.ms }),
      bot: this.#botLoad(),
      clock: { isSynchronised, ...(this.#lastJump && { lastJump: this.#lastJump }) },
    };
  }

  #botLoad(): BotLoad {
    const cpuPercent1 = this.#meter.mean(MINUTE_MS);
    const cpuPercent15 = this.#meter.mean(QUARTER_MS);
    const cpuPercentPeak = this.#meter.peak();
    return {
      cpuMinutes: this.#meter.minutes(),
      openHandles: this.#options.probe.process.openHandles(),
      ...(cpuPercent1 !== undefined && { cpuPercent1 }),
      ...(cpuPercent15 !== undefined && { cpuPercent15 }),
      ...(cpuPercentPeak !== undefined && { cpuPercentPeak }),
      ...(this.#loopP99Ms !== undefined && { loopP99Ms: this.#loopP99Ms }),
      ...(this.#watch && { collections: { ...this.#watch.collections } }),
    };
  }
}

function isDue(lastAt: number | undefined, everyMs: number, uptime: number): boolean {
  return lastAt === undefined || uptime - lastAt >= everyMs;
}

function inUse(memory: MemoryCount | undefined): HostReading['memory'] {
  if (!memory || memory.total <= 0) return undefined;
  return { usedBytes: memory.total - memory.available, totalBytes: memory.total };
}

/** As `df` counts: what is kept for root is neither used nor free. */
function spaceOf(disk: DiskCount | undefined): HostReading['disk'] {
  if (!disk) return undefined;
  const { blocks, bfree, bavail, bsize } = disk;
  const used = blocks - bfree;
  if (used + bavail <= 0) return undefined;
  return { usedPercent: (100 * used) / (used + bavail), freeBytes: bavail * bsize };
}

async function optional<Value>(reading: Promise<Value | undefined>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch {
    return undefined;
  }
}
