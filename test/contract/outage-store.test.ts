import { SqliteOutageStore } from '../../src/history/outage-store.js';
import { MemoryOutageStore } from '../support/memory-outage-store.js';
import { aStoreDesk } from '../support/store-desk.js';
import { outageStoreContract } from './outage-store.js';

outageStoreContract('MemoryOutageStore', () => ({ open: () => new MemoryOutageStore(), close: () => {} }));

outageStoreContract('SqliteOutageStore', () =>
  aStoreDesk((database, log) => new SqliteOutageStore(database, log)),
);
