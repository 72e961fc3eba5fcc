import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closedToOthers, ownerOf } from '../../src/cli/service-user.js';

let folder: string;
let program: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'service-user-')));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'meshbot', 'dist'), { recursive: true, mode: 0o755 });
  program = join(folder, 'meshbot', 'dist', 'main.js');
  writeFileSync(program, '', { mode: 0o644 });
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('what a user that systemd makes up cannot read', () => {
  it('is nothing when every folder above lets everybody through', () => {
    expect(closedToOthers([program])).toBeUndefined();
  });

  it('is a folder somewhere above that is closed to others, as a home mostly is', () => {
    chmodSync(join(folder, 'meshbot'), 0o750);
    expect(closedToOthers([process.execPath, program])).toBe(join(folder, 'meshbot'));
  });

  it('is a file that only its owner may read', () => {
    const config = join(folder, 'meshbot.yaml');
    writeFileSync(config, '', { mode: 0o600 });
    expect(closedToOthers([program, config])).toBe(config);
  });

  it('is a closed folder behind a link, and one in front of it', () => {
    const [link, inside] = [join(folder, 'meshbot.js'), join(folder, 'bin', 'meshbot.js')];
    symlinkSync(program, link);
    expect(closedToOthers([link])).toBeUndefined();
    chmodSync(join(folder, 'meshbot', 'dist'), 0o700);
    expect(closedToOthers([link])).toBe(join(folder, 'meshbot', 'dist'));
    chmodSync(join(folder, 'meshbot', 'dist'), 0o755);
    mkdirSync(join(folder, 'bin'), { mode: 0o700 });
    symlinkSync(program, inside);
    expect(closedToOthers([inside])).toBe(join(folder, 'bin'));
  });

  it('is not the folder that one only passes through: it need not be listed', () => {
    chmodSync(join(folder, 'meshbot'), 0o711);
    expect(closedToOthers([program])).toBeUndefined();
  });
});

describe('the owner of what is closed', () => {
  it('is told by name when it is who asks', () => {
    expect(ownerOf(program, {})).toBe(userInfo().username);
  });

  it('is told by name when sudo tells it, and by number when nobody does', () => {
    // Only root may own things of others: on its own machine a root folder stands for them.
    const { uid } = userInfo();
    const env = { SUDO_USER: 'alpha', SUDO_UID: '0' };
    expect(ownerOf('/', env)).toBe(uid === 0 ? userInfo().username : 'alpha');
    expect(ownerOf('/', {})).toBe(uid === 0 ? userInfo().username : '0');
  });

  it.runIf(userInfo().uid === 0)('is told by number when its name is none that a unit takes', () => {
    chownSync(program, 12_345, 0);
    expect(ownerOf(program, { SUDO_USER: 'alpha', SUDO_UID: '12345' })).toBe('alpha');
    expect(ownerOf(program, { SUDO_USER: 'al pha', SUDO_UID: '12345' })).toBe('12345');
  });
});
