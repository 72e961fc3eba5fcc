import { uptime } from 'node:os';
import { BotBusyWatch } from '../alerts/bot-busy.js';
import { CpuHotWatch } from '../alerts/cpu-hot.js';
import { DiskFullWatch } from '../alerts/disk-full.js';
import { RunLog } from '../history/run-log.js';
import type { RunRecord } from '../mesh/run-record.js';
import { createSystemProbe } from '../services/host/system-probe.js';
import { HostMonitor } from '../services/host.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { CreateWatches } from './asking.js';
import type { Tools } from './tools.js';

export interface HostParts {
  readonly host: HostMonitor;
  readonly run: () => RunRecord | undefined;
  readonly watches: CreateWatches;
  /** Live while the database is open. */
  readonly parts: readonly Lifecycle[];
}

/** The machine, and how often the bot was started on it. */
export function createHost({ config, clock, log, database, probe }: Tools): HostParts {
  const { thermalZone, sampleSeconds } = config.host;
  const named = log.named('host');
  const host = new HostMonitor({
    dataDir: config.dataDir,
    probe: probe ?? createSystemProbe(thermalZone === undefined ? {} : { thermalZone }),
    clock,
    log: named,
    sampleMs: sampleSeconds * 1000,
  });
  const runs = new RunLog({ database, clock, log: named, hostUptime: uptime });
  const watches: CreateWatches = ({ cpuHot, botBusy, diskFull }) => [
    new CpuHotWatch(host, cpuHot),
    new BotBusyWatch(host, botBusy),
    new DiskFullWatch(host, diskFull),
  ];
  return { host, run: () => runs.record, watches, parts: [runs, host] };
}
