import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import type { OutgoingTelemetry } from '../../src/mesh/radio.js';
import { Simulation } from '../../src/sim/simulation.js';
import { FakeClock } from '../support/fake-clock.js';
import { PlayedDevice } from '../support/played-device.js';
import { ChangingServer } from '../support/played-http.js';
import { RecordingLog } from '../support/recording-log.js';

const MINUTE = 60_000;
const TELEMETRY_PORT = 67;
const POLL = { timeout: 10_000, interval: 2 };

let clock: FakeClock;
let simulation: Simulation;
let device: PlayedDevice;
let server: ChangingServer;
let dataDir: string;
let log: RecordingLog;
let told: OutgoingTelemetry[];
let lives = 0;
let draws = 0;
const apps: App[] = [];

beforeEach(async () => {
  clock = new FakeClock();
  simulation = new Simulation({ clock, seed: 'telemetry', traffic: false, front: 'memory' });
  await simulation.start();
  device = new PlayedDevice();
  device.sensors = {
    'Battery Voltage': { value: 12.8 },
    'Battery Current': { value: 0.45 },
    'BME280 Temperature': { value: 21.3 },
  };
  server = await ChangingServer.open(device.answer);
  dataDir = mkdtempSync(join(tmpdir(), 'telemetry-'));
  log = new RecordingLog();
  told = [];
});
afterEach(async () => {
  for (const app of apps.splice(0)) await end(app);
  await simulation.stop();
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A whole bot on that data folder, which tells the mesh every hour what the device measures. */
async function aBot(): Promise<App> {
  const life = lives++;
  const defaults = loadConfig({ env: {}, overrides: { nodeAddress: 'simulation:4403', dataDir } });
  const app = createApp({
    config: {
      ...defaults,
      weather: { ...defaults.weather, enabled: false },
      esphome: {
        ...defaults.esphome,
        enabled: true,
        host: '127.0.0.1',
        port: Number(new URL(server.url).port),
        pollSeconds: 60,
      },
      telemetry: { ...defaults.telemetry, enabled: true },
    },
    clock,
    log,
    // Always another packet id, and next to no jitter.
    random: () => 0.5 + draws++ / 1e6,
    transport: {
      address: 'simulation:4403',
      identities: () => Promise.resolve([`telemetry-${life}`]),
      open: async () => simulation.connectMemory(),
    },
  });
  apps.push(app);
  app.radio.on('delivery', ({ message }) => {
    if (message.content.kind === 'telemetry') told.push(message.content.telemetry);
  });
  await app.start();
  return app;
}

async function end(app: App): Promise<void> {
  const stopping = app.stop();
  await clock.advance(3000);
  await stopping;
}

/** Time passes, and stands still while the device is being asked: it answers over a real socket. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1000) {
    await clock.advance(1000);
    if (!clock.pending().includes('esphome.poll')) {
      await expect.poll(() => clock.pending(), POLL).toContain('esphome.poll');
    }
  }
}

/** When what the bot told went on the air, without what the node says of its own. */
function transmitted(): number[] {
  return simulation.events.events
    .filter(({ kind, numbers }) => kind === 'transmitted' && numbers['port'] === TELEMETRY_PORT)
    .filter(({ numbers }) => numbers['source'] === 'client')
    .map(({ at }) => at);
}

describe('what the sensors say, told to the mesh', () => {
  it('is one packet a kind, at least 10.5 s apart, once an hour, over the one connection', async () => {
    await aBot();
    await pass(MINUTE);
    expect(told).toEqual([
      { variant: 'environment', metrics: { temperatureCelsius: 21.3 } },
      { variant: 'power', metrics: { voltage: 12.8, milliamperes: 450 } },
    ]);
    const [first = 0, second = 0] = transmitted();
    expect(second - first).toBeGreaterThanOrEqual(10_000);
    await pass(58 * MINUTE);
    expect(transmitted()).toHaveLength(2);
    await pass(3 * MINUTE);
    expect(transmitted()).toHaveLength(4);
    expect(simulation.events.counters['connections']).toBe(1);
    expect(log.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  it('goes out no sooner for a restart', async () => {
    const before = await aBot();
    await pass(MINUTE);
    expect(transmitted()).toHaveLength(2);
    await end(before);
    apps.length = 0;
    await aBot();
    await pass(30 * MINUTE);
    expect(transmitted()).toHaveLength(2);
    await pass(31 * MINUTE);
    expect(transmitted()).toHaveLength(4);
  });

  it('holds nothing that is older than ten minutes', async () => {
    await aBot();
    await pass(MINUTE);
    device.sensors = {
      ...device.sensors,
      'Battery Voltage': { value: null },
      'Battery Current': { value: null },
    };
    await pass(62 * MINUTE);
    expect(told.map(({ variant }) => variant)).toEqual(['environment', 'power', 'environment']);
  });

  it('waits while the channel is used more than a quarter of the time', async () => {
    simulation.behave('telemetry-off');
    const app = await aBot();
    await clock.advance(5000);
    const own = app.radio.own?.nodeNum;
    if (own === undefined) throw new Error('no node');
    const useIs = (channelUtilization: number) =>
      app.nodes.learn(
        {
          nodeNum: own,
          metrics: { channelUtilization },
          viaMqtt: false,
          isFavorite: false,
          lastHeard: clock.now(),
        },
        clock.now(),
      );
    useIs(26);
    await pass(2 * MINUTE);
    useIs(26);
    await pass(2 * MINUTE);
    expect(transmitted()).toHaveLength(0);
    useIs(20);
    await pass(MINUTE);
    expect(transmitted()).toHaveLength(2);
  });
});
