import { expect, it } from 'vitest';
import { Users } from '../../src/bot/users.js';
import { aSubscription } from '../contract/user-store.js';
import { MemoryUserStore } from '../support/memory-user-store.js';

it('people are known again after a restart', () => {
  const store = new MemoryUserStore();
  const before = new Users(store);
  before.load();
  before.set('mesh:a', 'fr');
  before.set('mesh:b', 'fr');
  before.set('mesh:b', undefined);
  before.subscribe(aSubscription());
  before.subscribe(aSubscription({ topic: 'link' }));
  before.unsubscribe(aSubscription().userId, 'link');
  const after = new Users(store);
  after.load();
  expect([after.get('mesh:a'), after.get('mesh:b')]).toEqual(['fr', undefined]);
  expect(after.subscriptions).toEqual([aSubscription()]);
});

it('what somebody chose before the store could be read stays', () => {
  const store = new MemoryUserStore();
  store.putLanguage({ userId: 'mesh:a', language: 'fr' });
  store.putLanguage({ userId: 'mesh:b', language: 'de' });
  const users = new Users(store);
  users.set('mesh:a', 'en');
  users.load();
  expect([users.get('mesh:a'), users.get('mesh:b')]).toEqual(['en', undefined]);
});

it('people are counted once, whatever they get', () => {
  const users = new Users();
  users.load();
  users.subscribe(aSubscription());
  users.subscribe(aSubscription({ topic: 'link' }));
  users.subscribe(aSubscription({ userId: 'mesh:b' }));
  expect(users.subscribers).toBe(2);
  expect(users.subscriptionsOf('mesh:b')).toHaveLength(1);
});

it('the language chosen longest ago is given up in the store too', () => {
  const store = new MemoryUserStore();
  const users = new Users(store);
  for (let index = 0; index <= 5000; index++) users.set(`user ${index}`, 'fr');
  expect(store.languages()[0]).toEqual({ userId: 'user 1', language: 'fr' });
}, 20_000);
