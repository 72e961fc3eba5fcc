import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Subscription, UserStore } from '../../src/mesh/user-store.js';

export interface UserStoreUnderTest {
  open(): UserStore;
  close(): void;
}

export function aSubscription(changes: Partial<Subscription> = {}): Subscription {
  return { userId: 'mesh:!16fad3dc', topic: 'vigi', options: {}, since: 1_773_316_800_000, ...changes };
}

/** What every store of people has to do. */
export function userStoreContract(name: string, create: () => UserStoreUnderTest): void {
  describe(`${name} as a user store`, () => {
    let underTest: UserStoreUnderTest;
    let store: UserStore;

    beforeEach(() => {
      underTest = create();
      store = underTest.open();
    });

    afterEach(() => underTest.close());

    it('keeps subscriptions whole, in the order in which they were made', () => {
      const later = aSubscription({
        topic: 'blitz',
        options: { kilometers: 30, atNight: true },
        since: 9e12,
      });
      const red = aSubscription({ options: { colour: 'red' } });
      store.putSubscription(later);
      store.putSubscription(red);
      expect(store.subscriptions()).toEqual([red, later]);
    });

    it('replaces a subscription of the same person and topic, and no other', () => {
      const other = aSubscription({ userId: 'mesh:!00000002', since: 9e12 });
      store.putSubscription(aSubscription());
      store.putSubscription(other);
      store.putSubscription(aSubscription({ options: { colour: 'red' } }));
      expect(store.subscriptions()).toEqual([aSubscription({ options: { colour: 'red' } }), other]);
    });

    it('ends a subscription, and does not mind being told twice', () => {
      store.putSubscription(aSubscription());
      store.putSubscription(aSubscription({ topic: 'link' }));
      store.removeSubscription(aSubscription());
      store.removeSubscription(aSubscription());
      expect(store.subscriptions()).toEqual([aSubscription({ topic: 'link' })]);
    });

    it('keeps languages, the one chosen longest ago first', () => {
      for (const userId of ['a', 'b', 'c']) store.putLanguage({ userId, language: 'fr' });
      store.putLanguage({ userId: 'a', language: 'en' });
      store.removeLanguage('b');
      store.removeLanguage('b');
      expect(store.languages()).toEqual([
        { userId: 'c', language: 'fr' },
        { userId: 'a', language: 'en' },
      ]);
    });

    it('keeps people who were paired, the first one first, and what they are called now', () => {
      const alpha = { userId: 'telegram:1', role: 'admin', name: 'Alpha', since: 2e12 } as const;
      const bravo = {
        userId: 'telegram:2',
        role: 'known',
        name: 'Bravo',
        shortName: 'BRAV',
        since: 1e12,
      } as const;
      store.putPerson(alpha);
      store.putPerson(bravo);
      store.putPerson({ ...alpha, shortName: 'ALPH' });
      expect(store.people()).toEqual([bravo, { ...alpha, shortName: 'ALPH' }]);
      store.removePerson('telegram:2');
      store.removePerson('telegram:2');
      expect(store.people()).toEqual([{ ...alpha, shortName: 'ALPH' }]);
    });
  });
}
