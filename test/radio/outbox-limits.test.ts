import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWN_NUM, PEER_NUM } from '../support/memory-transport.js';
import { dm, notice, OutboxDesk, VERDICT } from '../support/outbox-desk.js';

let desk: OutboxDesk;

beforeEach(async () => {
  desk = new OutboxDesk();
  await desk.boot();
});

afterEach(() => desk.stop());

describe('airtime', () => {
  it('that is used up keeps everything back for as long as the node says, and nothing is lost', async () => {
    let isOver = false;
    desk.onPacket = (peer, id) => {
      peer.status(id, isOver ? VERDICT.none : VERDICT.dutyCycle);
      if (!isOver) notice(peer, id, 'Duty cycle limit exceeded. You can send again in 4 mins');
      peer.routing(id, isOver ? PEER_NUM : OWN_NUM, isOver ? VERDICT.none : VERDICT.dutyCycle);
    };
    const [one, two] = [desk.send(dm('one')), desk.send(dm('two', { priority: 'emergency' }))];
    await desk.clock.advance(239_000);
    expect(desk.texts).toEqual(['one']);
    isOver = true;
    await desk.clock.advance(10_000);
    expect([one.end, two.end]).toMatchObject([{ outcome: 'delivered' }, { outcome: 'delivered' }]);
    expect(desk.texts).toEqual(['one', 'two', 'one']);
  });

  it('is asked for again after a minute when the node has not said how long', async () => {
    desk.onPacket = (peer, id) => peer.status(id, VERDICT.dutyCycle);
    desk.send(dm('one'));
    await desk.clock.advance(60_000);
    expect(desk.ids).toHaveLength(1);
    await desk.clock.advance(2000);
    expect(new Set(desk.ids).size).toBe(2);
  });

  it('of a traceroute that came too early is asked for again later, by the notice alone', async () => {
    const trace = dm('', { content: { kind: 'traceroute' } });
    desk.onPacket = (peer, id) => {
      peer.status(id);
      notice(peer, id, 'TraceRoute can only be sent once every 30 seconds');
    };
    const sent = desk.send(trace);
    await desk.clock.advance(100);
    desk.onPacket = (peer, id) => peer.routing(id, PEER_NUM, VERDICT.none);
    await desk.clock.advance(61_000);
    expect(desk.ids).toHaveLength(1);
    await desk.clock.advance(2000);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
    expect(new Set(desk.ids).size).toBe(2);
  });

  it('that others need delays announcements first, then all but answers and emergencies', async () => {
    desk.onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, PEER_NUM, VERDICT.none);
    };
    desk.channelUse = 41;
    for (const priority of ['announcement', 'alert', 'reply', 'emergency'] as const)
      desk.send(dm(priority, { priority }));
    await desk.clock.advance(60_000);
    expect(desk.texts).toEqual(['reply', 'emergency']);
    desk.channelUse = 26;
    await desk.clock.advance(60_000);
    expect(desk.texts).toEqual(['reply', 'emergency', 'alert']);
    desk.channelUse = 25;
    await desk.clock.advance(11_000);
    expect(desk.texts).toEqual(['reply', 'emergency', 'alert', 'announcement']);
  });
});

describe('a key that the node lacks', () => {
  beforeEach(() => {
    desk.onPacket = (peer, id) => {
      peer.status(id, VERDICT.noKey);
      peer.routing(id, OWN_NUM, VERDICT.noKey);
    };
  });

  it('is given to it, and the message goes once more under a new id', async () => {
    const asked: number[] = [];
    desk.giveKey = async (to) => {
      asked.push(to);
      await desk.clock.sleep('test.key', 5000);
      desk.onPacket = (peer, id) => {
        peer.status(id);
        peer.routing(id, PEER_NUM, VERDICT.none);
      };
      return true;
    };
    const sent = desk.send(dm('hi'));
    await desk.clock.advance(4000);
    expect(desk.radio.report().outbox).toMatchObject({ queued: 1, inFlight: 0 });
    await desk.clock.advance(2000);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
    expect(asked).toEqual([PEER_NUM]);
    expect(new Set(desk.ids).size).toBe(2);
  });

  it('does not hold up the messages for others', async () => {
    desk.giveKey = () => new Promise(() => {});
    const stuck = desk.send(dm('stuck', { ttlMs: 30_000 }));
    await desk.clock.advance(100);
    desk.onPacket = (peer, id) => peer.routing(id, PEER_NUM, VERDICT.none);
    const other = desk.send(dm('other'));
    await desk.clock.advance(5000);
    expect(other.end).toMatchObject({ outcome: 'delivered' });
    await desk.clock.advance(26_000);
    expect(stuck.end).toMatchObject({ outcome: 'expired' });
  });

  it('is the end when it cannot be had, when giving it fails, and when it did not help', async () => {
    const ends = [desk.send(dm('none'))];
    await desk.clock.advance(3000);
    desk.giveKey = () => Promise.reject(new Error('no budget'));
    ends.push(desk.send(dm('broken')));
    await desk.clock.advance(3000);
    desk.giveKey = () => Promise.resolve(true);
    ends.push(desk.send(dm('in vain')));
    await desk.clock.advance(6000);
    const noKey = { outcome: 'failed', reason: 'no_key' };
    expect(ends.map(({ end }) => end)).toMatchObject([noKey, noKey, noKey]);
    expect(desk.log.find('giving a key failed')).toHaveLength(1);
    expect(desk.ids).toHaveLength(4);
  });
});
