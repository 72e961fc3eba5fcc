import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginLiveness,
  type LivenessAction,
  type LivenessState,
  onFrame,
  onHeartbeatAnswer,
  tickLiveness,
} from '../../src/radio/liveness.js';

const settings = { heartbeatMs: 10_000, silenceMs: 42_000 };
const begun = beginLiveness(0);
/** Ticking all along: only what is named differs from a fresh start. */
const at = (uptime: number, changes: Partial<LivenessState> = {}): LivenessState => ({
  ...begun,
  lastTickAt: uptime - 1000,
  ...changes,
});

/** Ticks every second from `state`; `inputs` come just before the tick of their second. */
function live(seconds: number, inputs: (second: number, state: LivenessState) => LivenessState) {
  let state = begun;
  const actions: [number, LivenessAction][] = [];
  for (let second = 1; second <= seconds; second++) {
    state = inputs(second, state);
    const next = tickLiveness(state, second * 1000, settings);
    state = next.state;
    if (next.action !== 'none') actions.push([second, next.action]);
    if (next.action === 'silent') break;
  }
  return { actions, state };
}

describe('one tick', () => {
  it.each([
    ['is quiet in the first second', at(999), 999, 'none'],
    ['beats after a second, to learn whether it is answered', at(1000), 1000, 'heartbeat'],
    ['beats although frames come', at(1000, { lastFrameAt: 999 }), 1000, 'heartbeat'],
    [
      'is quiet between answered heartbeats',
      at(10_999, { hasAnswered: true, lastAskedAt: 1000 }),
      10_999,
      'none',
    ],
    ['beats every 10 s', at(11_000, { hasAnswered: true, lastAskedAt: 1000 }), 11_000, 'heartbeat'],
    [
      'asks no more often what has never answered',
      at(10_999, { unanswered: 1, lastAskedAt: 1000 }),
      10_999,
      'none',
    ],
    ['still hopes just before 42 s', at(41_999, { unanswered: 1, lastAskedAt: 40_000 }), 41_999, 'none'],
    ['ends at 42 s without a frame', at(42_000, { lastAskedAt: 40_000 }), 42_000, 'silent'],
    [
      'counts the silence from the last frame',
      at(42_000, { unanswered: 1, lastFrameAt: 1, lastAskedAt: 40_000 }),
      42_000,
      'none',
    ],
    ['probes after two heartbeats in vain', at(30_000, { unanswered: 2 }), 30_000, 'heartbeat-and-probe'],
    ['does not probe after one', at(20_000, { unanswered: 1 }), 20_000, 'heartbeat'],
    [
      'does not probe a node that has answered before',
      at(30_000, { unanswered: 2, hasAnswered: true }),
      30_000,
      'heartbeat',
    ],
    [
      'asks again after 2 s what has always answered',
      at(12_000, { unanswered: 1, hasAnswered: true, lastAskedAt: 10_000 }),
      12_000,
      'heartbeat',
    ],
    [
      'gives it those 2 s',
      at(11_999, { unanswered: 1, hasAnswered: true, lastAskedAt: 10_000 }),
      11_999,
      'none',
    ],
    [
      'asks every second from then on',
      at(13_000, { unanswered: 2, hasAnswered: true, lastAskedAt: 12_000 }),
      13_000,
      'heartbeat',
    ],
    ['asks once more when we stood still ourselves', at(90_000, { lastTickAt: 84_999 }), 90_000, 'heartbeat'],
    ['takes a tick 5 s late for a late tick', at(42_000, { lastTickAt: 37_000 }), 42_000, 'silent'],
  ] as const)('%s', (...[, state, uptime, action]) => {
    expect(tickLiveness(state, uptime, settings).action).toBe(action);
  });

  it('asks nothing while nothing may be written', () => {
    const owed = at(30_000, { unanswered: 1, hasAnswered: true });
    const fetching = { ...settings, heartbeatMs: Number.POSITIVE_INFINITY };
    expect(tickLiveness(owed, 30_000, fetching).action).toBe('none');
  });

  it('remembers when it asked and that the answer is owed', () => {
    expect(tickLiveness(at(10_000), 10_000, settings).state).toEqual({
      ...begun,
      lastTickAt: 10_000,
      lastAskedAt: 10_000,
      unanswered: 1,
    });
  });

  it('gives a node its whole time again after a standstill of ours', () => {
    const { state } = tickLiveness(at(600_000, { lastTickAt: 1000 }), 600_000, settings);
    expect(state).toEqual({
      lastFrameAt: 600_000,
      lastAskedAt: 600_000,
      lastTickAt: 600_000,
      unanswered: 1,
      hasAnswered: false,
    });
  });
});

describe('what the node says', () => {
  it('is life, whatever it is', () => {
    expect(onFrame(begun, 5000)).toEqual({ ...begun, lastFrameAt: 5000 });
  });

  it('pays what is owed when it answers a heartbeat', () => {
    expect(onHeartbeatAnswer(at(1000, { unanswered: 3 }))).toMatchObject({
      unanswered: 0,
      hasAnswered: true,
    });
  });
});

describe('a life', () => {
  it('goes on for ever on a quiet mesh when heartbeats are answered', () => {
    const { actions } = live(3600, (second, state) =>
      state.unanswered > 0 ? onHeartbeatAnswer(onFrame(state, second * 1000)) : state,
    );
    expect(actions).toHaveLength(360);
    expect(new Set(actions.map(([, action]) => action))).toEqual(new Set(['heartbeat']));
  });

  it('ends 42 s after the node fell silent', () => {
    const { actions } = live(100, (second, state) => (second === 5 ? onFrame(state, 5000) : state));
    expect(actions).toEqual([
      [1, 'heartbeat'],
      [11, 'heartbeat'],
      [21, 'heartbeat-and-probe'],
      [31, 'heartbeat-and-probe'],
      [41, 'heartbeat-and-probe'],
      [47, 'silent'],
    ]);
  });

  it('keeps a node that never answers heartbeats but the probe', () => {
    const { actions } = live(600, (second, state) =>
      state.unanswered > 2 && state.lastAskedAt === (second - 1) * 1000
        ? onFrame(state, second * 1000)
        : state,
    );
    expect(actions.at(-1)).toEqual([591, 'heartbeat-and-probe']);
  });

  it('survives any stall of 30 s in any phase', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (from) => {
        const { actions } = live(300, (second, state) => {
          const isStalled = second >= from && second < from + 30;
          return isStalled || state.unanswered === 0
            ? state
            : onHeartbeatAnswer(onFrame(state, second * 1000));
        });
        expect(actions.map(([, action]) => action)).not.toContain('silent');
      }),
    );
  });
});
