import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertDelivery, AlertStore } from '../../src/mesh/alert-store.js';

export interface AlertStoreUnderTest {
  open(): AlertStore;
  close(): void;
}

function aDelivery(changes: Partial<AlertDelivery> = {}): AlertDelivery {
  return {
    key: 1,
    userId: 'mesh:!16fad3dc',
    covers: [{ alert: 'link', subject: '', event: 'raised', episode: 1 }],
    text: '🔴 lost',
    isSevere: false,
    state: 'queued',
    madeAt: 1_773_316_800_000,
    ttlMs: 3_600_000,
    tries: 0,
    ...changes,
  };
}

/** What every store of alerts has to do. */
export function alertStoreContract(name: string, create: () => AlertStoreUnderTest): void {
  describe(`${name} as an alert store`, () => {
    let underTest: AlertStoreUnderTest;
    let store: AlertStore;

    beforeEach(() => {
      underTest = create();
      store = underTest.open();
    });

    afterEach(() => underTest.close());

    it('keeps how each matter stands, and replaces it', () => {
      const link = { alert: 'link', subject: '', state: { level: 1, ends: [{ at: 5, level: 1 }] } };
      const node = { alert: 'node-silent', subject: '!16fad3dc', state: { level: 0 } };
      store.putState(node);
      store.putState({ ...link, state: { level: 0 } });
      store.putState(link);
      expect(store.states()).toEqual([link, node]);
    });

    it('forgets a matter, and does not mind being told twice', () => {
      store.putState({ alert: 'link', subject: '', state: {} });
      store.putState({ alert: 'link', subject: 'x', state: {} });
      store.removeState({ alert: 'link', subject: '' });
      store.removeState({ alert: 'link', subject: '' });
      expect(store.states()).toEqual([{ alert: 'link', subject: 'x', state: {} }]);
    });

    it('keeps what each person was told last of each matter', () => {
      const alpha = { alert: 'link', subject: '', userId: 'mesh:a', episode: 3, at: 20 };
      const bravo = { alert: 'link', subject: '', userId: 'mesh:b', episode: 2, at: 10 };
      store.putTelling({ ...alpha, episode: 1, at: 1 });
      store.putTelling(alpha);
      store.putTelling(bravo);
      expect(store.tellings()).toEqual([bravo, alpha]);
    });

    it('keeps every message whole', () => {
      const whole = aDelivery({
        key: 7,
        covers: [
          { alert: 'link', subject: '', event: 'raised', episode: 1 },
          { alert: 'vigilance', subject: '38', event: 'cleared', episode: 4 },
        ],
        isSevere: true,
        state: 'failed',
        reason: 'no_ack',
        dueAt: 1_773_316_800_001,
        sentAt: 1_773_316_800_002,
        endedAt: 1_773_316_800_003,
        tries: 3,
      });
      store.putDelivery(whole);
      store.putDelivery(aDelivery({ key: 3 }));
      expect(store.newest(5)).toEqual([whole, aDelivery({ key: 3 })]);
      expect(store.newest(1)).toEqual([whole]);
    });

    it('knows which messages have not ended, in order', () => {
      const states = ['held', 'sent', 'queued', 'dropped', 'unheard', 'delivered'] as const;
      for (const [index, state] of states.entries()) store.putDelivery(aDelivery({ key: 10 - index, state }));
      expect(store.open().map(({ key, state }) => [key, state])).toEqual([
        [6, 'unheard'],
        [8, 'queued'],
        [10, 'held'],
      ]);
      store.putDelivery(aDelivery({ key: 8, state: 'delivered' }));
      expect(store.open()).toHaveLength(2);
    });

    it('forgets messages of long ago', () => {
      for (const key of [1, 2, 3]) store.putDelivery(aDelivery({ key, madeAt: key * 1000 }));
      expect(store.removeBefore(2500)).toBe(2);
      expect(store.newest(5).map(({ key }) => key)).toEqual([3]);
    });
  });
}
