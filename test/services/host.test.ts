import { describe, expect, it } from 'vitest';
import { HostMonitor, type HostProbe } from '../../src/services/host.js';

const PROBE: HostProbe = {
  celsius: async () => 48.3,
  memory: async () => ({ total: 8000, available: 7100 }),
  disk: async () => ({ blocks: 1000, bfree: 450, bavail: 350, bsize: 4096 }),
  load: () => [0.1, 0.2, 0.3],
  uptime: () => 77,
};

const reading = (changes: Partial<HostProbe>) => new HostMonitor('/data', { ...PROBE, ...changes }).read();

describe('the host', () => {
  it('is read as df and free show it', async () => {
    expect(await reading({})).toEqual({
      hostUpSeconds: 77,
      load: [0.1, 0.2, 0.3],
      cpuCelsius: 48.3,
      memory: { usedBytes: 900, totalBytes: 8000 },
      disk: { usedPercent: (100 * 550) / 900, freeBytes: 350 * 4096 },
      rssBytes: expect.any(Number),
    });
  });

  it('is asked about the disk of the data folder', async () => {
    const asked: string[] = [];
    await reading({
      disk: async (path) => {
        asked.push(path);
        return { blocks: 1, bfree: 1, bavail: 1, bsize: 1 };
      },
    });
    expect(asked).toEqual(['/data']);
  });

  it('leaves out what is not offered', async () => {
    const nothing = await reading({
      celsius: async () => null,
      memory: async () => ({ total: 0, available: 0 }),
      disk: async () => ({ blocks: 0, bfree: 0, bavail: 0, bsize: 1 }),
      load: () => [],
    });
    expect(Object.keys(nothing).sort()).toEqual(['hostUpSeconds', 'rssBytes']);
    expect(await reading({ celsius: async () => -1 })).not.toHaveProperty('cpuCelsius');
  });

  it('leaves out what fails, and reads the rest', async () => {
    const failing = await reading({
      celsius: () => Promise.reject(new Error('no sensor')),
      disk: () => Promise.reject(new Error('ENOENT')),
    });
    expect(failing).not.toHaveProperty('cpuCelsius');
    expect(failing).not.toHaveProperty('disk');
    expect(failing.memory?.totalBytes).toBe(8000);
  });

  it('can be read on this very machine', async () => {
    const { hostUpSeconds, memory, disk, rssBytes } = await new HostMonitor('.').read();
    expect(hostUpSeconds).toBeGreaterThan(0);
    expect(memory?.totalBytes).toBeGreaterThan(rssBytes);
    expect(disk?.usedPercent).toBeGreaterThanOrEqual(0);
  });
});
