import { afterEach, beforeEach, expect, it } from 'vitest';
import { OWN_NUM, PEER_NUM, type Peer, systemError } from '../support/memory-transport.js';
import { dm, OutboxDesk, VERDICT } from '../support/outbox-desk.js';

const HOUR_MS = 3_600_000;
let desk: OutboxDesk;

beforeEach(async () => {
  desk = new OutboxDesk();
  await desk.boot();
});

afterEach(() => desk.stop());

const acknowledge = (peer: Peer, id: number) => {
  peer.status(id);
  peer.routing(id, PEER_NUM, VERDICT.none);
};

it('sends after a restart what had not had its turn, in order and once', async () => {
  desk.transport.peer.fail(systemError('ECONNRESET'));
  desk.transport.next.push(systemError('ECONNREFUSED'));
  await desk.clock.advance(0);
  desk.send(dm('one'));
  desk.send(dm('two'));
  await desk.stop();
  expect(desk.texts).toEqual([]);
  desk.onPacket = acknowledge;
  await desk.boot();
  await desk.clock.advance(5000);
  expect(desk.texts).toEqual(['one', 'two']);
  expect(desk.settled).toMatchObject([
    { delivery: { outcome: 'delivered' }, attempts: 1 },
    { delivery: { outcome: 'delivered' }, attempts: 1 },
  ]);
  expect(desk.store.pending()).toEqual([]);
  expect(desk.log.find('outbox taken up again')[0]?.fields).toEqual({ messages: 2 });
});

it.each([
  ['offered', () => {}],
  ['taken', (peer: Peer, id: number) => peer.status(id)],
])('sends what was %s again under its id', async (_phase, answer) => {
  desk.onPacket = answer;
  const asked = desk.send(dm('hi'));
  await desk.clock.advance(100);
  await desk.stop();
  desk.onPacket = acknowledge;
  await desk.boot();
  await desk.clock.advance(100);
  expect(desk.texts).toEqual(['hi', 'hi']);
  expect(new Set(desk.ids).size).toBe(1);
  expect(desk.settled).toMatchObject([{ id: desk.ids[0], delivery: { outcome: 'delivered' } }]);
  expect(asked.end).toBeUndefined();
});

it('never sends again what was acknowledged, also while it said goodbye', async () => {
  desk.onPacket = acknowledge;
  desk.send(dm('at once'));
  await desk.clock.advance(3000);
  desk.onPacket = (peer, id) => peer.status(id);
  desk.send(dm('at the last moment'));
  await desk.clock.advance(100);
  const stopping = desk.radio.stop();
  acknowledge(desk.transport.peer, desk.ids[1] ?? 0);
  await desk.clock.advance(1000);
  await stopping;
  await desk.boot();
  await desk.clock.advance(5000);
  expect(desk.texts).toEqual(['at once', 'at the last moment']);
  expect(desk.settled).toHaveLength(2);
});

it('counts an acknowledgement that the node kept for the next process', async () => {
  desk.send(dm('hi'));
  await desk.clock.advance(100);
  await desk.stop();
  desk.onPacket = () => {};
  await desk.boot();
  desk.transport.peer.routing(desk.ids[0] ?? 0, PEER_NUM, VERDICT.none);
  await desk.clock.advance(0);
  expect(desk.settled).toMatchObject([{ delivery: { outcome: 'delivered' } }]);
});

it('takes a new id for what the addressee had refused, because it would take the old one for a repeat', async () => {
  desk.onPacket = (peer, id) => {
    peer.status(id);
    peer.routing(id, PEER_NUM, VERDICT.unknownKey);
  };
  desk.send(dm('hi'));
  await desk.clock.advance(100);
  await desk.stop();
  desk.onPacket = acknowledge;
  await desk.boot();
  await desk.clock.advance(100);
  expect(new Set(desk.ids).size).toBe(2);
});

it('keeps the id of what our own node had refused: it was never on the air', async () => {
  desk.onPacket = (peer, id) => {
    peer.status(id);
    peer.routing(id, OWN_NUM, VERDICT.rateLimit);
  };
  desk.send(dm('hi'));
  await desk.clock.advance(100);
  await desk.stop();
  desk.onPacket = acknowledge;
  await desk.boot();
  await desk.clock.advance(100);
  expect(desk.ids).toHaveLength(2);
  expect(new Set(desk.ids).size).toBe(1);
});

it('tells the end of what expired while it was away, and how long that took', async () => {
  desk.onPacket = () => {};
  desk.send(dm('in flight'));
  desk.send(dm('too late', { ttlMs: 60_000 }));
  await desk.clock.advance(100);
  await desk.stop();
  desk.clock.block(60_000);
  await desk.boot();
  expect(desk.settled).toMatchObject([
    { message: { content: { text: 'too late' } }, delivery: { outcome: 'expired', tookMs: 61_100 } },
  ]);
  expect(desk.texts).toEqual(['in flight', 'in flight']);
});

it('calls sent what the node had as often as it may and nobody acknowledged', async () => {
  desk.send(dm('poison'));
  for (let run = 0; run < 3; run++) {
    await desk.clock.advance(100);
    await desk.stop();
    await desk.boot();
  }
  expect(desk.settled).toMatchObject([{ attempts: 3, delivery: { outcome: 'sent' } }]);
  expect(desk.ids).toHaveLength(3);
});

it('does not let a clock that jumped back keep a message for ever', async () => {
  desk.onPacket = () => {};
  desk.transport.peer.fail(systemError('ECONNRESET'));
  for (let i = 0; i < 10_000; i++) desk.transport.next.push(systemError('ECONNREFUSED'));
  await desk.clock.advance(0);
  desk.send(dm('old', { ttlMs: HOUR_MS }));
  let livedMs = 0;
  for (let run = 0; run < 20 && desk.settled.length === 0; run++) {
    await desk.stop();
    desk.clock.jump(-HOUR_MS);
    const bootedAt = desk.clock.uptime();
    await desk.boot();
    desk.transport.peer.fail(systemError('ECONNRESET'));
    for (let i = 0; i < 1000; i++) desk.transport.next.push(systemError('ECONNREFUSED'));
    await desk.clock.advance(600_000);
    livedMs += desk.clock.uptime() - bootedAt;
  }
  expect(desk.settled).toMatchObject([{ delivery: { outcome: 'expired' } }]);
  expect(livedMs).toBeLessThan(2 * HOUR_MS);
});

it('goes on with the same object after a stop', async () => {
  desk.send(dm('hi'));
  await desk.clock.advance(100);
  await desk.stop();
  desk.onPacket = acknowledge;
  void desk.radio.start();
  await desk.clock.advance(3000);
  expect(desk.settled).toMatchObject([{ delivery: { outcome: 'delivered' }, attempts: 2 }]);
  expect(new Set(desk.ids).size).toBe(1);
});

it('writes to the store once, and no more, before a text goes out under the id that is stored', async () => {
  const writes: string[] = [];
  const { store } = desk;
  const [add, update] = [store.add.bind(store), store.update.bind(store)];
  store.add = (entry) => {
    writes.push(`stored ${entry.ids}`);
    return add(entry);
  };
  store.update = (entry) => {
    writes.push('changed');
    update(entry);
  };
  desk.onPacket = (_peer, id) => writes.push(`sent ${id}`);
  desk.send(dm('one'));
  await desk.clock.advance(0);
  const [id] = desk.ids;
  expect(writes).toEqual([`stored ${id}`, `sent ${id}`]);
});
