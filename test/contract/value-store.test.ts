import { SqliteValueStore } from '../../src/history/value-store.js';
import { MemoryValueStore } from '../support/memory-value-store.js';
import { aStoreDesk } from '../support/store-desk.js';
import { valueStoreContract } from './value-store.js';

valueStoreContract('MemoryValueStore', () => ({ open: () => new MemoryValueStore(), close: () => {} }));

valueStoreContract('SqliteValueStore', () =>
  aStoreDesk((database, log) => new SqliteValueStore(database, log)),
);
