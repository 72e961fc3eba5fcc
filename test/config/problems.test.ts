import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { messageOf } from '../../src/util/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'problems-'));
const file = join(folder, 'meshbot.yaml');

afterAll(() => rmSync(folder, { recursive: true }));

function problemsOf(yaml: string): string {
  writeFileSync(file, `node: { address: 192.168.1.38 }\n${yaml}\n`);
  try {
    loadConfig({ file, env: {} });
  } catch (error) {
    return messageOf(error);
  }
  return 'none';
}

const HILL = 'name: Hill, address: hill';

describe('an unknown key in an element of a list', () => {
  it.each([
    ['remoteNodes: [{ name: Hill, adress: hill }]', 'remoteNodes.0.adress', 'remoteNodes.0.address'],
    [
      `remoteNodes: [{ ${HILL} }, { name: Cave, address: cave, checkseconds: 300 }]`,
      'remoteNodes.1.checkseconds',
      'remoteNodes.1.checkSeconds',
    ],
    [
      'admins: { nodes: [{ id: "!16fad3dc", publickey: x }] }',
      'admins.nodes.0.publickey',
      'admins.nodes.0.publicKey',
    ],
    ['bulletins: [{ cron: "0 8 * * *", txt: Hello }]', 'bulletins.0.txt', 'bulletins.0.text'],
  ])('is told with the one that is meant there: %s', (yaml, path, meant) => {
    expect(problemsOf(yaml)).toContain(`${path}: unknown key. Did you mean ${meant}?`);
  });

  it('is told with those that may stand there when it is like none of them', () => {
    expect(problemsOf(`remoteNodes: [{ ${HILL}, latitude: 45 }]`)).toBe(
      'remoteNodes.0.latitude: unknown key. Known here: name, address, checkSeconds',
    );
  });
});

describe('a value where a list is wanted', () => {
  it.each([
    ['bulletins: 3', 'bulletins', '[{ cron: …, channel: …, text: … }]'],
    ['remoteNodes: 3', 'remoteNodes', '[{ name: …, address: … }]'],
    ['telemetry: { batteryCurve: 3 }', 'telemetry.batteryCurve', '[{ volts: …, percent: … }]'],
    ['telemetry: { kinds: 3 }', 'telemetry.kinds', '["environment", "power"]'],
    ['channels: { allow: { 1: 3 } }', 'channels.allow.1', '[help, my]'],
    ['channels: { commands: 3 }', 'channels.commands', '[0, 1]'],
    ['commands: { prefixes: 3 }', 'commands.prefixes', '["/"]'],
    ['admins: { nodes: 3 }', 'admins.nodes', '["!16fad3dc"]'],
    ['alerts: { watchNodes: 3 }', 'alerts.watchNodes', '["!16fad3dc"]'],
    ['telegram: { chats: 3 }', 'telegram.chats', '[-1001234567890]'],
    ['meshtasticMqtt: { topics: 3 }', 'meshtasticMqtt.topics', '["msh/EU_868/2/e/LongFast/#"]'],
  ])('is told with a list that fits the place: %s', (yaml, path, sample) => {
    expect(problemsOf(yaml)).toBe(`${path}: must be a list such as ${sample}, not 3`);
  });

  it('is told with the keys of an element in its place', () => {
    expect(problemsOf('remoteNodes: [hill]')).toBe(
      'remoteNodes.0: must be keys with values, as in { name: …, address: … }, not "hill"',
    );
  });
});

describe('a missing address', () => {
  it('is told with a way to a first file only to those who have none', () => {
    expect(() => loadConfig({ env: {} })).toThrow(
      /"meshbot init" finds your node and makes one, "meshbot config-example > meshbot\.yaml" makes one to fill in$/,
    );
    writeFileSync(file, 'node:\n  address:\n');
    expect(() => loadConfig({ file, env: {} })).toThrow(
      `node.address: is missing. Write your node's address into ${file}, below "node:", as in "address: 192.168.1.38", or name it with --node when you run`,
    );
  });
});
