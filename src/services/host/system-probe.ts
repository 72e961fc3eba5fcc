import { open, rm, statfs } from 'node:fs/promises';
import { loadavg, uptime } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { isLinuxClockSynchronised, linuxMemory, ThermalZone } from './linux-files.js';
import type { HostProbe, ProcessProbe, ProcessWatch } from './probe.js';

export interface SystemProbeOptions {
  /** The zone whose temperature counts. */
  readonly thermalZone?: string;
  /** Where the files of the system are. */
  readonly root?: string;
}

const TEST_FILE = '.write-test';
const TEST_BYTES = 1024;
/** Twenty looks a second at the event loop are cheap, and more exact than anybody needs. */
const LOOP_RESOLUTION_MS = 50;

/** The machine that we run on. */
export function createSystemProbe({ thermalZone, root = '/' }: SystemProbeOptions = {}): HostProbe {
  const zone = new ThermalZone(root, thermalZone);
  return {
    celsius: () => zone.celsius(),
    memory: () => linuxMemory(root),
    disk: (path) => statfs(path),
    writeTest,
    load: () => (process.platform === 'win32' ? [] : loadavg()),
    uptime,
    isClockSynchronised: () => isLinuxClockSynchronised(root),
    process: OWN_PROCESS,
    ...(process.platform !== 'linux' && { onDemand: OTHER_SYSTEMS }),
  };
}

async function writeTest(folder: string): Promise<void> {
  const path = join(folder, TEST_FILE);
  const file = await open(path, 'w');
  try {
    await file.write(Buffer.alloc(TEST_BYTES, 'x'));
    await file.sync();
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

/** Loaded when first needed: it costs a tenth of a second and some megabytes. */
const systeminformation = () => import('systeminformation');

const OTHER_SYSTEMS: Pick<HostProbe, 'celsius' | 'memory'> = {
  // A machine without a sensor says null or something that cannot be.
  celsius: async () => (await (await systeminformation()).cpuTemperature()).main || undefined,
  memory: async () => (await systeminformation()).mem(),
};

const OWN_PROCESS: ProcessProbe = {
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  rssBytes: () => process.memoryUsage.rss(),
  openHandles: () => process.getActiveResourcesInfo().length,
  watch: watchProcess,
};

function watchProcess(): ProcessWatch {
  const delays = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  const collections = { count: 0, ms: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      collections.count += 1;
      collections.ms += duration;
    }
  });
  delays.enable();
  observer.observe({ entryTypes: ['gc'] });
  return {
    collections,
    loopP99Ms: () => {
      const p99 = delays.percentile(99) / 1e6;
      const count = delays.count;
      delays.reset();
      return count > 0 ? Math.max(0, p99 - LOOP_RESOLUTION_MS) : undefined;
    },
    stop: () => {
      delays.disable();
      observer.disconnect();
    },
  };
}
