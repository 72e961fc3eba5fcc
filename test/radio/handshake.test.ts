import { describe, expect, it } from 'vitest';
import { beginHandshake, type HandshakeInput, nextHandshake } from '../../src/radio/handshake.js';

const NONCE = 77;
const SILENCE_MS = 20_000;
const begun = beginHandshake(NONCE, 1000);
const askedTwice = { ...begun, progressAt: 21_000, asked: 2 };

const dump: HandshakeInput = { kind: 'dump' };
const tick: HandshakeInput = { kind: 'tick' };
const ours: HandshakeInput = { kind: 'complete', nonce: NONCE };
const foreign: HandshakeInput = { kind: 'complete', nonce: 69_420 };

describe('a handshake', () => {
  it('begins with one question', () => {
    expect(begun).toEqual({ nonce: NONCE, progressAt: 1000, beganAt: 1000, asked: 1 });
  });

  it.each([
    ['a frame of the dump is progress', begun, dump, 9000, 'none', { ...begun, progressAt: 9000 }],
    ['our nonce ends it', begun, ours, 9000, 'ready', begun],
    ['our nonce ends it also after the second question', askedTwice, ours, 40_000, 'ready', askedTwice],
    ['another nonce is no progress: it ends what somebody else asked', begun, foreign, 9000, 'none', begun],
    ['a tick in time changes nothing', begun, tick, 20_999, 'none', begun],
    ['silence makes it ask again', begun, tick, 21_000, 'ask-again', askedTwice],
    ['silence after that is waited out', askedTwice, tick, 40_999, 'none', askedTwice],
    ['more silence makes it give up', askedTwice, tick, 41_000, 'give-up', askedTwice],
  ] as const)('%s', (...[, state, input, uptime, effect, after]) => {
    expect(nextHandshake(state, input, uptime, SILENCE_MS)).toEqual({ state: after, effect });
  });

  it('waits for five minutes as long as frames come, and no longer', () => {
    let state = begun;
    for (let uptime = 10_000; uptime < 290_000; uptime += 10_000) {
      state = nextHandshake(state, dump, uptime, SILENCE_MS).state;
      expect(nextHandshake(state, tick, uptime + 9999, SILENCE_MS).effect).toBe('none');
    }
    expect(nextHandshake(state, ours, 290_000, SILENCE_MS).effect).toBe('ready');
    expect(nextHandshake({ ...state, progressAt: 300_000 }, tick, 301_000, SILENCE_MS).effect).toBe(
      'give-up',
    );
  });
});
