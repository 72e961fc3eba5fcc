import { describe, expect, it } from 'vitest';
import { PRIMARY_CHANNEL, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import type { Outgoing } from '../../src/mesh/radio.js';
import { MemoryOutboxStore } from '../../src/radio/outbox-store.js';

const messageOf = (text: string): Outgoing => ({
  to: toNodeNum(9),
  channel: PRIMARY_CHANNEL,
  content: { kind: 'text', text },
  priority: 'reply',
  ttlMs: 60_000,
});
const anEntry = (text: string) => ({ message: messageOf(text), acceptedAt: 1, ids: [], attempts: 0 });

describe('MemoryOutboxStore', () => {
  it('keeps entries in order of acceptance under rising keys', () => {
    const store = new MemoryOutboxStore();
    const first = store.add(anEntry('one'));
    const second = store.add(anEntry('two'));
    expect(second.key).toBeGreaterThan(first.key);
    expect(store.pending()).toEqual([first, second]);
    expect(first).toEqual({ ...anEntry('one'), key: first.key });
  });

  it('takes over what has changed without changing the order', () => {
    const store = new MemoryOutboxStore();
    const first = store.add(anEntry('one'));
    const second = store.add(anEntry('two'));
    const tried = { ...first, ids: [toPacketId(5)], attempts: 1 };
    store.update(tried);
    expect(store.pending()).toEqual([tried, second]);
  });

  it('forgets an entry at its end and never uses its key again', () => {
    const store = new MemoryOutboxStore();
    const first = store.add(anEntry('one'));
    store.remove(first.key);
    expect(store.pending()).toEqual([]);
    expect(store.add(anEntry('two')).key).toBeGreaterThan(first.key);
  });

  it('hands out a list that does not change', () => {
    const store = new MemoryOutboxStore();
    const before = store.pending();
    store.add(anEntry('one'));
    expect(before).toEqual([]);
  });
});
