import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../src/util/folders.js';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'folders-'));
});

afterEach(() => rmSync(home, { recursive: true }));

describe('makeFolder', () => {
  it('makes what is missing, for the owner alone, and leaves what is there', () => {
    const folder = join(home, 'a', 'b');
    makeFolder(folder, 'dataDir');
    makeFolder(folder, 'dataDir');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['a file', 'file', /file is a file, not a folder: name another one$/],
    ['a place in a file', 'file/sub', /lies in something that is a file, not a folder/],
    ['a name without end', 'x'.repeat(300), /has a name that is longer than the system allows/],
    ['a name that cannot be', 'a\0b', /cannot be used: /],
  ])('says of %s what to do, and whose matter it is', (_, name, expected) => {
    writeFileSync(join(home, 'file'), '');
    expect(() => makeFolder(join(home, name), 'dataDir')).toThrow(
      expect.objectContaining({ problems: [{ path: 'dataDir', message: expect.stringMatching(expected) }] }),
    );
  });

  it.skipIf(process.getuid?.() === 0)('refuses a folder of somebody else', () => {
    const folder = join(home, 'theirs');
    makeFolder(folder, 'dataDir');
    chmodSync(folder, 0o500);
    expect(() => makeFolder(folder, 'dataDir')).toThrow(/theirs may not be written by this user: change/);
  });

  it.skipIf(process.platform !== 'linux')('ends where the system never makes folders', () => {
    expect(() => makeFolder('/proc/meshbot/data', 'dataDir')).toThrow(/cannot be made there/);
  });
});
