import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDataDir } from '../../src/config/data-dir.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-dir-'));
  file = join(folder, 'meshbot.yaml');
});

afterEach(() => rmSync(folder, { recursive: true }));

const nowhere = () => ({ env: {}, cwd: folder, home: folder, system: folder });

describe('findDataDir', () => {
  it('is ./data when nobody says otherwise', async () => {
    expect(await findDataDir(nowhere())).toBe('./data');
  });

  it('takes the command line before the environment before the file', async () => {
    writeFileSync(file, 'dataDir: /from/file\n');
    const env = { MESHBOT_DATA_DIR: '/from/environment' };
    expect(await findDataDir(nowhere())).toBe('/from/file');
    expect(await findDataDir({ ...nowhere(), env })).toBe('/from/environment');
    expect(await findDataDir({ ...nowhere(), env, data: '/told' })).toBe('/told');
  });

  it.each(['', '- a list\n', 'node: [\n', 'dataDir: 5\n', 'language: fr\n'])(
    'falls back to the default when the file says nothing useful: %j',
    async (text) => {
      writeFileSync(file, text);
      expect(await findDataDir(nowhere())).toBe('./data');
    },
  );

  it('falls back to the default when the named file is missing', async () => {
    expect(await findDataDir({ ...nowhere(), file: join(folder, 'none.yaml') })).toBe('./data');
  });
});
