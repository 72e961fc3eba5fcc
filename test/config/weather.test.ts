import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { ConfigError } from '../../src/util/errors.js';

const NODE = { MESHBOT_NODE__ADDRESS: '192.168.1.38' };

function problemWith(env: Record<string, string>): string {
  try {
    loadConfig({ env: { ...NODE, ...env } });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('the weather section', () => {
  it('asks the free services out of the box', () => {
    expect(loadConfig({ env: NODE }).weather).toEqual({
      enabled: true,
      provider: 'open-meteo',
      fallback: true,
      freshSeconds: 900,
      timeoutSeconds: 7,
      maxCallsPerDay: 500,
      openMeteoUrl: 'https://api.open-meteo.com/v1/forecast',
      geocodingUrl: 'https://geocoding-api.open-meteo.com/v1/search',
      wttrUrl: 'https://wttr.in',
    });
  });

  it.each([
    [{ MESHBOT_WEATHER__WTTR_URL: 'wttr.in' }, 'must be a web address'],
    [{ MESHBOT_WEATHER__OPEN_METEO_URL: 'ftp://example.org/' }, 'must be a web address'],
    [{ MESHBOT_WEATHER__COUNTRY_CODE: 'France' }, 'must be two letters such as FR'],
    [{ MESHBOT_WEATHER__PROVIDER: 'rain-man' }, 'open-meteo'],
  ])('refuses %s', (env, problem) => {
    expect(problemWith(env)).toContain(problem);
    expect(problemWith({})).toBe('');
  });
});
