import { SqliteAlertStore } from '../../src/history/alert-store.js';
import { MemoryAlertStore } from '../support/memory-alert-store.js';
import { aStoreDesk } from '../support/store-desk.js';
import { alertStoreContract } from './alert-store.js';

alertStoreContract('MemoryAlertStore', () => ({ open: () => new MemoryAlertStore(), close: () => {} }));

alertStoreContract('SqliteAlertStore', () =>
  aStoreDesk((database, log) => new SqliteAlertStore(database, log)),
);
