import { describe, expect, it } from 'vitest';
import { type Lifecycle, startAll, stopAll } from '../../src/util/lifecycle.js';

function aPart(name: string, diary: string[], failsAt?: 'start' | 'stop'): Lifecycle {
  const step = async (what: 'start' | 'stop') => {
    diary.push(`${what} ${name}`);
    if (failsAt === what) throw new Error(`${name} fails to ${what}`);
  };
  return { name, start: () => step('start'), stop: () => step('stop') };
}

describe('startAll', () => {
  it('starts one after the other', async () => {
    const diary: string[] = [];
    await startAll([aPart('a', diary), aPart('b', diary)]);
    expect(diary).toEqual(['start a', 'start b']);
  });

  it('stops what it has started, in reverse, when a part fails', async () => {
    const diary: string[] = [];
    const parts = [aPart('a', diary), aPart('b', diary), aPart('c', diary, 'start'), aPart('d', diary)];
    await expect(startAll(parts)).rejects.toThrow('c fails to start');
    expect(diary).toEqual(['start a', 'start b', 'start c', 'stop b', 'stop a']);
  });

  it('throws the first error also when stopping fails as well', async () => {
    const diary: string[] = [];
    const parts = [aPart('a', diary, 'stop'), aPart('b', diary, 'start')];
    await expect(startAll(parts)).rejects.toThrow('b fails to start');
  });
});

describe('stopAll', () => {
  it('stops in reverse, reports a part that fails and goes on', async () => {
    const diary: string[] = [];
    const failures: string[] = [];
    const parts = [aPart('a', diary), aPart('b', diary, 'stop'), aPart('c', diary)];
    await stopAll(parts, (part, error) => failures.push(`${part.name}: ${(error as Error).message}`));
    expect(diary).toEqual(['stop c', 'stop b', 'stop a']);
    expect(failures).toEqual(['b: b fails to stop']);
  });

  it('leaves the order of the list alone', async () => {
    const parts = [aPart('a', []), aPart('b', [])];
    await stopAll(parts, () => {});
    expect(parts.map((part) => part.name)).toEqual(['a', 'b']);
  });
});
