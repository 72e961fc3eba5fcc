import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type AppOptions, createApp } from '../../src/app.js';
import { type Config, loadConfig } from '../../src/config.js';
import type { Transport } from '../../src/radio/transport.js';
import { Chance } from '../../src/sim/random.js';
import { Simulation, type SimulationOptions } from '../../src/sim/simulation.js';
import type { Clock } from '../../src/util/clock.js';
import { FakeClock } from './fake-clock.js';
import { RecordingLog } from './recording-log.js';

export interface StoryOptions {
  readonly simulation?: Partial<SimulationOptions>;
  /** Changes to the default configuration. */
  readonly config?: (config: Config) => Config;
  /** Where nodes are looked for. Without it none is. */
  readonly network?: AppOptions['network'];
}

export interface Story<StoryClock extends Clock> {
  readonly app: App;
  readonly simulation: Simulation;
  readonly clock: StoryClock;
  readonly log: RecordingLog;
  /** Connections that the app has opened. */
  readonly opened: () => number;
  end(): Promise<void>;
}

/** The whole app on the memory front of a simulated node: a day passes in seconds. Nobody speaks unless told. */
export async function aStory(options: StoryOptions = {}): Promise<Story<FakeClock>> {
  const clock = new FakeClock();
  const simulation = new Simulation({
    clock,
    seed: 'story',
    traffic: false,
    ...options.simulation,
    front: 'memory',
  });
  await simulation.start();
  let opened = 0;
  const transport: Transport = {
    address: 'simulation:4403',
    identities: () => Promise.resolve([`story-${storyCount++}`]),
    open: async () => {
      opened += 1;
      return simulation.connectMemory();
    },
  };
  const { app, log, dataDir } = anApp('simulation:4403', clock, options, transport);
  await app.start();
  await clock.advance(5000);
  const end = async () => {
    const stopping = app.stop();
    await clock.advance(3000);
    await stopping;
    await simulation.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { app, simulation, clock, log, opened: () => opened, end };
}

let storyCount = 0;

/** The whole app and a simulated node over a real loopback socket, in the time of `clock`. */
export async function aStoryOverTcp<StoryClock extends Clock>(
  clock: StoryClock,
  options: StoryOptions = {},
): Promise<Story<StoryClock>> {
  const simulation = new Simulation({
    clock,
    seed: 'story',
    traffic: false,
    ...options.simulation,
    front: 'tcp',
  });
  await simulation.start();
  const { app, log, dataDir } = anApp(`127.0.0.1:${simulation.port}`, clock, options);
  await app.start();
  const end = async () => {
    await app.stop();
    await simulation.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const opened = () => simulation.events.counters['connections'] ?? 0;
  return { app, simulation, clock, log, opened, end };
}

/** The whole app and a simulated node, on whatever leads from one to the other, in the time of `clock`. */
export async function aStoryBy<StoryClock extends Clock>(
  transport: Transport,
  clock: StoryClock,
  meet: (simulation: Simulation) => void,
): Promise<Story<StoryClock>> {
  const simulation = new Simulation({ clock, seed: 'story', traffic: false, front: 'memory' });
  await simulation.start();
  meet(simulation);
  const { app, log, dataDir } = anApp(transport.address, clock, {}, transport);
  await app.start();
  const end = async () => {
    await app.stop();
    await simulation.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const opened = () => simulation.events.counters['connections'] ?? 0;
  return { app, simulation, clock, log, opened, end };
}

function anApp(address: string, clock: Clock, options: StoryOptions, transport?: Transport) {
  const dataDir = mkdtempSync(join(tmpdir(), 'meshbot-story-'));
  const defaults = loadConfig({ env: {}, overrides: { nodeAddress: address, dataDir } });
  const log = new RecordingLog();
  // Nobody beyond the mesh is asked, unless the story plays them.
  const alone: Config = {
    ...defaults,
    node: { ...defaults.node, discover: options.network !== undefined },
    weather: { ...defaults.weather, enabled: false },
  };
  const config = options.config?.(alone) ?? alone;
  const stream = new Chance('story').stream('app');
  const random = () => stream.next();
  const { network } = options;
  const edges = { ...(transport && { transport }), ...(network && { network }) };
  return { app: createApp({ config, log, clock, random, ...edges }), log, dataDir };
}
