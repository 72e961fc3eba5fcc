import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { ConfigError } from '../../src/util/errors.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshbot-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(yaml: string) {
  const file = join(folder, 'meshbot.yaml');
  writeFileSync(file, `node: { address: 192.168.1.38 }\n${yaml}\n`);
  return loadConfig({ file, env: { DEVICE_PASSWORD: 'secret' } });
}

function problemWith(yaml: string): string {
  try {
    load(yaml);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('the sensors', () => {
  it('are off out of the box, and told to nobody', () => {
    const { esphome, telemetry, host } = load('');
    expect(esphome).toMatchObject({ enabled: false, port: 80, mode: 'poll', pollSeconds: 60 });
    expect(esphome.sensors.batteryVoltage).toEqual(['Battery Voltage']);
    expect(telemetry).toMatchObject({ enabled: false, intervalSeconds: 3600, device: false });
    expect(telemetry.kinds).toEqual(['environment', 'power']);
    expect(host).toEqual({ sampleSeconds: 10 });
  });

  it('may have other names, behind a password that is never shown', () => {
    const { esphome } = load(
      'esphome: { enabled: true, host: solar.local, username: bot, password: { env: DEVICE_PASSWORD }, sensors: { temperature: [Garage/Outside] } }',
    );
    expect(esphome.sensors.temperature).toEqual(['Garage/Outside']);
    expect(esphome.sensors.humidity).toEqual(['BME280 Humidity', 'BME280 Relative Humidity']);
    expect(esphome.password?.reveal()).toBe('secret');
    expect(JSON.stringify(esphome)).not.toContain('secret');
  });

  it.each([
    ['esphome: { enabled: true }', 'is needed when esphome.enabled is true'],
    ['esphome: { host: "http://solar.local" }', 'must be a name or an address'],
    ['esphome: { host: solar.local/sensor }', 'must be a name or an address'],
    ['esphome: { password: { env: DEVICE_PASSWORD } }', 'is needed with esphome.password'],
    ['esphome: { pollSeconds: 1 }', 'esphome.pollSeconds'],
    ['esphome: { sensors: { wind: [Wind] } }', 'esphome.sensors'],
    ['telemetry: { intervalSeconds: 3599 }', 'telemetry.intervalSeconds'],
    ['telemetry: { batteryCurve: [{ volts: 12, percent: 50 }, { volts: 11, percent: 0 }] }', 'ever higher'],
    ['host: { sampleSeconds: 0 }', 'host.sampleSeconds'],
  ])('are refused as %s', (yaml, problem) => {
    expect(problemWith(yaml)).toContain(problem);
  });

  it.each(['192.168.1.40', 'solar.local', '"[fe80::1]"'])('may be at %s', (host) => {
    expect(problemWith(`esphome: { enabled: true, host: ${host} }`)).toBe('');
  });
});
