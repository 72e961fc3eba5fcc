import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWN_NUM } from '../support/memory-transport.js';
import { dm, OutboxDesk, VERDICT } from '../support/outbox-desk.js';

let desk: OutboxDesk;

beforeEach(async () => {
  desk = new OutboxDesk();
  await desk.boot();
  desk.onPacket = (peer, id) => {
    peer.status(id);
    peer.routing(id, OWN_NUM, VERDICT.maxRetransmit);
  };
});

afterEach(() => desk.stop());

describe('a warning that nobody acknowledges', () => {
  it.each(['alert', 'emergency'] as const)('is sent three times in five minutes as %s', async (priority) => {
    const sent = desk.send(dm('storm', { priority, ttlMs: 3_600_000 }));
    await desk.clock.advance(59_000);
    expect(desk.ids).toHaveLength(1);
    await desk.clock.advance(5000);
    expect(desk.ids).toHaveLength(2);
    await desk.clock.advance(230_000);
    expect(desk.ids).toHaveLength(2);
    await desk.clock.advance(15_000);
    expect(new Set(desk.ids).size).toBe(3);
    expect(sent.end).toMatchObject({ outcome: 'failed', reason: 'no_ack' });
  });

  it('is not tried beyond its time', async () => {
    const sent = desk.send(dm('storm', { priority: 'alert', ttlMs: 120_000 }));
    await desk.clock.advance(400_000);
    expect(desk.ids).toHaveLength(2);
    expect(sent.end).toMatchObject({ outcome: 'failed', reason: 'no_ack' });
  });
});
