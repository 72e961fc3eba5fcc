import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSystemProbe } from '../../src/services/host/system-probe.js';
import { HostMonitor, type HostReading } from '../../src/services/host.js';
import { SystemClock } from '../../src/util/clock.js';
import { FakeClock } from '../support/fake-clock.js';
import { PlayedMachine } from '../support/played-machine.js';
import { RecordingLog } from '../support/recording-log.js';

const MINUTE = 60_000;

let machine: PlayedMachine;
let clock: FakeClock;
let log: RecordingLog;
let monitor: HostMonitor;

beforeEach(() => {
  machine = new PlayedMachine();
  clock = new FakeClock();
  log = new RecordingLog();
  monitor = new HostMonitor({ dataDir: '/data', probe: machine, clock, log, sampleMs: 10_000 });
});

describe('the host', () => {
  it('is read as df and free show it', async () => {
    expect(await monitor.read()).toMatchObject({
      hostUpSeconds: 77,
      load: [0.1, 0.2, 0.3],
      cpuCelsius: 48.3,
      memory: { usedBytes: 900, totalBytes: 8000 },
      disk: { usedPercent: (100 * 550) / 900, freeBytes: 350 * 4096 },
      rssBytes: 78_000_000,
      failedWrites: 0,
      clock: { isSynchronised: true },
    });
    expect(machine.asked).toEqual(['/data']);
  });

  it('leaves out what is not offered', async () => {
    machine.celsius = async () => undefined;
    machine.memory = async () => undefined;
    machine.disk = async () => ({ blocks: 0, bfree: 0, bavail: 0, bsize: 1 });
    machine.load = () => [];
    machine.isClockSynchronised = async () => undefined;
    const nothing = await monitor.read();
    for (const name of ['cpuCelsius', 'memory', 'disk', 'load']) expect(nothing).not.toHaveProperty(name);
    expect(nothing.clock).toEqual({ isSynchronised: undefined });
    machine.memory = async () => ({ total: 0, available: 0 });
    monitor.start();
    await clock.advance(10_000);
    expect(monitor.latest).not.toHaveProperty('memory');
    await monitor.stop();
  });

  it('leaves out what fails, and reads the rest', async () => {
    machine.celsius = () => Promise.reject(new Error('no sensor'));
    machine.disk = () => Promise.reject(new Error('ENOENT'));
    const failing = await monitor.read();
    expect(failing).not.toHaveProperty('cpuCelsius');
    expect(failing).not.toHaveProperty('disk');
    expect(failing.memory?.totalBytes).toBe(8000);
  });

  it('forgets a temperature that is told no more', async () => {
    monitor.start();
    await clock.advance(0);
    expect(monitor.latest?.cpuCelsius).toBe(48.3);
    machine.celsius = async () => undefined;
    await clock.advance(10_000);
    expect(monitor.latest).not.toHaveProperty('cpuCelsius');
    await monitor.stop();
  });

  it('is asked by a process of its own only when a person wants to know', async () => {
    let asked = 0;
    machine.celsius = async () => undefined;
    machine.memory = async () => undefined;
    machine.onDemand = {
      celsius: async () => {
        asked += 1;
        return 51;
      },
      memory: () => Promise.reject(new Error('none')),
    };
    monitor.start();
    await clock.advance(10 * MINUTE);
    expect(asked).toBe(0);
    const reading = await monitor.read();
    expect(reading.cpuCelsius).toBe(51);
    expect(reading).not.toHaveProperty('memory');
    await monitor.stop();
  });

  it('looks at the disk once a minute and writes once in ten', async () => {
    monitor.start();
    await clock.advance(20 * MINUTE - 1);
    expect(machine.asked).toHaveLength(20);
    expect(machine.writes).toBe(2);
    await monitor.stop();
  });

  it('counts failed writes in a row, and tells of the first and of the end', async () => {
    machine.writeTest = () => Promise.reject(new Error('ENOSPC'));
    monitor.start();
    await clock.advance(25 * MINUTE);
    expect(monitor.latest?.failedWrites).toBe(3);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
    machine.writeTest = async () => {};
    await clock.advance(10 * MINUTE);
    expect(monitor.latest).toMatchObject({ failedWrites: 0, writeMs: 0 });
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'info']);
    await monitor.stop();
  });

  it('knows what its own process uses, over one minute, a quarter of an hour, and at most', async () => {
    monitor.start();
    await clock.advance(0);
    expect(monitor.latest?.bot).toEqual({
      cpuMinutes: Array(10).fill(undefined),
      openHandles: 9,
      loopP99Ms: 4,
      collections: { count: 3, ms: 12 },
    });
    machine.usedMs = 600;
    await clock.advance(10_000);
    await clock.advance(14 * MINUTE + 50_000);
    const { cpuPercent1, cpuPercent15, cpuPercentPeak, cpuMinutes } = monitor.latest?.bot ?? {};
    expect([cpuPercent1, cpuPercentPeak]).toEqual([0, 6]);
    expect(cpuPercent15).toBeCloseTo(600 / 9000);
    expect(cpuMinutes).toEqual(Array(10).fill(0));
    await monitor.stop();
  });

  it('goes on counting while the disk hangs, and stops all the same', async () => {
    machine.disk = () => new Promise(() => {});
    monitor.start();
    await clock.advance(10_000);
    machine.usedMs = 5000;
    await clock.advance(10_000);
    machine.p99 = 700;
    await clock.advance(10_000);
    expect(monitor.latest).toBeUndefined();
    await clock.advance(MINUTE);
    await monitor.stop();
    expect(clock.pending()).toEqual([]);
  });

  it('lets nobody wait longer than 2 s for a disk that has hung from the beginning', async () => {
    machine.disk = () => new Promise(() => {});
    let reading: HostReading | undefined;
    void monitor.read().then((read) => {
      reading = read;
    });
    await clock.advance(1999);
    expect(reading).toBeUndefined();
    await clock.advance(1);
    expect(reading).toMatchObject({ load: [0.1, 0.2, 0.3] });
    expect(reading).not.toHaveProperty('disk');
  });

  it('knows nothing of temperature and disk behind a disk that began to hang', async () => {
    monitor.start();
    await clock.advance(10_000);
    expect(monitor.latest).toMatchObject({ cpuCelsius: 48.3, disk: expect.anything() });
    let release = () => {};
    machine.disk = () =>
      new Promise((_, reject) => {
        release = () => reject(new Error('EIO'));
      });
    await clock.advance(2 * MINUTE);
    for (const name of ['cpuCelsius', 'disk', 'failedWrites'])
      expect(monitor.latest).not.toHaveProperty(name);
    expect(monitor.latest?.bot?.cpuPercent1).toBe(0);
    machine.disk = () => Promise.reject(new Error('EIO'));
    release();
    await clock.advance(10_000);
    expect(monitor.latest).toMatchObject({ cpuCelsius: 48.3, failedWrites: 0 });
    await monitor.stop();
  });

  it('tells a jump of the clock once, and not the seconds by which clocks are set', async () => {
    monitor.start();
    clock.jump(50_000);
    await clock.advance(10_000);
    expect(monitor.latest?.clock).toEqual({ isSynchronised: true });
    clock.jump(-3_600_000);
    await clock.advance(20_000);
    const lastJump = { at: clock.now() - 10_000, ms: -3_600_000 };
    expect(monitor.latest?.clock).toEqual({ isSynchronised: true, lastJump });
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
    await monitor.stop();
  });

  it('leaves no timer and no watch behind', async () => {
    monitor.start();
    expect(machine.watches).toBe(1);
    await monitor.stop();
    expect(machine.watches).toBe(0);
    expect(clock.pending()).toEqual([]);
  });
});

describe('this very machine', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'meshbot-host-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('can be read, and nothing is left in its data folder', async () => {
    const probe = createSystemProbe();
    const here = new HostMonitor({
      dataDir: folder,
      probe,
      clock: new SystemClock(),
      log,
      sampleMs: 120,
    });
    here.start();
    await expect.poll(() => here.latest?.bot?.loopP99Ms, { timeout: 5000 }).toBeGreaterThanOrEqual(0);
    const { hostUpSeconds, memory, disk, rssBytes, bot, failedWrites } = await here.read();
    await here.stop();
    expect(hostUpSeconds).toBeGreaterThan(0);
    expect(memory?.totalBytes).toBeGreaterThan(rssBytes);
    expect(disk?.usedPercent).toBeGreaterThanOrEqual(0);
    expect(failedWrites).toBe(0);
    expect(bot?.cpuPercent1).toBeGreaterThan(0);
    expect(bot?.openHandles).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says that a folder cannot be written', async () => {
    await expect(createSystemProbe().writeTest(join(folder, 'missing'))).rejects.toThrow('ENOENT');
  });
});
