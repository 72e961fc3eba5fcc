import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSystemProbe } from '../../../src/services/host/system-probe.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'meshbot-files-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function zone(number: number, type: string, temp: string): void {
  put(`sys/class/thermal/thermal_zone${number}/type`, `${type}\n`);
  put(`sys/class/thermal/thermal_zone${number}/temp`, temp);
}

const celsius = (thermalZone?: string) =>
  createSystemProbe(thermalZone === undefined ? { root } : { root, thermalZone }).celsius();

describe('the temperature of the processor', () => {
  it('is that of the first zone in it, in the order of their numbers', async () => {
    zone(10, 'x86_pkg_temp', '61000\n');
    zone(0, 'acpitz', '27800\n');
    zone(2, 'cpu-thermal', '48312\n');
    expect(await celsius()).toBe(48.312);
  });

  it('is that of the configured zone, by its folder or its type', async () => {
    zone(0, 'cpu-thermal', '48000\n');
    zone(1, 'gpu-thermal', '52000\n');
    expect(await celsius('thermal_zone1')).toBe(52);
    expect(await celsius('gpu-thermal')).toBe(52);
    expect(await celsius('nowhere')).toBeUndefined();
  });

  it('is unknown when it cannot be, when it is no number, and where there is no sensor', async () => {
    zone(0, 'soc-thermal', '-273150\n');
    expect(await celsius()).toBeUndefined();
    zone(0, 'soc-thermal', 'N/A\n');
    expect(await celsius()).toBeUndefined();
    zone(0, 'soc-thermal', '150001\n');
    expect(await celsius()).toBeUndefined();
    zone(0, 'iwlwifi', '48000\n');
    expect(await celsius()).toBeUndefined();
    rmSync(join(root, 'sys'), { recursive: true });
    await expect(celsius()).rejects.toThrow('ENOENT');
  });

  it('may be below zero', async () => {
    zone(0, 'cpu0', '-12500\n');
    expect(await celsius()).toBe(-12.5);
  });
});

describe('what else Linux tells in files', () => {
  it('is the memory that a program could still have', async () => {
    const { memory } = createSystemProbe({ root });
    put(
      'proc/meminfo',
      'MemTotal:        8000 kB\nMemFree:          100 kB\nMemAvailable:    7100 kB\nSwapTotal: 5 kB\n',
    );
    expect(await memory()).toEqual({ total: 8000 * 1024, available: 7100 * 1024 });
    put('proc/meminfo', 'MemTotal: 8000 kB\n');
    expect(await memory()).toBeUndefined();
  });

  it('is whether its clock is set by another one, where systemd keeps the time', async () => {
    const { isClockSynchronised } = createSystemProbe({ root });
    expect(await isClockSynchronised()).toBeUndefined();
    put('run/systemd/timesync/clock', '');
    expect(await isClockSynchronised()).toBe(false);
    put('run/systemd/timesync/synchronized', '');
    expect(await isClockSynchronised()).toBe(true);
  });
});
