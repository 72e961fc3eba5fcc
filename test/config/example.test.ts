import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfigText } from '../../src/config/files.js';
import { configSchemaJson, configSections, exampleConfig, loadConfig } from '../../src/config.js';

function loadText(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    writeFileSync(join(folder, 'meshbot.yaml'), text);
    return loadConfig({ file: join(folder, 'meshbot.yaml'), env: {} });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const plain = loadConfig({ env: {}, overrides: { nodeAddress: '192.168.1.38' } });
const withAddress = exampleConfig().replace('  address:\n', '  address: 192.168.1.38\n');

describe('exampleConfig', () => {
  it('lacks only the address', () => {
    expect(() => loadText(exampleConfig())).toThrow(/^node\.address: is missing/);
    expect(loadText(withAddress)).toEqual(plain);
  });

  it('shows the true default of every key', () => {
    const uncommented = withAddress.replaceAll(/^( *)#(?! )/gm, '$1');
    const samples = { name: 'Base', position: { latitude: 45.19, longitude: 5.72 } };
    const config = loadText(uncommented);
    expect(config).toMatchObject({ node: { name: samples.name }, position: samples.position });
    expect(config.link).toEqual(plain.link);
    expect(config.limits).toEqual(plain.limits);
    expect(config.outbox).toEqual(plain.outbox);
    expect(config.channels).toEqual(plain.channels);
    expect(config.commands.disabled).toEqual(['reboot']);
  });

  it('names every key once', () => {
    const uncommented = withAddress.replaceAll(/^( *)#(?! )/gm, '$1');
    const written = parseConfigText(uncommented, 'example');
    const leaves = configSections().flatMap((section) => section.keys.map((key) => key.path));
    const found = leaves.filter((path) => {
      let value: unknown = written;
      for (const part of path.split('.')) value = (value as Record<string, unknown>)[part];
      return value !== undefined;
    });
    expect(found).toEqual(leaves);
  });

  it('keeps its lines short enough for a terminal', () => {
    for (const line of exampleConfig().split('\n')) expect(line.length).toBeLessThanOrEqual(112);
  });
});

describe('configSections', () => {
  const keys = configSections().flatMap((section) => section.keys);

  it('describes every key, and gives a unit to everything that has one', () => {
    for (const key of keys) expect(key.description, key.path).not.toBe('');
    const timed = keys.filter((key) => /seconds$/i.test(key.path));
    expect(timed.length).toBeGreaterThan(10);
    for (const key of timed) expect(key.unit, key.path).toBe('s');
  });

  it('names the variable of the environment of each key', () => {
    const names = new Map(keys.map((key) => [key.path, key.environment]));
    expect(names.get('link.heartbeatSeconds')).toBe('MESHBOT_LINK__HEARTBEAT_SECONDS');
    expect(names.get('limits.perUser.commands')).toBe('MESHBOT_LIMITS__PER_USER__COMMANDS');
    expect(names.get('dataDir')).toBe('MESHBOT_DATA_DIR');
  });
});

describe('configSchemaJson', () => {
  it('is a JSON Schema that refuses unknown keys', () => {
    const schema = configSchemaJson();
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      properties: { link: { properties: { heartbeatSeconds: { default: 10, minimum: 1, unit: 's' } } } },
    });
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});
