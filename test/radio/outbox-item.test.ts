import { describe, expect, it } from 'vitest';
import { PRIMARY_CHANNEL, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import type { Delivery, OutgoingContent } from '../../src/mesh/radio.js';
import { OutboxItem } from '../../src/radio/outbox-item.js';

const TEXT: OutgoingContent = { kind: 'text', text: 'hi' };

function anItem(key: number) {
  const priority = 'reply' as const;
  const message = { to: toNodeNum(9), channel: PRIMARY_CHANNEL, content: TEXT, priority, ttlMs: 60_000 };
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
    item.meetNewConnection(false);
    expect(item.keepsId).toBe(false);
    item.entry = { ...item.entry, ids: [toPacketId(5)] };
    item.meetNewConnection(false);
    expect(item.keepsId).toBe(true);
    item.entry = { ...item.entry, needsNewId: true };
    item.meetNewConnection(false);
    expect(item.keepsId).toBe(false);
  });

  it('may be out under the id that a connection before had, and not under a new one', () => {
    const item = anItem(1);
    item.entry = { ...item.entry, ids: [toPacketId(5)] };
    item.meetNewConnection(false);
    expect(item.mayBeOut).toBe(false);
    item.meetNewConnection(true);
    expect(item.mayBeOut).toBe(true);
    item.entry = { ...item.entry, ids: [toPacketId(5), toPacketId(6)] };
    expect(item.mayBeOut).toBe(false);
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

  it('tells of each change of its phase, and may put off its next try', () => {
    const item = anItem(1);
    const seen: unknown[] = [];
    item.onMove = ({ phase, notBefore }) => seen.push([phase, notBefore]);
    item.enter('waiting', 5000);
    item.enter('offered');
    expect(seen).toEqual([
      ['waiting', 5000],
      ['offered', 5000],
    ]);
  });

  it('tells its end to whoever asked', () => {
    const told: Delivery[] = [];
    const start = { uptime: 0, agedMs: 0 };
    const item = new OutboxItem(anItem(1).entry, start, (delivery) => told.push(delivery));
    item.settle({ outcome: 'delivered', tookMs: 5 });
    expect(told).toEqual([{ outcome: 'delivered', tookMs: 5 }]);
  });
});
