import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, Outgoing } from '../../src/mesh/radio.js';
import { OWN_NUM, PEER_NUM, type Peer } from '../support/memory-transport.js';
import { broadcast, dm, OutboxDesk, VERDICT } from '../support/outbox-desk.js';

let desk: OutboxDesk;

beforeEach(async () => {
  desk = new OutboxDesk();
  await desk.boot();
});

afterEach(() => desk.stop());

describe('a packet', () => {
  it('always carries sender, hop limit, a random id and the wish for an acknowledgement', async () => {
    desk.send(dm('hi', { content: { kind: 'text', text: 'hi', replyId: 77 as never } }));
    await desk.clock.advance(0);
    const [packet] = desk.transport.peer.packets();
    expect(packet).toMatchObject({ from: OWN_NUM, to: PEER_NUM, hopLimit: 3, wantAck: true, channel: 0 });
    expect(packet?.id).toBeGreaterThan(0);
    expect(packet?.payloadVariant.value).toMatchObject({ replyId: 77 });
  });
});

describe('the end of a direct message', () => {
  it('is delivered when the destination acknowledges', async () => {
    const { end } = await ended(dm('hi'), (peer, id) => {
      peer.status(id);
      peer.routing(id, OWN_NUM, VERDICT.none);
      peer.routing(id, PEER_NUM, VERDICT.none);
    });
    expect(end).toMatchObject({ outcome: 'delivered' });
    expect(desk.radio.report().outbox).toMatchObject({ delivered: 1, queued: 0, inFlight: 0 });
  });

  it('is relayed when only a neighbour was heard, after the window', async () => {
    desk.onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, OWN_NUM, VERDICT.none);
    };
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(80_000);
    expect(sent.end).toBeUndefined();
    await desk.clock.advance(20_000);
    expect(sent.end).toMatchObject({ outcome: 'relayed' });
  });

  it('is sent, honestly, when nothing more is heard of it', async () => {
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(100_000);
    expect(sent.end).toMatchObject({ outcome: 'sent' });
    expect(desk.radio.report().outbox).toMatchObject({ unconfirmed: 1, delivered: 0 });
  });

  it('is no_ack after one later try under a new id', async () => {
    desk.onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, OWN_NUM, VERDICT.maxRetransmit);
    };
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(29_000);
    expect(desk.ids).toHaveLength(1);
    await desk.clock.advance(2000);
    expect(new Set(desk.ids).size).toBe(2);
    expect(sent.end).toMatchObject({ outcome: 'failed', reason: 'no_ack' });
  });

  it('is not decided by a late refusal of an earlier try', async () => {
    desk.onPacket = (peer, id) => {
      peer.status(id);
      if (desk.ids.length === 1) peer.routing(id, OWN_NUM, VERDICT.maxRetransmit);
    };
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(31_000);
    const [first = 0, second = 0] = desk.ids;
    desk.transport.peer.routing(first, OWN_NUM, VERDICT.maxRetransmit);
    desk.transport.peer.routing(second, PEER_NUM, VERDICT.none);
    await desk.clock.advance(0);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
  });

  it('counts a late acknowledgement of the first try', async () => {
    desk.onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, OWN_NUM, VERDICT.maxRetransmit);
    };
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(10_000);
    desk.transport.peer.routing(desk.ids[0] ?? 0, PEER_NUM, VERDICT.none);
    await desk.clock.advance(60_000);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
    expect(desk.ids).toHaveLength(1);
  });

  it.each([
    [VERDICT.noChannel, 'no_channel'],
    [33, 'refused'],
    [4, 'transmitter_off'],
    [99, 'refused'],
  ])('is told by ROUTING %i', async (error, reason) => {
    const { end } = await ended(dm('hi'), (peer, id) => {
      peer.status(id, error);
      peer.routing(id, OWN_NUM, error);
    });
    expect(end).toMatchObject({ outcome: 'failed', reason });
  });

  it('comes a little later when the addressee first has to learn our key', async () => {
    desk.onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, PEER_NUM, desk.ids.length === 1 ? VERDICT.unknownKey : VERDICT.none);
    };
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(25_000);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
    expect(new Set(desk.ids).size).toBe(2);
  });
});

describe('the end of a broadcast', () => {
  it('is relayed at the implicit acknowledgement', async () => {
    const { end } = await ended(broadcast('hi'), (peer, id) => {
      peer.status(id);
      peer.routing(id, OWN_NUM, VERDICT.none);
    });
    expect(end).toMatchObject({ outcome: 'relayed' });
  });

  it('is no_ack at once when nobody repeated it: it was on the air three times', async () => {
    const { end } = await ended(broadcast('hi'), (peer, id) => {
      peer.status(id);
      peer.routing(id, OWN_NUM, VERDICT.maxRetransmit);
    });
    expect(end).toMatchObject({ outcome: 'failed', reason: 'no_ack' });
    expect(desk.ids).toHaveLength(1);
  });
});

describe('pacing', () => {
  it('leaves 2.2 s between texts, whoever sends, and drops none of 25', async () => {
    const times: number[] = [];
    desk.onPacket = (peer, id) => {
      times.push(desk.clock.uptime());
      peer.status(id);
      peer.routing(id, PEER_NUM, VERDICT.none);
    };
    const sent = Array.from({ length: 25 }, (_, index) => desk.send(dm(`text ${index}`)));
    await desk.clock.advance(60_000);
    expect(sent.every(({ end }) => end?.outcome === 'delivered')).toBe(true);
    expect(desk.texts).toEqual(Array.from({ length: 25 }, (_, index) => `text ${index}`));
    expect(Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))).toBeGreaterThanOrEqual(
      2200,
    );
  });

  it('sends what is urgent first', async () => {
    desk.send(dm('now'));
    desk.send(dm('news', { priority: 'announcement' }));
    desk.send(dm('storm', { priority: 'emergency' }));
    desk.send(dm('answer'));
    await desk.clock.advance(10_000);
    expect(desk.texts).toEqual(['now', 'storm', 'answer', 'news']);
  });

  it('lets a traceroute pass between texts, and the next one 31 s later', async () => {
    const trace = dm('', { content: { kind: 'traceroute' } });
    desk.send(dm('one'));
    desk.send(trace);
    desk.send(trace);
    await desk.clock.advance(100);
    expect(desk.ids).toHaveLength(2);
    await desk.clock.advance(30_000);
    expect(desk.ids).toHaveLength(2);
    await desk.clock.advance(2000);
    expect(desk.ids).toHaveLength(3);
  });

  it('waits longer for a node that finds it too early, under a new id, and loses no attempt', async () => {
    let refusals = 2;
    desk.onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, refusals-- > 0 ? OWN_NUM : PEER_NUM, refusals >= 0 ? VERDICT.rateLimit : VERDICT.none);
    };
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(20_000);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
    expect(new Set(desk.ids).size).toBe(3);
  });

  it('holds back while the transmit queue of the node is nearly full', async () => {
    desk.onPacket = (peer, id) => peer.status(id, 0, 3);
    desk.send(dm('one'));
    desk.send(dm('two'));
    await desk.clock.advance(2900);
    expect(desk.ids).toHaveLength(1);
    await desk.clock.advance(200);
    expect(desk.ids).toHaveLength(2);
  });

  it('waits as long as the duty cycle asks and goes on', async () => {
    let isOver = false;
    desk.onPacket = (peer, id) => {
      peer.status(id, isOver ? VERDICT.none : VERDICT.dutyCycle);
      peer.routing(id, isOver ? PEER_NUM : OWN_NUM, isOver ? VERDICT.none : VERDICT.dutyCycle);
    };
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(30_000);
    isOver = true;
    await desk.clock.advance(40_000);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
  });
});

describe('a lost confirmation', () => {
  it('is asked for with the same id, three times more, and then the fate is waited for', async () => {
    desk.onPacket = () => {};
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(10_000);
    expect(desk.ids).toHaveLength(4);
    expect(new Set(desk.ids).size).toBe(1);
    desk.transport.peer.routing(desk.ids[0] ?? 0, PEER_NUM, VERDICT.none);
    await desk.clock.advance(0);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
  });

  it('of a node that remembers no ids, and refuses the second copy for its rate, keeps the id', async () => {
    desk.onPacket = (peer, id) => {
      if (desk.ids.length === 1) return;
      peer.status(id);
      if (desk.ids.length === 2) peer.routing(id, OWN_NUM, VERDICT.rateLimit);
      else peer.routing(id, PEER_NUM, VERDICT.none);
    };
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(20_000);
    expect(desk.ids).toHaveLength(3);
    expect(new Set(desk.ids).size).toBe(1);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
  });

  it('of a node that swallows what it refused before gets another id in the end', async () => {
    let refused = 0;
    desk.onPacket = (peer, id) => {
      if (desk.ids.length === 2) peer.routing(id, OWN_NUM, VERDICT.rateLimit);
      if (desk.ids.length === 2) refused = id;
      if (refused !== 0 && id !== refused) peer.routing(id, PEER_NUM, VERDICT.none);
    };
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(30_000);
    expect(new Set(desk.ids).size).toBe(2);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
  });

  it('does not let a second packet out while one is in flight', async () => {
    desk.onPacket = () => {};
    desk.send(dm('one'));
    desk.send(dm('two'));
    await desk.clock.advance(6000);
    expect(new Set(desk.ids).size).toBe(1);
  });

  it.each([
    [32, 'queue_full', true],
    [34, 'transmitter_off', false],
    [35, 'refused', false],
  ])('of a refusal %i without a verdict means %s', async (res, reason, comesBack) => {
    desk.onPacket = (peer, id) => peer.status(id, res);
    const sent = desk.send(dm('hi', { ttlMs: 20_000 }));
    await desk.clock.advance(2000);
    expect(sent.end === undefined).toBe(comesBack);
    await desk.clock.advance(30_000);
    expect(sent.end).toMatchObject({ outcome: 'failed', reason });
  });

  it('ignores confirmations of the packets of others', async () => {
    desk.onPacket = (peer) => {
      peer.status(0);
      peer.status(4711);
    };
    desk.send(dm('hi'));
    await desk.clock.advance(500);
    expect(desk.radio.report().outbox).toMatchObject({ inFlight: 1, queued: 0 });
    expect(desk.ids).toHaveLength(1);
  });
});

describe('every end', () => {
  it('is reported with id and attempts', async () => {
    const ends: unknown[] = [];
    desk.radio.on('delivery', (settled) => ends.push(settled));
    await ended(dm('hi'), (peer, id) => {
      peer.status(id);
      peer.routing(id, PEER_NUM, VERDICT.none);
    });
    expect(ends).toMatchObject([{ id: desk.ids[0], attempts: 1, delivery: { outcome: 'delivered' } }]);
  });

  it('leaves nothing in the store', async () => {
    desk.send(dm('one'));
    await desk.clock.advance(100);
    expect(desk.store.pending()).toMatchObject([{ ids: desk.ids, attempts: 1 }]);
    desk.transport.peer.routing(desk.ids[0] ?? 0, PEER_NUM, VERDICT.none);
    await desk.clock.advance(0);
    expect(desk.store.pending()).toEqual([]);
  });
});

async function ended(
  message: Outgoing,
  answer: (peer: Peer, id: number) => void,
): Promise<{ end?: Delivery }> {
  desk.onPacket = answer;
  const result = desk.send(message);
  await desk.clock.advance(1500);
  return result;
}
