import { SqliteUserStore } from '../../src/history/user-store.js';
import { MemoryUserStore } from '../support/memory-user-store.js';
import { aStoreDesk } from '../support/store-desk.js';
import { userStoreContract } from './user-store.js';

userStoreContract('MemoryUserStore', () => ({ open: () => new MemoryUserStore(), close: () => {} }));

userStoreContract('SqliteUserStore', () => aStoreDesk((database, log) => new SqliteUserStore(database, log)));
