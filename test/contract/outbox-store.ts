import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BROADCAST_NUM, PRIMARY_CHANNEL, toChannelIndex, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import type { OutboxEntry, OutboxStore } from '../../src/mesh/outbox-store.js';
import type { Outgoing } from '../../src/mesh/radio.js';

export interface OutboxStoreUnderTest {
  open(): OutboxStore;
  close(): void;
}

const TEXT: Outgoing = {
  to: toNodeNum(0xfff0_0009),
  channel: PRIMARY_CHANNEL,
  content: { kind: 'text', text: 'Déjà là 👋', replyId: toPacketId(0xffff_fff1) },
  priority: 'reply',
  ttlMs: 60_000,
};
const OTHERS: readonly Outgoing[] = [
  { ...TEXT, content: { kind: 'text', text: '👍', replyId: toPacketId(5), isReaction: true } },
  { ...TEXT, to: BROADCAST_NUM, channel: toChannelIndex(7), priority: 'announcement', ttlMs: 0.5 },
  { ...TEXT, content: { kind: 'traceroute' }, priority: 'emergency' },
  { ...TEXT, ticket: 'letter 4' },
];

export function anEntry(message = TEXT): Omit<OutboxEntry, 'key'> {
  return { message, acceptedAt: 1_773_316_800_123, ids: [], attempts: 0, needsNewId: false };
}

/** What every outbox store has to do. */
export function outboxStoreContract(name: string, create: () => OutboxStoreUnderTest): void {
  describe(`${name} as an outbox store`, () => {
    let underTest: OutboxStoreUnderTest;
    let store: OutboxStore;

    beforeEach(() => {
      underTest = create();
      store = underTest.open();
    });

    afterEach(() => underTest.close());

    it('keeps every kind of message whole', () => {
      const entries = [TEXT, ...OTHERS].map((message) => store.add(anEntry(message)));
      expect(store.pending()).toEqual(entries);
      expect(entries.map(({ message }) => message)).toEqual([TEXT, ...OTHERS]);
    });

    it('gives rising keys in order of acceptance, also after the last one has gone', () => {
      const keys = [store.add(anEntry()).key];
      const second = store.add(anEntry());
      store.remove(second.key);
      keys.push(second.key, store.add(anEntry()).key);
      expect(keys).toEqual([...keys].sort((a, b) => a - b));
      expect(new Set(keys).size).toBe(3);
      expect(store.pending().map(({ key }) => key)).toEqual([keys[0], keys[2]]);
    });

    it('takes over what has changed without changing the order', () => {
      const first = store.add(anEntry());
      const second = store.add(anEntry());
      const changed = {
        ...first,
        ids: [toPacketId(0xffff_ffff), toPacketId(1)],
        attempts: 2,
        needsNewId: true,
        acceptedAt: 5,
        message: { ...first.message, ttlMs: 1000 },
      };
      store.update(changed);
      expect(store.pending()).toEqual([changed, second]);
    });

    it('forgets what has ended, and does not mind being told twice', () => {
      const first = store.add(anEntry());
      const second = store.add(anEntry());
      store.remove(first.key);
      store.remove(first.key);
      expect(store.pending()).toEqual([second]);
    });
  });
}
