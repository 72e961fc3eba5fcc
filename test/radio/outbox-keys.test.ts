import { afterEach, beforeEach, expect, it } from 'vitest';
import { OWN_NUM, type Peer } from '../support/memory-transport.js';
import { broadcast, dm, OutboxDesk, VERDICT } from '../support/outbox-desk.js';

let desk: OutboxDesk;

beforeEach(async () => {
  desk = new OutboxDesk();
  await desk.boot();
});

afterEach(() => desk.stop());

/** A key keeper that says what it is asked, and answers when told. */
function keeper(): { asked: number[]; answer: (isThere: boolean) => void } {
  const kept = { asked: [] as number[], answer: (_isThere: boolean) => {} };
  desk.giveKey = (to) => {
    kept.asked.push(to);
    return new Promise((resolve) => {
      kept.answer = resolve;
    });
  };
  return kept;
}

it('has a key given before a direct message, when the node is known to lack it, and not for others', async () => {
  const kept = keeper();
  desk.isKeyless = () => true;
  desk.send(dm('needs a key'));
  desk.send(broadcast('needs none'));
  desk.send(dm('', { content: { kind: 'traceroute' } }));
  await desk.clock.advance(0);
  expect(kept.asked).toEqual([dm('').to]);
  expect(desk.texts[0]).toBe('needs none');
  kept.answer(true);
  await desk.clock.advance(5000);
  expect(desk.texts).toContain('needs a key');
  expect(kept.asked).toHaveLength(1);
});

it('sends the message under the id that it has, whether the key could be given or not', async () => {
  const kept = keeper();
  desk.isKeyless = () => true;
  desk.send(dm('hello'));
  await desk.clock.advance(0);
  const id = desk.store.pending()[0]?.ids;
  kept.answer(false);
  await desk.clock.advance(0);
  expect(desk.ids).toEqual(id);
});

it('does not ask for a key twice for one message: a refusal after that is its end', async () => {
  const kept = keeper();
  desk.isKeyless = () => true;
  desk.onPacket = (peer: Peer, id) => peer.routing(id, OWN_NUM, VERDICT.noKey);
  const sent = desk.send(dm('hello'));
  await desk.clock.advance(0);
  kept.answer(true);
  await desk.clock.advance(100);
  expect(sent.end).toMatchObject({ outcome: 'failed', reason: 'no_key' });
  expect(kept.asked).toHaveLength(1);
});

it('keeps a message that waits for its key within its time to live', async () => {
  keeper();
  desk.isKeyless = () => true;
  const sent = desk.send(dm('hello', { ttlMs: 10_000 }));
  await desk.clock.advance(10_000);
  expect(sent.end).toMatchObject({ outcome: 'expired' });
  expect(desk.packets).toEqual([]);
});

it('goes on with a message whose key came after its end', async () => {
  const kept = keeper();
  desk.isKeyless = () => true;
  const sent = desk.send(dm('late', { ttlMs: 1000 }));
  await desk.clock.advance(1000);
  kept.answer(true);
  await desk.clock.advance(5000);
  expect(sent.end).toMatchObject({ outcome: 'expired' });
  expect(desk.packets).toEqual([]);
});
