import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Claims } from '../../src/radio/claims.js';
import { MachineClaims } from '../../src/radio/node-lock.js';
import { ExitError } from '../../src/util/errors.js';
import { RecordingLog } from '../support/recording-log.js';

const link = { name: 'link' };
const KEY = '192.168.1.5:4403';
/** Above the largest number that Linux gives to a process. */
const NO_PID = 4_194_305;

let folder: string;
let runDir: string;
let log: RecordingLog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'node-lock-'));
  runDir = join(folder, 'run');
  log = new RecordingLog();
});

afterEach(() => rmSync(folder, { recursive: true }));

/** As another process would see it: with claims of its own. */
function aProcess(told: { command?: string; dataDir?: string; runDir?: string } = {}): MachineClaims {
  return new MachineClaims({ runDir, command: 'meshbot run', log, claims: new Claims(), ...told });
}

function locks(): string[] {
  return readdirSync(runDir);
}

/** The lock of `KEY`, which does not exist. */
function lockFile(): string {
  const release = aProcess().take(link, [KEY]);
  const [name = ''] = locks();
  release();
  return join(runDir, name);
}

function left(owner: object): string {
  return JSON.stringify({ pid: NO_PID, birth: '', command: 'meshbot run', ...owner });
}

describe('a lock on a node', () => {
  it('refuses another process by any name of the node, and names the owner', () => {
    aProcess({ dataDir: '/var/lib/meshbot' }).take(link, ['node.local:4403', KEY]);
    const take = () => aProcess().take(link, [KEY]);
    expect(take).toThrow(ExitError);
    expect(take).toThrow(expect.objectContaining({ exitCode: 75 }));
    expect(take).toThrow(
      `${KEY} is already held by process ${process.pid} (meshbot run, data folder /var/lib/meshbot)`,
    );
  });

  it('names an owner without a data folder by its command', () => {
    aProcess({ command: 'meshbot diag 192.168.1.5' }).take(link, [KEY]);
    expect(() => aProcess().take(link, [KEY])).toThrow(
      '(meshbot diag 192.168.1.5). A node serves one client, and the newest wins: stop that process first.',
    );
  });

  it('leaves other nodes to others', () => {
    aProcess().take(link, [KEY]);
    expect(() => aProcess().take(link, ['192.168.1.6:4403'])).not.toThrow();
  });

  it('takes nothing when one of the names is held', () => {
    aProcess().take(link, [KEY]);
    const second = aProcess();
    expect(() => second.take(link, ['free:1', KEY])).toThrow(ExitError);
    expect(locks()).toHaveLength(1);
    expect(() => second.take({ name: 'diag' }, ['free:1'])).not.toThrow();
  });

  it('leaves nothing behind when it is given back, once or twice', () => {
    const release = aProcess().take(link, [KEY, 'node.local:4403']);
    expect(locks()).toHaveLength(2);
    release();
    expect(locks()).toEqual([]);
    const next = aProcess({ command: 'meshbot diag' });
    next.take(link, [KEY]);
    release();
    expect(locks()).toHaveLength(1);
  });

  it('refuses a second owner in the process before it looks at the machine', () => {
    const claims = aProcess();
    claims.take(link, [KEY]);
    expect(() => claims.take({ name: 'link' }, [KEY])).toThrow('held by the link of this process');
    expect(locks()).toHaveLength(1);
  });

  it('does not remove what another process has in its place', () => {
    const file = lockFile();
    const release = aProcess().take(link, [KEY]);
    writeFileSync(file, left({ pid: process.pid }));
    release();
    expect(readFileSync(file, 'utf8')).toBe(left({ pid: process.pid }));
  });

  it('is given back although its folder is gone', () => {
    const release = aProcess().take(link, [KEY]);
    rmSync(runDir, { recursive: true });
    expect(release).not.toThrow();
  });

  it('is given back although something else stands in its place', () => {
    const file = lockFile();
    const release = aProcess().take(link, [KEY]);
    rmSync(file);
    mkdirSync(file);
    release();
    expect(log.find('node lock not removed')).toHaveLength(1);
  });

  it('shows no control characters that a stranger has written', () => {
    writeFileSync(lockFile(), left({ pid: process.pid, command: '\u001b[2Jmeshbot' }));
    expect(() => aProcess().take(link, [KEY])).toThrow('(?[2Jmeshbot)');
  });
});

describe('what a dead process left', () => {
  it.each([
    ['a lock of a process that is gone', () => left({})],
    ['a lock of a process whose number another one has', () => left({ pid: process.pid, birth: 'long ago' })],
    ['garbage', () => '\u0000\u0001garbage'],
    ['nothing at all', () => ''],
  ])('is taken over: %s', (_, content) => {
    const file = lockFile();
    writeFileSync(file, content());
    const release = aProcess().take(link, [KEY]);
    expect(locks()).toHaveLength(1);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    expect(() => aProcess().take(link, [KEY])).toThrow(ExitError);
    release();
    expect(existsSync(file)).toBe(false);
    expect(log.lines).toEqual([]);
  });

  it('is taken over after somebody died while taking it over', () => {
    const file = lockFile();
    writeFileSync(file, left({}));
    writeFileSync(guardOf(file), left({ command: 'meshbot diag' }));
    aProcess().take(link, [KEY]);
    expect(locks()).toEqual([file.slice(runDir.length + 1)]);
  });

  it('belongs to the one that is taking it over', () => {
    const file = lockFile();
    writeFileSync(file, left({}));
    writeFileSync(guardOf(file), left({ pid: process.pid, command: 'meshbot diag' }));
    expect(() => aProcess().take(link, [KEY])).toThrow('meshbot diag');
  });

  it('may be a link, which is replaced and never followed', () => {
    const file = lockFile();
    const target = join(folder, 'target');
    writeFileSync(target, left({ pid: process.pid }));
    symlinkSync(target, file);
    aProcess().take(link, [KEY]);
    expect(lstatSync(file).isFile()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe(left({ pid: process.pid }));
    expect(() => aProcess().take(link, [KEY])).toThrow(ExitError);
  });
});

/** The lock on taking over what `file` holds now. */
function guardOf(file: string): string {
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 32);
  return `${file}.${hash}`;
}

describe('the run folder', () => {
  it('is everybody’s, and its files are their owners’', () => {
    aProcess().take(link, [KEY]);
    expect(statSync(runDir).mode & 0o7777).toBe(0o1777);
    const [name = ''] = locks();
    expect(statSync(join(runDir, name)).mode & 0o777).toBe(0o644);
  });

  it.each([
    ['a file', (path: string) => writeFileSync(path, '')],
    ['a link to a folder', (path: string) => symlinkSync(folder, path)],
    ['a link to nowhere', (path: string) => symlinkSync(join(folder, 'none'), path)],
  ])('that is %s leaves the claims of the process, and one warning', (_, plant) => {
    plant(runDir);
    const before = readdirSync(folder);
    const claims = aProcess();
    const release = claims.take(link, [KEY, 'node.local:4403']);
    expect(() => claims.take({ name: 'diag' }, [KEY])).toThrow(ExitError);
    release();
    claims.take(link, [KEY])();
    expect(log.visible()).toEqual(['node lock unavailable']);
    expect(log.lines[0]?.fields).toMatchObject({ folder: runDir });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('that cannot be made leaves the claims of the process, and one warning', () => {
    const claims = aProcess({ runDir: join(folder, 'none', 'run') });
    claims.take(link, [KEY]);
    claims.take({ name: 'diag' }, ['other:1']);
    expect(log.visible()).toEqual(['node lock unavailable']);
  });

  it('with something that cannot be replaced leaves the claims of the process, and one warning', () => {
    const file = lockFile();
    mkdirSync(file);
    aProcess().take(link, [KEY]);
    expect(log.find('node lock unavailable')[0]?.fields['reason']).toBe('EISDIR');
  });
});
