import { expect, it } from 'vitest';
import { SqliteRelayStore } from '../../src/history/relay-store.js';
import { aStoreDesk } from '../support/store-desk.js';
import { aLink, aSpokenText, relayStoreContract } from './relay-store.js';

relayStoreContract('SqliteRelayStore', () =>
  aStoreDesk((database, log) => new SqliteRelayStore(database, log)),
);

it('takes every packet for new when nothing can be written, and says so once', () => {
  const { log, database, open, close } = aStoreDesk((opened, to) => new SqliteRelayStore(opened, to));
  const store = open();
  database.connection.pragma('query_only = 1');
  expect(store.addLink(aLink())).toBe(true);
  expect(store.addLink(aLink())).toBe(true);
  store.putSpoken(aSpokenText(1));
  expect(store.spoken()).toEqual([]);
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  close();
});
