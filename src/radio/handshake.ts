/**
 * The handshake as a state machine without sockets and timers: `want_config` with a nonce, then nothing is written
 * until that nonce comes back (firmware 2.7.26 src/mesh/PhoneAPI.cpp:61-110; an ESP32 throws away what it is sent
 * meanwhile).
 */
export interface HandshakeState {
  readonly nonce: number;
  /** Uptime of the last frame that belongs to the dump, or of the asking. */
  readonly progressAt: number;
  /** Uptime of the first asking. */
  readonly beganAt: number;
  readonly asked: number;
}

export type HandshakeInput =
  | { readonly kind: 'dump' }
  | { readonly kind: 'complete'; readonly nonce: number }
  | { readonly kind: 'tick' };

export type HandshakeEffect = 'none' | 'ask-again' | 'ready' | 'give-up';

/** A full database of 250 nodes is tens of kB: minutes on the worst of links. Longer is no node. */
const LONGEST_DUMP_MS = 300_000;

/** How often it is asked on one connection. */
const MAX_ASKED = 2;

export function beginHandshake(nonce: number, uptime: number): HandshakeState {
  return { nonce, progressAt: uptime, beganAt: uptime, asked: 1 };
}

/** One step; `silenceMs` without a frame of the dump means asking again, and then giving up. */
export function nextHandshake(
  state: HandshakeState,
  input: HandshakeInput,
  uptime: number,
  silenceMs: number,
): { readonly state: HandshakeState; readonly effect: HandshakeEffect } {
  switch (input.kind) {
    case 'dump':
      return { state: { ...state, progressAt: uptime }, effect: 'none' };
    case 'complete':
      // Another nonce is the end of somebody else's dump: ours still has to come.
      return { state, effect: input.nonce === state.nonce ? 'ready' : 'none' };
    case 'tick':
      if (uptime - state.beganAt >= LONGEST_DUMP_MS) return { state, effect: 'give-up' };
      if (uptime - state.progressAt < silenceMs) return { state, effect: 'none' };
      if (state.asked >= MAX_ASKED) return { state, effect: 'give-up' };
      return { state: { ...state, progressAt: uptime, asked: state.asked + 1 }, effect: 'ask-again' };
  }
}
