import { beforeEach, describe, expect, it } from 'vitest';
import { BROADCAST_NUM, PRIMARY_CHANNEL, toPacketId } from '../../src/mesh/ids.js';
import type { Outgoing, Priority } from '../../src/mesh/radio.js';
import { Gate } from '../../src/radio/gate.js';
import { DEFAULT_GAPS, Pacing } from '../../src/radio/pacing.js';

const NOW = 100_000;
const MINUTE_MS = 60_000;
let used: number | undefined;
let pacing: Pacing;
let gate: Gate;

beforeEach(() => {
  used = undefined;
  pacing = new Pacing(DEFAULT_GAPS);
  gate = new Gate({ pacing, channelUtilization: () => used });
});

function aMessage(priority: Priority = 'reply'): Outgoing {
  const content = { kind: 'text', text: 'hi' } as const;
  return { to: BROADCAST_NUM, channel: PRIMARY_CHANNEL, content, priority, ttlMs: MINUTE_MS };
}

const waitMs = (priority?: Priority, at = NOW) => Math.max(0, gate.waitMs(aMessage(priority), at));
const status = (free: number, maxlen = 16) =>
  gate.onQueueStatus({ res: 0, free, maxlen, packetId: toPacketId(0) }, NOW);

describe('the gate', () => {
  it('is open when nothing is known', () => {
    expect(waitMs('announcement')).toBe(0);
  });

  it('keeps the gap of the kind', () => {
    pacing.sent('text', NOW - 200);
    expect(waitMs('emergency')).toBe(2000);
  });

  it.each([
    [4, 16, 0],
    [3, 16, 3000],
    [0, 16, 3000],
    [0, 0, 0],
  ])('waits for a transmit queue with %i of %i places free: %i ms', (free, maxlen, ms) => {
    status(free, maxlen);
    expect(waitMs()).toBe(ms);
  });

  it('opens as soon as the queue has room, and at a new session', () => {
    status(2);
    status(12);
    expect(waitMs()).toBe(0);
    status(2);
    gate.onReady();
    expect(waitMs()).toBe(0);
  });

  it('is shut without airtime, for as long as the node says, whether it says so before or after the refusal', () => {
    gate.onNotice('Duty cycle limit exceeded. You can send again in 5 mins', NOW);
    gate.keepSilent(MINUTE_MS, NOW);
    expect(waitMs('emergency')).toBe(5 * MINUTE_MS);
    gate.onReady();
    gate.keepSilent(MINUTE_MS, NOW);
    expect(waitMs('emergency')).toBe(MINUTE_MS);
    gate.onNotice('Duty cycle limit exceeded. You can send again in 5 mins', NOW);
    expect(waitMs('emergency')).toBe(5 * MINUTE_MS);
    expect(waitMs('emergency', NOW + 5 * MINUTE_MS)).toBe(0);
  });

  it('does not mind what else the node has to say', () => {
    gate.onNotice('Low battery, 5 mins left', NOW);
    expect(waitMs()).toBe(0);
  });

  it.each([
    [25, []],
    [25.1, ['announcement']],
    [40, ['announcement']],
    [41, ['announcement', 'alert']],
    [100, ['announcement', 'alert']],
  ] as const)('at %d %% of channel use is shut for %j', (percent, shut) => {
    used = percent;
    const all: readonly Priority[] = ['announcement', 'alert', 'reply', 'emergency'];
    expect(all.filter((priority) => waitMs(priority) > 0)).toEqual(shut);
  });
});
