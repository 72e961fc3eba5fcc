import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';

const folder = mkdtempSync(join(tmpdir(), 'reboot my-'));

afterAll(() => rmSync(folder, { recursive: true }));

function load(run: readonly string[]) {
  const file = join(folder, 'meshbot.yaml');
  writeFileSync(file, JSON.stringify({ node: { address: 'radio.local' }, commands: { reboot: { run } } }));
  return loadConfig({ file, env: {} }).commands.reboot.run;
}

describe('what restarts the machine', () => {
  it.each(['systemctl reboot', ' ', 'sudo\u00a0reboot', '/no such/program', '/dev/null/a b'])(
    'is not the program %j',
    (program) => {
      expect(() => load([program])).toThrow(
        'commands.reboot.run.0: must be a program: write each word as an element of its own, as in [systemctl, reboot]',
      );
    },
  );

  it('is no folder', () => {
    expect(() => load([folder])).toThrow('commands.reboot.run.0: must be a program');
  });

  it('is a program and its arguments, also one whose path has blanks', () => {
    const script = join(folder, 'restart.sh');
    writeFileSync(script, '');
    for (const run of [
      ['sudo', 'systemctl', 'reboot'],
      [script, 'a b'],
    ])
      expect(load(run)).toEqual(run);
  });

  it('is said to be missing when the list is empty', () => {
    expect(() => load([])).toThrow('commands.reboot.run: must not be empty');
  });
});
