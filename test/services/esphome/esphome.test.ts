import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { esphome } from '../../../src/config/esphome-schema.js';
import { EsphomeService, type EsphomeSettings } from '../../../src/services/esphome/esphome.js';
import { HttpClient } from '../../../src/services/http.js';
import { FakeClock } from '../../support/fake-clock.js';
import { MemoryValueStore } from '../../support/memory-value-store.js';
import { PlayedDevice } from '../../support/played-device.js';
import { ChangingServer, HOSTILE } from '../../support/played-http.js';
import { RecordingLog } from '../../support/recording-log.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const POLL = { timeout: 10_000, interval: 5 };

const DEFAULT_SENSORS = esphome.parse({}).sensors;

let device: PlayedDevice;
let server: ChangingServer;
let clock: FakeClock;
let log: RecordingLog;
let values: MemoryValueStore;
let recorded: { sensor: string; value: number; at: number }[];
const services: EsphomeService[] = [];

beforeEach(async () => {
  device = new PlayedDevice();
  device.sensors = {
    'Battery Voltage': { value: 12.8, state: '12.80 V' },
    'BME280 Temperature': { value: 21.3, state: '21.3 °C' },
    'BME280 Humidity': { value: 56, state: '56 %' },
  };
  server = await ChangingServer.open(device.answer);
  clock = new FakeClock();
  log = new RecordingLog();
  values = new MemoryValueStore();
  recorded = [];
});
afterEach(async () => {
  for (const service of services.splice(0)) await service.stop();
  expect(clock.pending()).toEqual([]);
  await server.close();
});

function aService(changes: Partial<EsphomeSettings> = {}): EsphomeService {
  const { hostname: host, port } = new URL(server.url);
  const service = new EsphomeService({
    http: new HttpClient({ clock, version: 'test' }),
    clock,
    random: () => 0.5,
    log,
    settings: {
      host,
      port: Number(port),
      mode: 'poll',
      pollMs: MINUTE,
      sensors: DEFAULT_SENSORS,
      ...changes,
    },
    history: { record: (sensor, value, at) => void recorded.push({ sensor, value, at }) },
    values,
  });
  services.push(service);
  service.start();
  return service;
}

const voltage = (service: EsphomeService) => service.read().values.batteryVoltage?.value;
const becomes = (service: EsphomeService, value: number | undefined) =>
  expect.poll(() => voltage(service), POLL).toBe(value);
/** A round is over when it waits for the next one. */
const roundEnds = () => expect.poll(() => clock.pending(), POLL).toEqual(['esphome.poll']);
const levels = () =>
  log.lines.filter(({ level }) => level !== 'debug').map(({ level, msg }) => `${level}: ${msg}`);

describe('a device that is asked', () => {
  it('tells its values with their age, and the water in the air that they mean', async () => {
    const service = aService();
    await roundEnds();
    await clock.advance(30_000);
    const { values: told, trouble } = service.read();
    expect(told.batteryVoltage).toEqual({ value: 12.8, ageMs: 30_000, at: clock.now() - 30_000 });
    expect(told.absoluteHumidity?.value).toBeCloseTo(10.4, 1);
    expect(trouble).toBeUndefined();
    expect(service.report()).toMatchObject({ name: 'esphome', state: 'ok' });
    expect(recorded.map(({ sensor }) => sensor)).toEqual([
      'batteryVoltage',
      'temperature',
      'humidity',
      'absoluteHumidity',
    ]);
  });

  it('is asked once a minute, and each answer counts once', async () => {
    const service = aService();
    await roundEnds();
    device.sensors = { ...device.sensors, 'Battery Voltage': { value: 12.9 } };
    await clock.advance(MINUTE);
    await becomes(service, 12.9);
    await roundEnds();
    const voltages = recorded.filter(({ sensor }) => sensor === 'batteryVoltage');
    expect(voltages.map(({ value }) => value)).toEqual([12.8, 12.9]);
  });

  it('leaves the old value, growing older, when it does not know one any more, and forgets it after 6 h', async () => {
    const service = aService();
    await roundEnds();
    device.sensors = { ...device.sensors, 'Battery Voltage': { value: null, state: 'NA' } };
    await clock.advance(MINUTE);
    await roundEnds();
    expect(service.read().values.batteryVoltage).toMatchObject({ value: 12.8, ageMs: MINUTE });
    expect(recorded.filter(({ sensor }) => sensor === 'batteryVoltage')).toHaveLength(1);
    clock.block(6 * HOUR);
    expect(service.read().values.batteryVoltage).toBeUndefined();
  });

  it('tells the log once of a value that cannot be, and does not believe it', async () => {
    device.sensors = { 'Battery Voltage': { value: 250, state: '250 V' }, 'BME280 Humidity': { value: 5 } };
    const service = aService();
    await roundEnds();
    await clock.advance(MINUTE);
    await roundEnds();
    expect(voltage(service)).toBeUndefined();
    expect(levels()).toEqual(['warn: a sensor says what cannot be']);
  });

  it('is said to be down with the time, told once, and up again after ten minutes', async () => {
    const service = aService();
    await roundEnds();
    server.answer = (_, response) => response.destroy();
    await clock.advance(MINUTE);
    for (let minute = 0; minute < 10; minute++) {
      await expect.poll(() => clock.pending().some((name) => !name.startsWith('http')), POLL).toBe(true);
      await clock.advance(MINUTE);
    }
    expect(service.read()).toMatchObject({
      trouble: { reason: expect.any(String) },
      values: { batteryVoltage: { value: 12.8 } },
    });
    expect(service.report().state).toBe('stale');
    expect(levels().filter((line) => line.startsWith('warn'))).toEqual(['warn: service degraded']);
    server.answer = device.answer;
    const { length } = server.asked;
    await expect
      .poll(async () => {
        await clock.advance(MINUTE);
        return server.asked.length > length && service.read().trouble === undefined;
      }, POLL)
      .toBe(true);
    expect(levels().filter((line) => line.startsWith('info'))).toEqual(['info: service restored']);
  });

  it.each(Object.entries(HOSTILE))('bears one that %s', async (_, { answer, reason, isEndless }) => {
    server.answer = answer;
    const service = aService();
    await server.wasAsked(1);
    if (isEndless) await clock.advance(3000);
    await expect
      .poll(async () => {
        if (clock.pending().includes('services.retry')) await clock.advance(500);
        return service.read().trouble?.reason;
      }, POLL)
      .toBe(reason);
    expect(service.read().values).toEqual({});
    expect(service.report().state).toBe(reason === 'denied' ? 'denied' : 'down');
  });

  it('remembers the last values over a restart, as old as they are', async () => {
    const before = aService();
    await roundEnds();
    await before.stop();
    clock.block(HOUR);
    server.answer = () => {};
    const after = aService();
    expect(after.read().values.batteryVoltage).toMatchObject({ value: 12.8, ageMs: HOUR });
    await server.wasAsked(4);
  });

  it('believes no stored value from the future', async () => {
    const before = aService();
    await roundEnds();
    await before.stop();
    clock.jump(-HOUR);
    server.answer = () => {};
    expect(aService().read().values).toEqual({});
    await server.wasAsked(4);
  });
});

describe('a device that tells by itself', () => {
  const listening = () => expect.poll(() => device.streams.size, POLL).toBe(1);

  it.each(['slug', 'both', 'name'] as const)(
    'is understood with the firmware that knows %s',
    async (generation) => {
      device.generation = generation;
      const service = aService({ mode: 'events' });
      await becomes(service, 12.8);
      device.change('Battery Voltage', { value: 13.1, state: '13.10 V' });
      await becomes(service, 13.1);
      expect(service.report()).toMatchObject({ state: 'ok', isLive: true });
      expect(server.asked).toHaveLength(1);
    },
  );

  it('keeps a value fresh that does not change, for as long as it is alive, and every minute counts', async () => {
    const service = aService({ mode: 'events' });
    await becomes(service, 12.8);
    for (let tenth = 0; tenth < 12; tenth++) {
      await clock.advance(10_000);
      device.ping();
      await expect.poll(() => service.read().values.batteryVoltage?.ageMs, POLL).toBe(0);
    }
    expect(recorded.filter(({ sensor }) => sensor === 'batteryVoltage').length).toBeGreaterThanOrEqual(2);
    device.change('Battery Voltage', { value: null, state: 'NA' });
    device.change('BME280 Temperature', { value: 22 });
    await expect.poll(() => service.read().values.temperature?.value, POLL).toBe(22);
    await clock.advance(20_000);
    device.ping();
    await expect.poll(() => service.read().values.temperature?.ageMs, POLL).toBe(0);
    expect(service.read().values.batteryVoltage?.ageMs).toBe(20_000);
  });

  it('passes over logs, other entities and what is no JSON', async () => {
    const service = aService({ mode: 'events' });
    await becomes(service, 12.8);
    device.say('log', '[I][sensor:094]: Battery Voltage 99');
    device.say('state', '{"id":"light-lamp","value":1}');
    device.say('state', 'oops');
    device.say('state', '[1]');
    device.change('Battery Voltage', { value: 13 });
    await becomes(service, 13);
  });

  it('is dead after 30 s without an event, and is connected to again after 2 s, then ever later', async () => {
    const service = aService({ mode: 'events' });
    await becomes(service, 12.8);
    await clock.advance(30_000);
    expect(service.read().trouble?.reason).toBe('timeout');
    expect(service.report()).toMatchObject({ state: 'stale', isLive: false });
    server.answer = (_, response) => response.destroy();
    await clock.advance(2000);
    await server.wasAsked(2);
    for (const [tries, pauseMs] of [4000, 8000, 16_000, 32_000, 60_000, 60_000].entries()) {
      await expect.poll(() => clock.pending(), POLL).toContain('esphome.reconnect');
      await clock.advance(pauseMs - 1);
      expect(server.asked).toHaveLength(2 + tries);
      await clock.advance(1);
      await server.wasAsked(3 + tries);
    }
    server.answer = device.answer;
    await expect.poll(() => clock.pending(), POLL).toContain('esphome.reconnect');
    await clock.advance(60_000);
    await listening();
    await expect.poll(() => service.read().trouble, POLL).toBeUndefined();
    expect(levels()).toEqual(['warn: service degraded', 'info: service restored']);
  });

  it('is heard again when it hung up', async () => {
    const service = aService({ mode: 'events' });
    await becomes(service, 12.8);
    device.sensors = { 'Battery Voltage': { value: 11.9 } };
    device.hangUp();
    await expect.poll(() => clock.pending(), POLL).toContain('esphome.reconnect');
    await clock.advance(2000);
    await becomes(service, 11.9);
  });

  it.each(Object.entries(HOSTILE))('bears one that %s', async (name, { answer, reason, isEndless }) => {
    server.answer = answer;
    const service = aService({ mode: 'events' });
    await server.wasAsked(1);
    if (isEndless) await clock.advance(30_000);
    await expect.poll(() => service.read().trouble !== undefined, POLL).toBe(true);
    const said = service.read().trouble?.reason;
    // Before a server can be too large or badly encoded, it must have sent events.
    if (!['too large', 'wrong encoding', 'cut short', 'timeout'].includes(reason))
      expect(said, name).toBe(reason);
    expect(service.read().values).toEqual({});
  });

  it('leaves one whose event has no end', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let part = 0; part < 20; part++) response.write(`data: ${'x'.repeat(8192)}`);
    };
    const service = aService({ mode: 'events' });
    await expect.poll(() => service.read().trouble?.reason, POLL).toBe('too large');
  });

  it('logs in where the device wants it, and says when it may not', async () => {
    device.login = `Basic ${Buffer.from('bot:secret').toString('base64')}`;
    const denied = aService({ mode: 'events', username: 'bot' });
    await expect.poll(() => denied.report().state, POLL).toBe('denied');
    const service = aService({ mode: 'events', username: 'bot', password: 'secret' });
    await becomes(service, 12.8);
  });
});
