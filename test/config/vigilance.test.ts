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

describe('the vigilance section', () => {
  it('is off out of the box, and asks Météo-France when it is on', () => {
    expect(loadConfig({ env: NODE }).vigilance).toMatchObject({
      enabled: false,
      source: 'auto',
      checkSeconds: 900,
      maxAgeSeconds: 93_600,
      apiUrl: 'https://public-api.meteofrance.fr/public/DPVigilance/v1/cartevigilance/encours',
      pageUrl: 'https://vigilance.meteofrance.fr/fr',
    });
  });

  it('takes its key from where it is, and shows it to nobody', () => {
    const env = { ...NODE, MESHBOT_VIGILANCE__API_KEY: '{ env: THE_KEY }', THE_KEY: 'k3y' };
    const config = loadConfig({ env });
    expect(config.vigilance.apiKey?.reveal()).toBe('k3y');
    expect(JSON.stringify(config)).not.toContain('k3y');
  });

  it.each([
    [{ MESHBOT_VIGILANCE__DEPARTMENT: '20' }, 'must be a department such as "38", "06" or "2A"'],
    [{ MESHBOT_VIGILANCE__DEPARTMENT: 'Lyon' }, 'must be a department'],
    [{ MESHBOT_VIGILANCE__SOURCE: 'api' }, 'vigilance.apiKey: is missing'],
    [{ MESHBOT_VIGILANCE__SOURCE: 'page' }, 'vigilance.pageSlug: is missing'],
    [{ MESHBOT_VIGILANCE__API_KEY: 'k3y' }, '{ env: NAME } or { file: PATH }'],
    [{ MESHBOT_VIGILANCE__API_KEY: '{ env: NO_SUCH_KEY }' }, 'NO_SUCH_KEY is not set'],
    [{ MESHBOT_VIGILANCE__CHECK_SECONDS: '10' }, 'must be at least 300'],
    [{ MESHBOT_CONTACT_URL: 'somebody@example.org' }, 'must be a web address'],
  ])('refuses %j', (env, problem) => {
    expect(problemWith(env)).toContain(problem);
  });

  it.each(['38', '2A', '06', 'Isère'])('knows the department %s', (department) => {
    expect(problemWith({ MESHBOT_VIGILANCE__DEPARTMENT: department })).toBe('');
  });
});
