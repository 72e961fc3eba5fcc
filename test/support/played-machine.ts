import type { HostProbe } from '../../src/services/host/probe.js';

/** A machine whose every value a test may change at any time. */
export class PlayedMachine implements HostProbe {
  readonly asked: string[] = [];
  celsius: HostProbe['celsius'] = async () => 48.3;
  memory: HostProbe['memory'] = async () => ({ total: 8000, available: 7100 });
  disk: HostProbe['disk'] = async (path) => {
    this.asked.push(path);
    return { blocks: 1000, bfree: 450, bavail: 350, bsize: 4096 };
  };
  writes = 0;
  writeTest: HostProbe['writeTest'] = async () => {
    this.writes += 1;
  };
  load: HostProbe['load'] = () => [0.1, 0.2, 0.3];
  uptime = () => 77;
  isClockSynchronised: HostProbe['isClockSynchronised'] = async () => true;
  onDemand?: Pick<HostProbe, 'celsius' | 'memory'>;
  usedMs = 0;
  cpuMs = () => this.usedMs;
  p99: number | undefined = 4;
  watches = 0;
  readonly process: HostProbe['process'] = {
    cpuMs: () => this.cpuMs(),
    rssBytes: () => 78_000_000,
    openHandles: () => 9,
    watch: () => {
      this.watches += 1;
      return {
        collections: { count: 3, ms: 12 },
        loopP99Ms: () => this.p99,
        stop: () => {
          this.watches -= 1;
        },
      };
    },
  };
}
