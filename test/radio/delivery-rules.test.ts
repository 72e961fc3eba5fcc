import { describe, expect, it } from 'vitest';
import type { RoutingError } from '../../src/mesh/routing-error.js';
import {
  dutyCycleMs,
  reactionTo,
  reactionToNotice,
  reactionToRefusal,
} from '../../src/radio/delivery-rules.js';

const failed = (reason: string) => ({ kind: 'failed', reason });

describe('a verdict of the addressee', () => {
  it.each([
    ['NONE', { kind: 'delivered' }],
    ['PKI_UNKNOWN_PUBKEY', { kind: 'again', afterMs: 20_000, reason: 'key_rejected' }],
    ['NO_CHANNEL', failed('no_channel')],
    ['PKI_FAILED', failed('key_rejected')],
    ['NO_RESPONSE', failed('refused')],
    ['NOT_AUTHORIZED', failed('refused')],
    ['ADMIN_BAD_SESSION_KEY', failed('refused')],
    ['ADMIN_PUBLIC_KEY_UNAUTHORIZED', failed('refused')],
    ['UNKNOWN', failed('refused')],
  ] as const)('%s', (error, reaction) => {
    expect(reactionTo({ error, isLocal: false, isDirect: true })).toEqual(reaction);
  });
});

describe('a verdict of our own node', () => {
  const local: [RoutingError, object][] = [
    ['NONE', { kind: 'relayed' }],
    ['RATE_LIMIT_EXCEEDED', { kind: 'later', afterMs: 0, reason: 'rate_limited' }],
    ['DUTY_CYCLE_LIMIT', { kind: 'later', afterMs: 60_000, reason: 'duty_cycle' }],
    ['NO_ROUTE', failed('no_ack')],
    ['GOT_NAK', failed('no_ack')],
    ['TIMEOUT', failed('no_ack')],
    ['NO_INTERFACE', failed('transmitter_off')],
    ['NO_CHANNEL', failed('no_channel')],
    ['TOO_LARGE', failed('too_large')],
    ['PKI_FAILED', failed('key_rejected')],
    ['PKI_SEND_FAIL_PUBLIC_KEY', { kind: 'keyless' }],
    ['BAD_REQUEST', failed('refused')],
  ];

  it.each(local)('%s is the same for a direct message and a broadcast', (error, reaction) => {
    expect(reactionTo({ error, isLocal: true, isDirect: true })).toEqual(reaction);
    expect(reactionTo({ error, isLocal: true, isDirect: false })).toEqual(reaction);
  });

  it('MAX_RETRANSMIT is worth one more try for a direct message, after a late ack had its time', () => {
    expect(reactionTo({ error: 'MAX_RETRANSMIT', isLocal: true, isDirect: true })).toEqual({
      kind: 'again',
      afterMs: 30_000,
      reason: 'no_ack',
    });
  });

  it('MAX_RETRANSMIT is the end of a broadcast, which was on the air three times', () => {
    expect(reactionTo({ error: 'MAX_RETRANSMIT', isLocal: true, isDirect: false })).toEqual(failed('no_ack'));
  });
});

describe('a refusal by queueStatus', () => {
  it.each([
    [32, { kind: 'later', afterMs: 5000, reason: 'queue_full' }],
    [33, failed('transmitter_off')],
    [34, failed('transmitter_off')],
    [35, failed('refused')],
    [36, failed('refused')],
    [6, failed('no_channel')],
    [7, failed('too_large')],
    [9, { kind: 'later', afterMs: 60_000, reason: 'duty_cycle' }],
    [39, { kind: 'keyless' }],
  ])('with code %i', (res, reaction) => {
    expect(reactionToRefusal(res, true)).toEqual(reaction);
  });
});

describe('a notice', () => {
  it.each([
    ['Duty cycle limit exceeded. You can send again in 7 mins', 420_000],
    ['Duty cycle limit exceeded. You can send again in 1 min', 60_000],
    ['Duty cycle limit exceeded. You can send again in 999 mins', 3_600_000],
    ['Duty cycle limit exceeded.', undefined],
    ['The clock is 5 mins late', undefined],
  ])('%j means %j ms without airtime', (text, ms) => {
    expect(dutyCycleMs(text)).toBe(ms);
  });

  it('is all that tells of a traceroute that came too early', () => {
    expect(reactionToNotice('TraceRoute can only be sent once every 30 seconds')).toEqual({
      kind: 'later',
      afterMs: 0,
      reason: 'rate_limited',
    });
    expect(reactionToNotice('Low battery')).toBeUndefined();
  });
});
