import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { ConfigError } from '../../src/util/errors.js';

function load(yaml: string, env: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mqtt-config-'));
  try {
    const file = join(folder, 'meshbot.yaml');
    writeFileSync(file, `node: { address: 192.168.1.38 }\n${yaml}`);
    return loadConfig({ file, env });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function problems(yaml: string): string[] {
  try {
    load(yaml);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

describe('the configuration of lightning and of the mesh feed', () => {
  it('has both switched off unless told otherwise', () => {
    const { lightning, meshtasticMqtt } = load('');
    expect(lightning).toEqual({
      enabled: false,
      brokerUrl: 'mqtt://blitzortung.ha.sed.pl:1883',
      radiusKm: 50,
      windowSeconds: 900,
    });
    expect(meshtasticMqtt).toEqual({ enabled: false, topics: [], maxDistanceKm: 100, channelKeys: {} });
  });

  it('takes a broker with its topics, its secrets and the keys of channels', () => {
    const { meshtasticMqtt } = load(
      `meshtasticMqtt:
  enabled: true
  brokerUrl: mqtts://broker.example
  topics: [msh/EU_868/2/e/LongFast, msh/EU_868/2/map/#]
  username: base
  password: { env: BROKER_PASSWORD }
  channelKeys: { LongFast: { env: LONGFAST_KEY } }
`,
      { BROKER_PASSWORD: 'open sesame', LONGFAST_KEY: 'AQ==' },
    );
    expect(meshtasticMqtt.topics).toEqual(['msh/EU_868/2/e/LongFast/#', 'msh/EU_868/2/map/#']);
    expect(meshtasticMqtt.password?.reveal()).toBe('open sesame');
    expect(meshtasticMqtt.channelKeys['LongFast']?.reveal()).toBe('AQ==');
    expect(JSON.stringify(meshtasticMqtt)).not.toMatch(/sesame|AQ==/);
  });

  it.each(["'#'", 'msh/#', 'msh', '+/#', 'a/#/b'])('refuses to listen to %s', (topic) => {
    expect(problems(`meshtasticMqtt: { topics: [${topic}] }\n`)).toHaveLength(1);
  });

  it('needs a broker and topics when it is switched on', () => {
    expect(problems('meshtasticMqtt: { enabled: true }\n')).toEqual([
      'meshtasticMqtt.brokerUrl: is needed when meshtasticMqtt is enabled',
      'meshtasticMqtt.topics: is needed when meshtasticMqtt is enabled',
    ]);
  });

  it.each(['http://broker.example', 'broker.example:1883', 'mqtt://base:sesame@broker.example', 'mqtt://'])(
    'refuses %s as the address of a broker',
    (url) => {
      expect(problems(`lightning: { brokerUrl: "${url}" }\n`)).toHaveLength(1);
    },
  );
});
