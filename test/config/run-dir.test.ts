import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDirFrom } from '../../src/config/run-dir.js';
import { loadConfig } from '../../src/config.js';

describe('the run folder', () => {
  it('is one for all unless told', () => {
    expect(runDirFrom({})).toBe(join(tmpdir(), 'meshbot-run'));
    expect(runDirFrom({ MESHBOT_RUN_DIR: '' })).toBe(join(tmpdir(), 'meshbot-run'));
  });

  it('can be told by the environment, and is no key of the configuration', () => {
    const env = { MESHBOT_RUN_DIR: 'somewhere' };
    expect(runDirFrom(env)).toBe(resolve('somewhere'));
    expect(() => loadConfig({ env, overrides: { nodeAddress: 'radio.local' } })).not.toThrow();
  });
});
