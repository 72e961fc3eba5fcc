import { afterEach, expect, it } from 'vitest';
import { createDemoEsphome, demoSensorsBefore } from '../../../src/sim/services/demo-esphome.js';
import { FakeClock } from '../../support/fake-clock.js';

const DAY = 86_400_000;

let clock = new FakeClock();
const service = createDemoEsphome({ now: () => clock.now(), every: (...args) => clock.every(...args) });
afterEach(() => {
  clock = new FakeClock();
  return service.stop();
});

it('plays a device whose battery is charged by day', async () => {
  await service.start();
  const voltages: number[] = [];
  for (const hour of [3, 13]) {
    const midnight = new Date(2026, 2, 12).getTime();
    clock = new FakeClock(midnight + hour * 3_600_000);
    const response = await fetch(`${service.url}/sensor/Battery%20Voltage`);
    const entity = (await response.json()) as { value: number; state: string };
    expect(entity.state).toBe(`${entity.value} V`);
    voltages.push(entity.value);
  }
  expect(voltages[0]).toBe(12.55);
  expect(voltages[1]).toBeGreaterThan(13);
});

it('has no other sensor', async () => {
  await service.start();
  expect((await fetch(`${service.url}/sensor/Nothing`)).status).toBe(404);
});

it('tells all of them when somebody listens, and again every ten seconds', async () => {
  await service.start();
  const response = await fetch(`${service.url}/events`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (count: number) => {
    while (text.split('event: state').length <= count) text += (await reader?.read())?.value ?? '';
  };
  await until(6);
  await clock.advance(10_000);
  await until(12);
  expect(text).toContain('data: {"name_id":"sensor/BME280 Pressure"');
  await reader?.cancel();
  await expect.poll(() => clock.pending()).toEqual([]);
});

it('knows the day before', () => {
  const samples = demoSensorsBefore(clock.now());
  expect(samples).toHaveLength(288 * 6);
  expect(samples[0]?.at).toBe(clock.now() - DAY);
  expect(samples.every(({ value }) => Number.isFinite(value))).toBe(true);
});
