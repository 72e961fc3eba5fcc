import type { AlertName } from '../../src/alerts/alert.js';
import { WatchMemory } from '../../src/alerts/watch-memory.js';
import { FakeClock } from './fake-clock.js';
import { MemoryValueStore } from './memory-value-store.js';
import { RecordingLog } from './recording-log.js';

/** Of one process; who gives the same store in the next one remembers. */
export function aMemory<Value>(name: AlertName, values = new MemoryValueStore()): WatchMemory<Value> {
  return new WatchMemory(name, { values, clock: new FakeClock(), log: new RecordingLog() });
}
