import { SqliteOutboxStore } from '../../src/history/outbox-store.js';
import { MemoryOutboxStore } from '../support/memory-outbox-store.js';
import { aStoreDesk } from '../support/store-desk.js';
import { outboxStoreContract } from './outbox-store.js';

outboxStoreContract('MemoryOutboxStore', () => ({ open: () => new MemoryOutboxStore(), close: () => {} }));

outboxStoreContract('SqliteOutboxStore', () =>
  aStoreDesk((database, log) => new SqliteOutboxStore(database, log)),
);
