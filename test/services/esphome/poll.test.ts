import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { esphome } from '../../../src/config/esphome-schema.js';
import type { SensorNames } from '../../../src/services/esphome/entities.js';
import { Poll } from '../../../src/services/esphome/poll.js';
import { ServiceFailure } from '../../../src/services/failure.js';
import { HttpClient } from '../../../src/services/http.js';
import type { JsonRecord } from '../../../src/services/json.js';
import { FakeClock } from '../../support/fake-clock.js';
import { type DeviceGeneration, PlayedDevice } from '../../support/played-device.js';
import { ChangingServer } from '../../support/played-http.js';

const HOUR = 3_600_000;

const DEFAULT_SENSORS = esphome.parse({}).sensors;

let device: PlayedDevice;
let server: ChangingServer;
let clock: FakeClock;
let poll: Poll;
const told = new Map<string, JsonRecord>();
const signal = new AbortController().signal;

beforeEach(async () => {
  device = new PlayedDevice();
  device.sensors = { 'Battery Voltage': { value: 12.8, state: '12.80 V' }, 'BME280 Humidity': { value: 56 } };
  server = await ChangingServer.open(device.answer);
  clock = new FakeClock();
  poll = aPoll(DEFAULT_SENSORS);
  told.clear();
});
afterEach(() => server.close());

function aPoll(sensors: SensorNames, headers: Readonly<Record<string, string>> = {}): Poll {
  const http = new HttpClient({ clock, version: 'test' });
  const onEntity = (metric: string, entity: JsonRecord) => told.set(metric, entity);
  return new Poll({ http, clock, url: server.url, headers, sensors, onEntity });
}

async function asks(): Promise<string[]> {
  device.asked.length = 0;
  await poll.round(signal);
  return [...device.asked];
}

async function failure(): Promise<ServiceFailure> {
  const error = await poll.round(signal).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ServiceFailure)) throw new Error('it did not fail');
  return error;
}

describe('asking a device', () => {
  it.each<DeviceGeneration>(['slug', 'both', 'name'])(
    'works with the firmware that knows %s',
    async (generation) => {
      device.generation = generation;
      await poll.round(signal);
      expect(told.get('batteryVoltage')).toMatchObject({ value: 12.8, state: '12.80 V' });
      expect(told.get('humidity')).toMatchObject({ value: 56 });
      expect(told.size).toBe(2);
    },
  );

  it('asks for a sensor by the name that worked, and not again for what is not there', async () => {
    device.generation = 'slug';
    expect((await asks()).slice(0, 2)).toEqual(['/sensor/Battery Voltage', '/sensor/battery_voltage']);
    expect(await asks()).toEqual(['/sensor/battery_voltage', '/sensor/bme280_humidity']);
    await clock.advance(HOUR);
    expect(await asks()).toContain('/sensor/Yield Today');
  });

  it('finds a sensor again whose name changed with the firmware', async () => {
    device.generation = 'slug';
    await poll.round(signal);
    device.generation = 'name';
    const names = await asks();
    expect(names.slice(0, 2)).toEqual(['/sensor/battery_voltage', '/sensor/Battery Voltage']);
    expect(await asks()).toEqual(['/sensor/Battery Voltage', '/sensor/BME280 Humidity']);
  });

  it('finds a sensor of a sub-device', async () => {
    device.sensors = { 'Garage/Outside é': { value: 3.5 } };
    poll = aPoll({ ...DEFAULT_SENSORS, temperature: ['Garage/Outside é'] });
    await poll.round(signal);
    expect(server.asked.map(({ pathname }) => pathname)).toContain('/sensor/Garage/Outside%20%C3%A9');
    expect(told.get('temperature')).toMatchObject({ value: 3.5 });
  });

  it('asks one thing at a time', async () => {
    await poll.round(signal);
    await poll.round(signal);
    expect(device.most).toBe(1);
  });

  it('logs in where the device wants it', async () => {
    device.login = `Basic ${Buffer.from('bot:secret').toString('base64')}`;
    expect((await failure()).reason).toBe('denied');
    poll = aPoll(DEFAULT_SENSORS, { authorization: device.login });
    await poll.round(signal);
    expect(told.size).toBe(2);
  });

  it('reads NaN where JSON has no word for it', async () => {
    device.sensors = {
      'Battery Voltage': { raw: '{"id":"sensor-battery_voltage","value":nan,"state":"NA"}' },
    };
    await poll.round(signal);
    expect(told.get('batteryVoltage')).toEqual({ id: 'sensor-battery_voltage', value: null, state: 'NA' });
  });

  it('goes on to the other sensors when one speaks nonsense', async () => {
    device.sensors = { 'Battery Voltage': { raw: 'oops' }, 'BME280 Humidity': { value: 56 } };
    await poll.round(signal);
    expect([...told.keys()]).toEqual(['humidity']);
  });

  it('fails when every sensor speaks nonsense', async () => {
    device.sensors = { 'Battery Voltage': { raw: 'oops' } };
    expect((await failure()).reason).toBe('unreadable');
  });

  it('fails when the device has none of the sensors, and looks for them again next time', async () => {
    device.sensors = {};
    expect((await failure()).reason).toBe('rejected');
    device.sensors = { 'Battery Voltage': { value: 12 } };
    await poll.round(signal);
    expect(told.size).toBe(1);
  });

  it('asks nothing more of a device that does not answer within 3 s', async () => {
    server.answer = () => {};
    const failing = failure();
    await server.wasAsked(1);
    await clock.advance(3000);
    expect((await failing).reason).toBe('timeout');
    expect(server.asked).toHaveLength(1);
    expect(clock.pending()).toEqual([]);
  });

  it('ends when it is told to', async () => {
    server.answer = () => {};
    const controller = new AbortController();
    const asking = poll.round(controller.signal);
    await server.wasAsked(1);
    controller.abort(new Error('stopped'));
    await expect(asking).rejects.toThrow('stopped');
  });
});
