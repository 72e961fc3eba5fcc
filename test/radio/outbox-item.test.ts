import { describe, expect, it } from 'vitest';
import { PRIMARY_CHANNEL, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import type { Delivery, OutgoingContent, Priority } from '../../src/mesh/radio.js';
import { Gate } from '../../src/radio/gate.js';
import { firstExpiry, nextItem, OutboxItem } from '../../src/radio/outbox-item.js';
import { DEFAULT_GAPS, Pacing } from '../../src/radio/pacing.js';

const TEXT: OutgoingContent = { kind: 'text', text: 'hi' };

function anItem(key: number, priority: Priority = 'reply', content = TEXT) {
  const message = { to: toNodeNum(9), channel: PRIMARY_CHANNEL, content, priority, ttlMs: 60_000 };
  const entry = { key, message, acceptedAt: 0, ids: [], attempts: 0, needsNewId: false };
  return new OutboxItem(entry, { uptime: 1000, agedMs: 0 }, () => {});
}

describe('an item', () => {
  it('waits at first, and expires when its time is over', () => {
    expect(anItem(1)).toMatchObject({ phase: 'waiting', acceptedAt: 1000, expiresAt: 61_000, offers: 0 });
  });

  it('goes by the last of its ids', () => {
    const item = anItem(1);
    expect(item.currentId).toBeUndefined();
    item.entry = { ...item.entry, ids: [toPacketId(5), toPacketId(6)] };
    expect(item.currentId).toBe(6);
    expect(item.message.content).toEqual(TEXT);
  });

  it('that was accepted before has less time left', () => {
    const item = new OutboxItem(anItem(1).entry, { uptime: 1000, agedMs: 50_000 }, () => {});
    expect(item).toMatchObject({ acceptedAt: -49_000, expiresAt: 11_000 });
  });

  it('keeps its last id on a new connection, unless the addressee has refused it or there is none', () => {
    const item = anItem(1);
    item.meetNewConnection();
    expect(item.keepsId).toBe(false);
    item.entry = { ...item.entry, ids: [toPacketId(5)] };
    item.meetNewConnection();
    expect(item.keepsId).toBe(true);
    item.entry = { ...item.entry, needsNewId: true };
    item.meetNewConnection();
    expect(item.keepsId).toBe(false);
  });

  it('stops the timer of the phase that it leaves, once', () => {
    const item = anItem(1);
    let stops = 0;
    item.stopTimer = () => {
      stops += 1;
    };
    item.enter('offered');
    item.enter('taken');
    expect(item.phase).toBe('taken');
    expect(stops).toBe(1);
  });

  it('tells its end to whoever asked', () => {
    const told: Delivery[] = [];
    const start = { uptime: 0, agedMs: 0 };
    const item = new OutboxItem(anItem(1).entry, start, (delivery) => told.push(delivery));
    item.settle({ outcome: 'delivered', tookMs: 5 });
    expect(told).toEqual([{ outcome: 'delivered', tookMs: 5 }]);
  });
});

describe('the next item', () => {
  const now = 10_000;
  const gated = (pacing: Pacing) => new Gate({ pacing, channelUtilization: () => undefined });
  const free = () => gated(new Pacing(DEFAULT_GAPS));
  const keyOf = (items: OutboxItem[]) => nextItem(items, free(), now)?.item.entry.key;

  it('is none when nothing waits', () => {
    const offered = anItem(1);
    offered.enter('offered');
    const taken = anItem(2);
    taken.enter('taken');
    expect(nextItem([], free(), now)).toBeUndefined();
    expect(nextItem([offered, taken], free(), now)).toBeUndefined();
  });

  it('is the most urgent one, whoever came first', () => {
    const priorities = ['announcement', 'alert', 'reply', 'emergency'] as const;
    const items = priorities.map((priority, index) => anItem(index + 1, priority));
    const order: (Priority | undefined)[] = [];
    for (let next = nextItem(items, free(), now); next; next = nextItem(items, free(), now)) {
      order.push(next.item.message.priority);
      next.item.enter('offered');
    }
    expect(order).toEqual(['emergency', 'reply', 'alert', 'announcement']);
  });

  it('is the oldest one among equals, in whatever order they are looked at', () => {
    expect(keyOf([anItem(3), anItem(2), anItem(4)])).toBe(2);
    expect(keyOf([anItem(2), anItem(3)])).toBe(2);
  });

  it('is one that may go now before a more urgent one that may not', () => {
    const urgent = anItem(1, 'emergency');
    urgent.notBefore = now + 1;
    expect(keyOf([urgent, anItem(2, 'announcement')])).toBe(2);
  });

  it('is the one that may go first when all have to wait', () => {
    const late = anItem(1, 'emergency');
    late.notBefore = now + 500;
    const soon = anItem(2);
    soon.notBefore = now + 300;
    expect(nextItem([late, soon], free(), now)).toEqual({ item: soon, waitMs: 300 });
  });

  it('waits for the longer of its own time and the gap of its kind', () => {
    const pacing = new Pacing(DEFAULT_GAPS);
    const gate = gated(pacing);
    pacing.sent('text', now);
    const text = anItem(1);
    const trace = anItem(2, 'announcement', { kind: 'traceroute' });
    expect(nextItem([text], gate, now)?.waitMs).toBe(2200);
    text.notBefore = now + 5000;
    expect(nextItem([text], gate, now)?.waitMs).toBe(5000);
    expect(nextItem([text, trace], gate, now)).toEqual({ item: trace, waitMs: 0 });
  });

  it('never waits less than nothing', () => {
    const item = anItem(1);
    item.notBefore = 1;
    expect(nextItem([item], free(), now)?.waitMs).toBe(0);
  });
});

describe('the first expiry', () => {
  it('is that of whoever still waits here, for a turn or for a key', () => {
    const taken = anItem(1);
    taken.enter('taken');
    const keyless = new OutboxItem(anItem(2).entry, { uptime: 500, agedMs: 0 }, () => {});
    keyless.enter('keyless');
    expect(firstExpiry([taken])).toBe(Number.POSITIVE_INFINITY);
    expect(firstExpiry([taken, anItem(3), keyless])).toBe(60_500);
  });
});
