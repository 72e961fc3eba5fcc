import { expect, it } from 'vitest';
import { SqliteChatStore } from '../../src/history/chat-store.js';
import { aStoreDesk } from '../support/store-desk.js';
import { aChatUpdate, chatStoreContract } from './chat-store.js';

chatStoreContract('SqliteChatStore', () => aStoreDesk((database, log) => new SqliteChatStore(database, log)));

it('gives what it was told, also when nothing can be written, and says so once', () => {
  const { log, database, open, close } = aStoreDesk((opened, to) => new SqliteChatStore(opened, to));
  const store = open();
  database.connection.pragma('query_only = 1');
  expect(store.take([aChatUpdate(5)])).toEqual([aChatUpdate(5)]);
  store.finish(5, []);
  expect(store.unfinished()).toEqual([]);
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  close();
});
