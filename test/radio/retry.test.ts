import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LossReason } from '../../src/mesh/radio.js';
import { afterFailedTry, afterLoss, FIRST_TRY, type RetryState } from '../../src/radio/retry.js';

const MAX_MS = 15_000;
const SECOND = 1000;
const MINUTE = 60_000;
const middle = () => 0.5;

const loss = (upMs: number, reason: LossReason = 'closed_by_node') => ({ reason, upMs });

/** Sessions that end one after the other: [uptime of the loss, how long it was ready, reason]. */
function lossesOf(losses: readonly (readonly [number, number, LossReason?])[]) {
  let state = FIRST_TRY;
  const plans = losses.map(([uptime, upMs, reason]) => {
    const plan = afterLoss(state, loss(upMs, reason), uptime, middle);
    state = plan.state;
    return plan;
  });
  return {
    plans,
    state,
    waits: plans.map((plan) => plan.waitMs),
    yields: plans.map((plan) => plan.isYielding),
  };
}

/** Tries in vain that each take `tryMs`, until `untilMs`: [uptime of the failure, wait]. */
function failing(untilMs: number, tryMs: number, random = middle) {
  let state = FIRST_TRY;
  const waits: [number, number][] = [];
  for (let uptime = tryMs; uptime < untilMs; ) {
    const plan = afterFailedTry(state, 'refused', uptime, { maxMs: MAX_MS, random: random });
    state = plan.state;
    waits.push([uptime, plan.waitMs]);
    uptime += plan.waitMs + tryMs;
  }
  return { waits, state };
}

describe('a loss', () => {
  it.each(['closed_by_node', 'reset', 'broken_pipe', 'silent', 'unreachable'] as const)(
    'by %s is followed by a try at once',
    (reason) => {
      expect(afterLoss(FIRST_TRY, loss(3_600_000, reason), 5000, middle)).toMatchObject({
        waitMs: 0,
        isYielding: false,
        state: { tries: 0, since: 5000 },
      });
    },
  );
});

describe('a try in vain', () => {
  it('that meets another node is repeated in a minute: it took the slot of that one', () => {
    const plan = afterFailedTry(FIRST_TRY, 'wrong_node', 5000, { maxMs: MAX_MS, random: middle });
    expect(plan).toMatchObject({ waitMs: MINUTE, isYielding: false, state: { tries: 1, since: 5000 } });
  });

  it('is repeated every second for two minutes, also at the first start', () => {
    const { waits } = failing(119_000, 0);
    expect(new Set(waits.map(([, wait]) => wait))).toEqual(new Set([SECOND]));
    expect(waits).toHaveLength(119);
  });

  it('is repeated more and more slowly after that, up to 15 s', () => {
    const { waits } = failing(10 * MINUTE, 0);
    const slow = waits.filter(([uptime]) => uptime >= 2 * MINUTE).map(([, wait]) => wait);
    expect(slow).toEqual([...slow].sort((a, b) => a - b));
    expect(slow[1]).toBeGreaterThan(SECOND);
    expect(slow.at(-1)).toBe(MAX_MS);
  });

  it('counts the two minutes from the loss, not from the first try', () => {
    const { state } = afterLoss(FIRST_TRY, loss(MINUTE, 'reset'), 10 * MINUTE, middle);
    expect(afterFailedTry(state, 'refused', 12 * MINUTE - 1, { maxMs: MAX_MS, random: middle }).waitMs).toBe(
      SECOND,
    );
    expect(
      afterFailedTry(state, 'refused', 12 * MINUTE + 5 * SECOND, { maxMs: MAX_MS, random: middle }).waitMs,
    ).toBeGreaterThan(2 * SECOND);
  });

  it('is repeated for ever, never later than 15 s and never sooner than jitter allows', () => {
    const year = 365 * 24 * 60 * MINUTE;
    fc.assert(
      fc.property(fc.nat(year), fc.double({ min: 0, max: 0.999, noNaN: true }), (elapsed, chance) => {
        const state: RetryState = { ...FIRST_TRY, tries: 9, since: 0 };
        const { waitMs, isYielding } = afterFailedTry(state, 'refused', elapsed, {
          maxMs: MAX_MS,
          random: () => chance,
        });
        expect(waitMs).toBeGreaterThanOrEqual(800);
        expect(waitMs).toBeLessThanOrEqual(MAX_MS);
        expect(isYielding).toBe(false);
      }),
    );
  });

  it('spreads over the last fifth of the ceiling', () => {
    const waitWith = (chance: number) =>
      afterFailedTry({ ...FIRST_TRY, since: 0 }, 'refused', 60 * MINUTE, {
        maxMs: MAX_MS,
        random: () => chance,
      }).waitMs;
    expect(waitWith(0)).toBeCloseTo(12_000, 6);
    expect(waitWith(0.25)).toBeCloseTo(13_500, 6);
    expect(waitWith(0.9)).toBe(MAX_MS);
  });

  it('keeps to a ceiling below one second', () => {
    expect(afterFailedTry(FIRST_TRY, 'refused', 0, { maxMs: 100, random: middle }).waitMs).toBe(100);
  });

  it.each(['closed_by_node', 'reset'] as const)(
    'is repeated soon, once, when a node that is there broke it off: %s',
    (reason) => {
      const options = { maxMs: MAX_MS, random: middle };
      const first = afterFailedTry(FIRST_TRY, reason, 0, options);
      const second = afterFailedTry(first.state, reason, SECOND, options);
      expect([first.waitMs, second.waitMs]).toEqual([200, SECOND]);
    },
  );

  it('counts tries', () => {
    expect(failing(5 * SECOND, 0).state.tries).toBe(5);
  });

  it('forgets what looked like another client: that one leaves the node where it is', () => {
    const { state } = lossesOf([
      [MINUTE, SECOND],
      [2 * MINUTE, SECOND],
    ]);
    const { state: cleared } = afterFailedTry(state, 'refused', 2 * MINUTE + 1, {
      maxMs: MAX_MS,
      random: middle,
    });
    expect(cleared).toMatchObject({ evictions: [], yields: 0 });
    expect(afterLoss(cleared, loss(SECOND), 3 * MINUTE, middle).isYielding).toBe(false);
  });
});

describe('a handshake that the node closes', () => {
  const options = { maxMs: MAX_MS, random: middle };
  const twice = lossesOf([
    [MINUTE, SECOND],
    [2 * MINUTE, SECOND],
  ]).state;

  it('may be the work of another client, so nothing is forgotten', () => {
    const { state } = afterFailedTry(twice, 'closed_by_node', 2 * MINUTE + 1, options);
    expect(afterLoss(state, loss(SECOND), 3 * MINUTE, middle).isYielding).toBe(true);
  });

  it('is yielded to as well once the pattern is known, with growing patience', () => {
    const yielding = afterLoss(twice, loss(SECOND), 3 * MINUTE, middle).state;
    const first = afterFailedTry(yielding, 'closed_by_node', 4 * MINUTE, options);
    expect(first).toMatchObject({ waitMs: 20_000, isYielding: true });
    expect(afterFailedTry(first.state, 'closed_by_node', 5 * MINUTE, options).waitMs).toBe(40_000);
  });
});

describe('the third short session in five minutes that the node closes', () => {
  it('makes it yield for 10 s', () => {
    const { waits, yields } = lossesOf([
      [MINUTE, SECOND],
      [2 * MINUTE, SECOND],
      [3 * MINUTE, SECOND],
    ]);
    expect(yields).toEqual([false, false, true]);
    expect(waits).toEqual([0, 0, 10_000]);
  });

  it('is a third one also when another client polls every two minutes', () => {
    const { yields } = lossesOf([
      [2 * MINUTE, 2 * MINUTE],
      [4 * MINUTE, 2 * MINUTE],
      [6 * MINUTE, 2 * MINUTE],
    ]);
    expect(yields).toEqual([false, false, true]);
  });

  it.each([
    [
      'the first is five minutes old',
      [
        [0, SECOND],
        [4 * MINUTE, SECOND],
        [5 * MINUTE, SECOND],
      ],
    ],
    [
      'one of them was long',
      [
        [MINUTE, SECOND],
        [5 * MINUTE, 150 * SECOND],
        [5.2 * MINUTE, SECOND],
      ],
    ],
    [
      'one of them broke otherwise',
      [
        [MINUTE, SECOND],
        [2 * MINUTE, SECOND, 'reset'],
        [3 * MINUTE, SECOND],
      ],
    ],
    [
      'they fell silent',
      [
        [MINUTE, SECOND, 'silent'],
        [2 * MINUTE, SECOND, 'silent'],
        [3 * MINUTE, SECOND, 'silent'],
      ],
    ],
  ] as const)('does not count when %s', (_when, losses) => {
    expect(lossesOf(losses).yields).toEqual([false, false, false]);
  });
});

describe('patience', () => {
  /** Thrown out again `upMs` after each return. */
  function fight(rounds: number, upMs: number) {
    let uptime = 0;
    let state = FIRST_TRY;
    const waits: number[] = [];
    for (let round = 0; round < rounds; round++) {
      uptime += upMs;
      const plan = afterLoss(state, loss(upMs), uptime, middle);
      state = plan.state;
      waits.push(plan.waitMs);
      uptime += plan.waitMs;
    }
    return { waits, state, uptime };
  }

  it('grows from 10 s to 5 min while the other client stays', () => {
    expect(fight(10, SECOND).waits.map((wait) => wait / SECOND)).toEqual([
      0, 0, 10, 20, 40, 80, 160, 300, 300, 300,
    ]);
  });

  it('is over when a session lasts', () => {
    const { state, uptime } = fight(8, SECOND);
    const lasted = afterLoss(state, loss(150 * SECOND), uptime + 150 * SECOND, middle);
    expect(lasted).toMatchObject({ waitMs: 0, isYielding: false, state: { yields: 0 } });
  });

  it('is kept through a short session that broke otherwise', () => {
    const { state, uptime } = fight(4, SECOND);
    const broken = afterLoss(state, loss(SECOND, 'reset'), uptime + SECOND, middle);
    expect(broken).toMatchObject({ waitMs: 0, isYielding: false });
    expect(afterLoss(broken.state, loss(SECOND), uptime + 2 * SECOND, middle)).toMatchObject({
      waitMs: 40_000,
      isYielding: true,
    });
  });
});
