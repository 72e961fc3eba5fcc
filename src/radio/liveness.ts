/**
 * Whether the node still lives, judged on answers: a heartbeat costs no airtime and is answered since firmware
 * 2.7.4. A quiet mesh is not a dead link, and a write that succeeds proves nothing.
 */
export interface LivenessSettings {
  readonly heartbeatMs: number;
  readonly silenceMs: number;
}

export interface LivenessState {
  readonly lastFrameAt: number;
  readonly lastAskedAt: number;
  readonly lastTickAt: number;
  /** Heartbeats since the last one that was answered. */
  readonly unanswered: number;
  /** Seen in this life: the node answers heartbeats. */
  readonly hasAnswered: boolean;
}

export type LivenessAction = 'none' | 'heartbeat' | 'heartbeat-and-probe' | 'silent';

/**
 * A tick that comes so much later than the one before means that not the node but we stood still: a suspended
 * machine or a blocked event loop. What arrived meanwhile has not been read yet.
 */
const STANDSTILL_MS = 5000;

/**
 * A node that answers and now owes one is asked more often. One that has restarted without a word knows nothing of the
 * connection, and says so only when it is spoken to: the sooner that is, the sooner it is served again.
 */
const OWED_MS = 2000;
const OWED_AGAIN_MS = 1000;

/** A session asks early whether this node answers at all: only one that does can owe an answer. */
const FIRST_MS = 1000;

/** Heartbeats without an answer before the local metadata request is tried as well. */
const UNANSWERED_BEFORE_PROBE = 2;

export function beginLiveness(uptime: number): LivenessState {
  return { lastFrameAt: uptime, lastAskedAt: uptime, lastTickAt: uptime, unanswered: 0, hasAnswered: false };
}

/** Any whole frame is life. */
export function onFrame(state: LivenessState, uptime: number): LivenessState {
  return { ...state, lastFrameAt: uptime };
}

export function onHeartbeatAnswer(state: LivenessState): LivenessState {
  return { ...state, unanswered: 0, hasAnswered: true };
}

/** To be called every second or so. */
export function tickLiveness(
  state: LivenessState,
  uptime: number,
  settings: LivenessSettings,
): { readonly state: LivenessState; readonly action: LivenessAction } {
  const stoodStill = uptime - state.lastTickAt > STANDSTILL_MS;
  const ticked = { ...state, lastTickAt: uptime };
  if (stoodStill) {
    const asked = { ...ticked, lastFrameAt: uptime, lastAskedAt: uptime, unanswered: state.unanswered + 1 };
    return { state: asked, action: 'heartbeat' };
  }
  if (uptime - state.lastFrameAt >= settings.silenceMs) return { state: ticked, action: 'silent' };
  if (uptime - state.lastAskedAt < pauseMs(state, settings)) return { state: ticked, action: 'none' };
  const asked = { ...ticked, lastAskedAt: uptime, unanswered: state.unanswered + 1 };
  const mustProbe = !state.hasAnswered && state.unanswered >= UNANSWERED_BEFORE_PROBE;
  return { state: asked, action: mustProbe ? 'heartbeat-and-probe' : 'heartbeat' };
}

function pauseMs({ hasAnswered, unanswered }: LivenessState, { heartbeatMs }: LivenessSettings): number {
  // Infinite while nothing may be written.
  if (!Number.isFinite(heartbeatMs)) return heartbeatMs;
  if (!hasAnswered) return unanswered === 0 ? Math.min(heartbeatMs, FIRST_MS) : heartbeatMs;
  if (unanswered === 0) return heartbeatMs;
  return Math.min(heartbeatMs, unanswered === 1 ? OWED_MS : OWED_AGAIN_MS);
}
