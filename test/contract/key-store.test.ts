import { SqliteKeyStore } from '../../src/history/key-store.js';
import { MemoryKeyStore } from '../support/memory-key-store.js';
import { aStoreDesk } from '../support/store-desk.js';
import { keyStoreContract } from './key-store.js';

keyStoreContract('MemoryKeyStore', () => ({ open: () => new MemoryKeyStore(), close: () => {} }));

keyStoreContract('SqliteKeyStore', () => aStoreDesk((database, log) => new SqliteKeyStore(database, log)));
