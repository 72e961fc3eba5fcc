import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { serviceUnit } from '../../src/cli/service-unit.js';
import { EXIT } from '../../src/util/errors.js';
import { TestIo } from '../support/test-io.js';

let folder: string;
let config: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'service-'));
  config = join(folder, 'meshbot.yaml');
  writeFileSync(config, 'node:\n  address: 192.168.1.38\n');
});

afterEach(() => rmSync(folder, { recursive: true }));

async function install(...more: string[]) {
  const io = new TestIo();
  const exitCode = await runCli(['install-service', '--config', config, ...more], io);
  return { exitCode, out: io.written, err: io.complaints };
}

it('prints a unit that starts this program with this configuration', async () => {
  const { exitCode, out } = await install('--data', join(folder, 'data'), '--user', 'bot');
  expect(exitCode).toBe(EXIT.done);
  expect(out).toContain(`ExecStart=${process.execPath} `);
  expect(out).toContain(` run --config ${config} --data ${join(folder, 'data')}\n`);
  expect(out).toContain('\nUser=bot\n');
  expect(out).toContain(`ReadWritePaths=${join(folder, 'data')}`);
});

it('runs as the owner of what is closed to others, and says so', async () => {
  chmodSync(folder, 0o700);
  const { out, err } = await install();
  expect(out).toContain(`\nUser=${userInfo().username}\n`);
  expect(err).toContain(`${folder} is closed to other users, so the service runs as its owner`);
  expect(err.includes('Better not as root')).toBe(userInfo().uid === 0);
});

it('writes it where it is wished, and tells how to go on', async () => {
  const unit = join(folder, 'meshbot.service');
  const { exitCode, out } = await install('--write', '--unit', unit);
  expect(exitCode).toBe(EXIT.done);
  expect(readFileSync(unit, 'utf8')).toContain('WatchdogSec=120');
  expect(out).toContain('systemctl enable --now meshbot');
});

it('writes through a link to a unit', async () => {
  const unit = join(folder, 'meshbot.service');
  const link = join(folder, 'link.service');
  writeFileSync(unit, 'old');
  symlinkSync(unit, link);
  await install('--write', '--unit', link);
  expect(readFileSync(unit, 'utf8')).toMatch(/^\[Unit\]\n/);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

it('takes the place of the unit from before, and leaves nothing beside it', async () => {
  const unit = join(folder, 'meshbot.service');
  writeFileSync(unit, 'old');
  await install('--write', '--unit', unit);
  expect(readFileSync(unit, 'utf8')).toMatch(/^\[Unit\]\n/);
  expect(readdirSync(folder).sort()).toEqual(['meshbot.service', 'meshbot.yaml']);
});

it('takes the name of no device', async () => {
  const unit = join(folder, 'masked.service');
  symlinkSync('/dev/null', unit);
  const { exitCode, err } = await install('--write', '--unit', unit);
  expect(exitCode).toBe(EXIT.usage);
  expect(err).toContain(`${unit} cannot be written: is no file`);
  expect(readlinkSync(unit)).toBe('/dev/null');
});

it('refuses what could not start: no configuration, or a wrong one', async () => {
  rmSync(config);
  expect(await install()).toMatchObject({
    exitCode: EXIT.config,
    err: expect.stringContaining('meshbot init'),
  });
  writeFileSync(config, 'nod: 5\n');
  expect(await install()).toMatchObject({ exitCode: EXIT.config, err: expect.stringContaining('nod') });
});

it('says why a unit cannot be written', async () => {
  const unit = join(folder, 'taken');
  mkdirSync(unit);
  const { exitCode, err } = await install('--write', '--unit', unit);
  expect(exitCode).toBe(EXIT.usage);
  expect(err).toContain(`${unit} cannot be written: is a folder`);
});

const plan = {
  node: '/usr/bin/node',
  program: '/opt/meshbot/dist/main.js',
  config: '/etc/meshbot/meshbot.yaml',
};

it('has a user and a data folder made by systemd where none is named', () => {
  const unit = serviceUnit(plan);
  expect(unit).toContain('DynamicUser=yes\nStateDirectory=meshbot\n');
  expect(unit).toContain('--data /var/lib/meshbot\n');
});

it('quotes what systemd would take apart, as each setting reads it', () => {
  const unit = serviceUnit({
    ...plan,
    node: '/opt/$node/node',
    config: '/etc/my mesh/100%/$x.yaml',
    dataDir: '/srv/a b/50%\\"$y"',
  });
  expect(unit).toContain('ExecStart=/opt/$node/node /opt/meshbot');
  expect(unit).toContain('--config "/etc/my mesh/100%%/$$x.yaml" --data "/srv/a b/50%%\\\\\\"$$y\\""\n');
  expect(unit).toContain('ReadWritePaths="/srv/a b/50%%\\\\\\"$y\\""\n');
});

it.each([{ config: '/etc/a\nUser=root' }, { dataDir: '/srv/a\nUser=root' }, { program: '/opt/\u0085' }])(
  'writes no unit with the line breaks of %j',
  (path) => {
    expect(() => serviceUnit({ ...plan, ...path })).toThrow('control characters');
  },
);

it.each(['', 'bot\nUser=root', 'a b', '%u', '0', '01', '-x', '.x'])('takes %j for no user', async (user) => {
  const { exitCode, out, err } = await install(`--user=${user}`);
  expect({ exitCode, out }).toEqual({ exitCode: EXIT.usage, out: '' });
  expect(err).toContain(`--user ${JSON.stringify(user)} is no user`);
});

it.each(['meshbot', '1000', 'jo.bot', 'Bot', 'box$'])('takes %j for a user', async (user) => {
  expect((await install(`--user=${user}`)).out).toContain(`\nUser=${user}\n`);
});

it('takes no empty word for a data folder', async () => {
  const { exitCode, err } = await install('--data', '');
  expect({ exitCode, err }).toEqual({ exitCode: EXIT.usage, err: 'meshbot: --data "" names no folder\n' });
});
