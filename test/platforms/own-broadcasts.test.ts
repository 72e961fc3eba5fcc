import { describe, expect, it } from 'vitest';
import { BROADCAST_NUM, PRIMARY_CHANNEL, toPacketId } from '../../src/mesh/ids.js';
import type { Outgoing } from '../../src/mesh/radio.js';
import { OwnBroadcasts } from '../../src/platforms/own-broadcasts.js';
import { ALPHA } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';

const OURS = toPacketId(7);
const OTHER = toPacketId(8);

function message(text: string, to = BROADCAST_NUM): Outgoing {
  return {
    to,
    channel: PRIMARY_CHANNEL,
    content: { kind: 'text', text },
    priority: 'announcement',
    ttlMs: 1,
  };
}

describe('OwnBroadcasts', () => {
  it('knows a message by its id for a quarter of an hour, whatever it says now', async () => {
    const clock = new FakeClock();
    const sent = new OwnBroadcasts(clock);
    sent.remember({ id: OURS, message: message('Net tonight') });
    await clock.advance(15 * 60_000 - 1);
    expect(sent.has({ id: OURS, text: 'something else' })).toBe(true);
    await clock.advance(1);
    expect(sent.has({ id: OURS, text: 'something else' })).toBe(false);
  });

  it('knows a broadcast by its words for a minute, whoever says them', async () => {
    const clock = new FakeClock();
    const sent = new OwnBroadcasts(clock);
    sent.remember({ id: OURS, message: message('/weather is a command') });
    await clock.advance(59_999);
    expect(sent.has({ id: OTHER, text: ' /weather is a command\n' })).toBe(true);
    expect(sent.has({ id: OTHER, text: '/weather' })).toBe(false);
    await clock.advance(1);
    expect(sent.has({ id: OTHER, text: '/weather is a command' })).toBe(false);
  });

  it('does not know a direct message by its words, nor a traceroute', () => {
    const sent = new OwnBroadcasts(new FakeClock());
    sent.remember({ id: OURS, message: message('hello', ALPHA) });
    sent.remember({ id: toPacketId(9), message: { ...message(''), content: { kind: 'traceroute' } } });
    expect(sent.has({ id: OTHER, text: 'hello' })).toBe(false);
    expect(sent.has({ id: toPacketId(9), text: '' })).toBe(true);
  });
});
