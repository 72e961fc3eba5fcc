import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRIMARY_CHANNEL, toNodeNum } from '../../src/mesh/ids.js';
import type { OutgoingContent, Priority } from '../../src/mesh/radio.js';
import { Gate } from '../../src/radio/gate.js';
import { type ItemPhase, OutboxItem } from '../../src/radio/outbox-item.js';
import { type NextItem, OutboxQueue } from '../../src/radio/outbox-queue.js';
import { DEFAULT_GAPS, Pacing } from '../../src/radio/pacing.js';

const TEXT: OutgoingContent = { kind: 'text', text: 'hi' };
const PRIORITIES = ['emergency', 'reply', 'alert', 'announcement', 'chat'] as const;

function anItem(key: number, priority: Priority = 'reply', content = TEXT) {
  const message = { to: toNodeNum(9), channel: PRIMARY_CHANNEL, content, priority, ttlMs: 60_000 };
  const entry = { key, message, acceptedAt: 0, ids: [], attempts: 0, needsNewId: false };
  return new OutboxItem(entry, { uptime: 1000, agedMs: 0 }, () => {});
}

function queueOf(items: readonly OutboxItem[]): OutboxQueue {
  const queue = new OutboxQueue();
  for (const item of items) {
    item.onMove = (moved) => queue.place(moved);
    queue.place(item);
  }
  return queue;
}

const nextItem = (items: readonly OutboxItem[], gate: Gate, uptime: number) =>
  queueOf(items).next(gate, uptime);

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
    const queue = queueOf(items);
    for (let next = queue.next(free(), now); next; next = queue.next(free(), now)) {
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
    urgent.enter('waiting', now + 1);
    expect(keyOf([urgent, anItem(2, 'announcement')])).toBe(2);
  });

  it('is the one that may go first when all have to wait', () => {
    const late = anItem(1, 'emergency');
    late.enter('waiting', now + 500);
    const soon = anItem(2);
    soon.enter('waiting', now + 300);
    expect(nextItem([late, soon], free(), now)).toEqual({ item: soon, waitMs: 300 });
  });

  it('waits for the longer of its own time and the gap of its kind', () => {
    const pacing = new Pacing(DEFAULT_GAPS);
    const gate = gated(pacing);
    pacing.sent('text', now);
    const text = anItem(1);
    const trace = anItem(2, 'announcement', { kind: 'traceroute' });
    expect(nextItem([text], gate, now)?.waitMs).toBe(2200);
    text.enter('waiting', now + 5000);
    expect(nextItem([text], gate, now)?.waitMs).toBe(5000);
    expect(nextItem([text, trace], gate, now)).toEqual({ item: trace, waitMs: 0 });
  });

  it('never waits less than nothing', () => {
    const item = anItem(1);
    item.enter('waiting', 1);
    expect(nextItem([item], free(), now)?.waitMs).toBe(0);
  });
});

/** The rule itself, looking at everybody. */
function slowNext(items: readonly OutboxItem[], gate: Gate, uptime: number): NextItem | undefined {
  const waiting = items.filter(({ phase }) => phase === 'waiting');
  const all = waiting.map((item) => ({
    item,
    waitMs: Math.max(item.notBefore - uptime, gate.waitMs(item.message, uptime), 0),
  }));
  const rank = ({ item }: NextItem) => PRIORITIES.indexOf(item.message.priority);
  return all.sort(
    (a, b) => a.waitMs - b.waitMs || rank(a) - rank(b) || a.item.entry.key - b.item.entry.key,
  )[0];
}

describe('the queue', () => {
  const step = fc.record({
    which: fc.nat(),
    phase: fc.constantFrom<ItemPhase>('waiting', 'keyless', 'offered', 'taken'),
    putOffMs: fc.nat(8000),
    passMs: fc.nat(4000),
    channelUse: fc.constantFrom(0, 30, 60),
    isSent: fc.boolean(),
  });
  const kinds = fc.constantFrom<OutgoingContent>(TEXT, { kind: 'traceroute' });
  const contents = fc.array(fc.tuple(fc.constantFrom(...PRIORITIES), kinds), { minLength: 1, maxLength: 12 });

  it('finds whom the rule would find, whatever has happened', () => {
    fc.assert(
      fc.property(contents, fc.array(step, { maxLength: 40 }), (all, steps) => {
        const items = all.map(([priority, content], index) => anItem(index + 1, priority, content));
        const queue = queueOf(items);
        const pacing = new Pacing(DEFAULT_GAPS);
        let uptime = 0;
        for (const { which, phase, putOffMs, passMs, channelUse, isSent } of steps) {
          const gate = new Gate({ pacing, channelUtilization: () => channelUse });
          uptime += passMs;
          items[which % items.length]?.enter(phase, uptime + putOffMs);
          if (isSent) pacing.sent('text', uptime);
          const [found, right] = [queue.next(gate, uptime), slowNext(items, gate, uptime)];
          expect(found?.waitMs).toBe(right?.waitMs);
          if (right?.waitMs === 0) expect(found?.item.entry.key).toBe(right.item.entry.key);
          expect(queue.size).toBe(items.filter(({ isQueued }) => isQueued).length);
        }
      }),
    );
  });

  it('asks the gate once for each kind and priority, however many wait', () => {
    const queue = queueOf(Array.from({ length: 5000 }, (_, index) => anItem(index, PRIORITIES[index % 4])));
    let asked = 0;
    const gate = {
      waitMs: () => {
        asked += 1;
        return 0;
      },
    };
    expect(queue.next(gate, 0)?.item.entry.key).toBe(0);
    expect(asked).toBe(4);
  });

  it('gives out whoever has had its time, the first accepted one first, and keeps the others', () => {
    const early = new OutboxItem(anItem(2).entry, { uptime: 500, agedMs: 0 }, () => {});
    const items = [anItem(1), early, anItem(3)];
    const queue = queueOf([...items, new OutboxItem(anItem(4).entry, { uptime: 2000, agedMs: 0 }, () => {})]);
    expect(queue.takeExpired(60_499)).toEqual([]);
    expect(queue.takeExpired(61_000)).toEqual(items);
    expect([queue.size, queue.firstExpiry()]).toEqual([1, 62_000]);
    expect(queue.takeExpired(61_000)).toEqual([]);
  });

  it('forgets what is taken out, whatever it waited for', () => {
    const keyless = anItem(1);
    const queue = queueOf([keyless, anItem(2)]);
    keyless.enter('keyless');
    queue.remove(keyless);
    expect([queue.size, queue.firstExpiry()]).toEqual([1, 61_000]);
  });
});

describe('the first expiry', () => {
  it('is that of whoever still waits here, for a turn or for a key', () => {
    const taken = anItem(1);
    taken.enter('taken');
    const keyless = new OutboxItem(anItem(2).entry, { uptime: 500, agedMs: 0 }, () => {});
    keyless.enter('keyless');
    expect(queueOf([taken]).firstExpiry()).toBe(Number.POSITIVE_INFINITY);
    expect(queueOf([taken, anItem(3), keyless]).firstExpiry()).toBe(60_500);
  });
});
