import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWN_NUM, PEER_NUM, systemError } from '../support/memory-transport.js';
import { dm, OutboxDesk, VERDICT } from '../support/outbox-desk.js';

let desk: OutboxDesk;

beforeEach(async () => {
  desk = new OutboxDesk();
  await desk.boot();
});

afterEach(() => desk.stop());

describe('a lost link', () => {
  it('sends what was never confirmed again under the same id', async () => {
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(100);
    desk.onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, PEER_NUM, VERDICT.none);
    };
    desk.transport.peer.fin();
    await desk.clock.advance(3000);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
    expect(desk.ids).toHaveLength(2);
    expect(new Set(desk.ids).size).toBe(1);
  });

  it.each([
    ['its rate', VERDICT.rateLimit],
    ['the duty cycle', VERDICT.dutyCycle],
    ['a missing key', VERDICT.noKey],
  ])(
    'leaves open what had been taken before and is now refused for %s: a new id would show it twice',
    async (_, error) => {
      const sent = desk.send(dm('hi'));
      await desk.clock.advance(100);
      desk.giveKey = () => Promise.resolve(true);
      desk.onPacket = (peer, id) => peer.routing(id, OWN_NUM, error);
      desk.transport.peer.fin();
      await desk.clock.advance(60_000);
      expect(sent.end).toMatchObject({ outcome: 'sent' });
      expect(desk.ids).toHaveLength(2);
      expect(new Set(desk.ids).size).toBe(1);
    },
  );

  it('tries again under a new id what had never been written before it was refused', async () => {
    desk.transport.next.push(systemError('ECONNREFUSED'));
    desk.transport.peer.fin();
    await desk.clock.advance(10);
    const sent = desk.send(dm('hi'));
    desk.onPacket = (peer, id) => {
      desk.onPacket = (next, again) => next.status(again);
      peer.routing(id, OWN_NUM, VERDICT.rateLimit);
    };
    await desk.clock.advance(10_000);
    expect(sent.end).toBeUndefined();
    expect(new Set(desk.ids).size).toBe(2);
  });

  it('does not take for delivered what a neighbour was heard repeating during the next handshake', async () => {
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(100);
    const [id = 0] = desk.ids;
    desk.transport.onOpen = (peer) => {
      peer.onWrite = () => peer.routing(id, OWN_NUM, VERDICT.none);
    };
    desk.transport.peer.fin();
    await desk.clock.advance(1000);
    expect(sent.end).toBeUndefined();
    expect(desk.radio.report().outbox).toMatchObject({ queued: 1, delivered: 0 });
  });

  it('keeps what waits and sends it when the node is back', async () => {
    for (let i = 0; i < 20; i++) desk.transport.next.push(systemError('ECONNREFUSED'));
    desk.transport.peer.fin();
    await desk.clock.advance(1000);
    const sent = desk.send(dm('later'));
    await desk.clock.advance(10_000);
    expect(sent.end).toBeUndefined();
    await desk.clock.advance(12_000);
    expect(desk.texts).toEqual(['later']);
  });

  it('lets what waits for too long expire, and says so', async () => {
    for (let i = 0; i < 600; i++) desk.transport.next.push(systemError('ECONNREFUSED'));
    desk.transport.peer.fin();
    await desk.clock.advance(0);
    const sent = desk.send(dm('too late', { ttlMs: 60_000 }));
    await desk.clock.advance(61_000);
    expect(sent.end).toMatchObject({ outcome: 'expired', tookMs: 60_000 });
    expect(desk.radio.report().outbox.expired).toBe(1);
  });

  it('does not try for ever what the node takes and then dies of', async () => {
    const sent = desk.send(dm('poison'));
    for (let loss = 0; loss < 3; loss++) {
      await desk.clock.advance(20_000);
      desk.transport.peer.fail(systemError('ECONNRESET'));
    }
    await desk.clock.advance(0);
    expect(sent.end).toMatchObject({ outcome: 'sent' });
    expect(desk.ids).toHaveLength(3);
  });
});
