import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { botSettings } from '../../src/app/settings.js';
import { loadConfig } from '../../src/config.js';
import { ConfigError } from '../../src/util/errors.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'missed-config-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function load(yaml: string) {
  const file = join(folder, 'meshbot.yaml');
  writeFileSync(file, `node: { address: 192.168.1.38 }\n${yaml}\n`);
  return loadConfig({ file, env: {} });
}

it('tells texts of the primary channel again, and of no other', () => {
  const config = load('');
  expect(config.commands.missed).toEqual({ enabled: true, channels: [0] });
  expect(botSettings(config, 'test').commands.missed.channels).toEqual([0]);
});

it('takes other channels, or none', () => {
  expect(load('commands: { missed: { channels: [1, 2] } }').commands.missed.channels).toEqual([1, 2]);
  expect(load('commands: { missed: { channels: [] } }').commands.missed.channels).toEqual([]);
});

it('refuses what is no channel', () => {
  expect(() => load('commands: { missed: { channels: [8] } }')).toThrow(ConfigError);
});
