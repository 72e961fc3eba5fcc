import { expect, it } from 'vitest';
import { WatchMemory } from '../../src/alerts/watch-memory.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryValueStore } from '../support/memory-value-store.js';
import { RecordingLog } from '../support/recording-log.js';
import { aMemory } from '../support/watch-memory.js';

it('gives what was put, in the same process and in the next one, to the same alert', () => {
  const values = new MemoryValueStore();
  const memory = aMemory<number>('node-restart', values);
  memory.put('!16fad3dc', 12);
  expect([memory.get('!16fad3dc'), memory.get('!2b4a7c10')]).toEqual([12, undefined]);
  const next = aMemory<number>('node-restart', values);
  const other = aMemory<number>('remote-node-restart', values);
  for (const each of [next, other]) each.load();
  expect([next.get('!16fad3dc'), other.get('!16fad3dc')]).toEqual([12, undefined]);
});

it('is written only when it has changed', () => {
  const values = new MemoryValueStore();
  const clock = new FakeClock();
  const memory = new WatchMemory<number>('node-restart', { values, clock, log: new RecordingLog() });
  memory.put('!16fad3dc', 12);
  const [before] = values.all('alert node-restart');
  clock.jump(60_000);
  memory.put('!16fad3dc', 12);
  expect(values.all('alert node-restart')).toEqual([before]);
  memory.put('!16fad3dc', 13);
  expect(values.all('alert node-restart')).toMatchObject([{ value: '13', fetchedAt: clock.now() }]);
});

it('forgets what a release with other shapes has kept', () => {
  const values = new MemoryValueStore();
  values.put({ service: 'alert node-restart', key: 'a', format: 0, value: '"old"', fetchedAt: 0 });
  const memory = aMemory<number>('node-restart', values);
  memory.load();
  expect(memory.get('a')).toBeUndefined();
});

it('goes on without what cannot be read, and says so', () => {
  const log = new RecordingLog();
  const values = {
    put: () => {},
    all: () => {
      throw new Error('disk');
    },
  };
  const memory = new WatchMemory<number>('node-restart', { values, clock: new FakeClock(), log });
  memory.load();
  memory.put('a', 1);
  expect(memory.get('a')).toBe(1);
  expect(log.visible()).toEqual(['cannot read what was seen before the restart']);
});
