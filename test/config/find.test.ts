import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findConfigFile, usualPlaces } from '../../src/config/find.js';

let folder: string;
const places = () => ({
  env: {},
  cwd: join(folder, 'here'),
  home: join(folder, 'home'),
  system: join(folder, 'etc'),
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-config-'));
  for (const file of usualPlaces(places())) mkdirSync(join(file, '..'), { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('findConfigFile', () => {
  it('finds nothing where there is nothing', () => {
    expect(findConfigFile(places())).toBeUndefined();
  });

  it('takes the working directory before the home folder before the system', () => {
    const [here = '', home = '', system = ''] = usualPlaces(places());
    for (const file of [system, home, here]) {
      writeFileSync(file, '');
      expect(findConfigFile(places())).toBe(file);
    }
  });

  it('takes the named file before the environment before the usual places', () => {
    writeFileSync(usualPlaces(places())[0] ?? '', '');
    const env = { MESHBOT_CONFIG: '/from/environment.yaml' };
    expect(findConfigFile({ ...places(), env })).toBe('/from/environment.yaml');
    expect(findConfigFile({ ...places(), env, file: '/named.yaml' })).toBe('/named.yaml');
  });

  it.skipIf(process.getuid?.() === 0)('does not pass over a file that may not be looked at', () => {
    const [here = '', home = ''] = usualPlaces(places());
    writeFileSync(home, '');
    chmodSync(join(here, '..'), 0);
    expect(findConfigFile(places())).toBe(here);
    chmodSync(join(here, '..'), 0o700);
  });

  it('looks in the real places unless told otherwise', () => {
    expect(usualPlaces({ env: {} })).toEqual([
      'meshbot.yaml',
      expect.stringMatching(/\/\.config\/meshbot\/meshbot\.yaml$/),
      '/etc/meshbot/meshbot.yaml',
    ]);
  });
});
