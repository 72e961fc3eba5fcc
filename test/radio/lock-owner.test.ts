import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { birthOf, isAlive, parseOwner, thisProcess } from '../../src/radio/lock-owner.js';

const me = thisProcess({ command: 'meshbot run' });

describe('the owner of a lock', () => {
  it('is read as it was written', () => {
    expect(parseOwner(JSON.stringify({ ...me, dataDir: '/data' }))).toEqual({ ...me, dataDir: '/data' });
  });

  it.each([
    '',
    '{',
    'null',
    '7',
    '[]',
    '{"pid":"7","birth":"","command":""}',
    '{"pid":0,"birth":"","command":""}',
    '{"pid":-1,"birth":"","command":""}',
    '{"pid":1.5,"birth":"","command":""}',
    '{"pid":7,"command":""}',
    '{"pid":7,"birth":""}',
  ])('is nobody in %j', (text) => {
    expect(parseOwner(text)).toBeUndefined();
  });

  it('is alive while its process is', async () => {
    expect(isAlive(me)).toBe(true);
    const child = spawn(process.execPath, ['-e', '']);
    const owner = { ...me, pid: child.pid ?? 0, birth: '' };
    expect(isAlive(owner)).toBe(true);
    await once(child, 'exit');
    expect(isAlive(owner)).toBe(false);
  });

  it('is dead when another process has its number by now', () => {
    expect(isAlive({ ...me, birth: `${me.birth}0` })).toBe(me.birth === '');
  });

  it('is taken for alive when only the number is known', () => {
    expect(isAlive({ ...me, birth: '' })).toBe(true);
  });

  it('has no birth where the system does not tell', () => {
    expect(birthOf(process.pid, '/none')).toBe('');
  });

  it('is alive as another user as well', () => {
    // Process 1 is never ours to signal, unless we are root: alive it is for both.
    expect(isAlive({ ...me, pid: 1, birth: '' })).toBe(true);
  });
});
