/** What Linux tells of the machine in files, which cost next to nothing to read. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MemoryCount } from './probe.js';

const THERMAL = 'sys/class/thermal';
/** Of the sensors that a machine has, those that sit in the processor. */
const CPU_ZONE = /^(?:cpu|soc|x86_pkg)/i;
const COLDEST = -40;
const HOTTEST = 150;

/** The temperature of the processor; `zone` is a zone's folder or its type, in place of the first that fits. */
export class ThermalZone {
  readonly #root: string;
  readonly #zone: string | undefined;
  #file: string | undefined;

  constructor(root: string, zone?: string) {
    this.#root = root;
    this.#zone = zone;
  }

  async celsius(): Promise<number | undefined> {
    this.#file ??= await this.#find();
    if (this.#file === undefined) return undefined;
    const text = await readFile(this.#file, 'utf8');
    const celsius = /^-?\d+$/.test(text.trim()) ? Number(text) / 1000 : Number.NaN;
    return celsius >= COLDEST && celsius <= HOTTEST ? celsius : undefined;
  }

  async #find(): Promise<string | undefined> {
    const folder = join(this.#root, THERMAL);
    const zones = (await readdir(folder)).filter((name) => name.startsWith('thermal_zone')).sort(byNumber);
    for (const zone of zones) {
      const type = (await readFile(join(folder, zone, 'type'), 'utf8').catch(() => '')).trim();
      const fits = this.#zone === undefined ? CPU_ZONE.test(type) : [zone, type].includes(this.#zone);
      if (fits) return join(folder, zone, 'temp');
    }
    return undefined;
  }
}

/** `thermal_zone2` before `thermal_zone10`. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** `MemAvailable` counts what a program could still have, caches included. */
export async function linuxMemory(root: string): Promise<MemoryCount | undefined> {
  const text = await readFile(join(root, 'proc/meminfo'), 'utf8');
  const bytes = (name: string) => {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  };
  const total = bytes('MemTotal');
  const available = bytes('MemAvailable');
  return total && available !== undefined ? { total, available } : undefined;
}

/** Told where systemd keeps the time; elsewhere it is not known. */
export async function isLinuxClockSynchronised(root: string): Promise<boolean | undefined> {
  const files = await readdir(join(root, 'run/systemd/timesync')).catch(() => undefined);
  return files?.includes('synchronized');
}
