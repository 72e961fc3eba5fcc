/**
 * The handshake as a state machine without sockets and timers: `want_config` with a nonce, then nothing is written
 * until that nonce comes back (firmware 2.7.26 src/mesh/PhoneAPI.cpp:61-110; an ESP32 throws away what it is sent
 * meanwhile).
 */
export interface HandshakeState {
  readonly nonce: number;
  /** Uptime of the last frame that belongs to the dump, or of the asking. */
  readonly progressAt: number;
  readonly asked: number;
}

export type HandshakeInput =
  | { readonly kind: 'dump' }
  | { readonly kind: 'complete'; readonly nonce: number }
  | { readonly kind: 'tick' };

export type HandshakeEffect = 'none' | 'ask-again' | 'ready' | 'give-up';

/** How often it is asked on one connection. */
const MAX_ASKED = 2;

export function beginHandshake(nonce: number, uptime: number): HandshakeState {
  return { nonce, progressAt: uptime, asked: 1 };
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
      if (input.nonce === state.nonce) return { state, effect: 'ready' };
      return { state: { ...state, progressAt: uptime }, effect: 'none' };
    case 'tick':
      if (uptime - state.progressAt < silenceMs) return { state, effect: 'none' };
      if (state.asked >= MAX_ASKED) return { state, effect: 'give-up' };
      return { state: { ...state, progressAt: uptime, asked: state.asked + 1 }, effect: 'ask-again' };
  }
}
