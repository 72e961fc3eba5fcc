import { describe, expect, it } from 'vitest';
import { runCampaign } from '../../bench/faults/campaign.js';
import { BEHAVIOR_PLAYS, type Play, SWITCH_PLAYS } from '../../bench/faults/plays.js';
import { complaint, targetsOf } from '../../bench/faults/report.js';
import { BEHAVIORS } from '../../src/sim/behaviors/registry.js';
import { DEFAULT_SWITCHES } from '../../src/sim/switches.js';
import { HurriedClock } from '../support/hurried-clock.js';

const FAULTS = 25;
const SEED = 'test';
const TIMES_FASTER = 6;
/** Time on the process's own clock grows by the factor: what is quick for people is no longer quick there. */
const LONGEST_SECONDS = 20;
const IN_TIME = / p95| max/;

const isShort = ({ seconds, untilNoticed }: Play) => seconds <= LONGEST_SECONDS && !untilNoticed;

describe('the fault campaign', () => {
  it('plays every behaviour of the simulated node', () => {
    const played = new Set(BEHAVIOR_PLAYS.map(({ behavior }) => behavior));
    expect([...BEHAVIORS.keys()].filter((name) => !played.has(name))).toEqual([]);
  });

  it('turns every switch of the simulated node that acts in the midst of a session', () => {
    const turned = new Set(SWITCH_PLAYS.map(({ switchName }) => switchName));
    expect(Object.keys(DEFAULT_SWITCHES).filter((name) => !turned.has(name))).toEqual(['numbersFromKeys']);
  });

  it('finds nobody stuck, nothing lost, nothing twice and no false alarm after 25 faults', async () => {
    const campaign = await runCampaign({
      seed: SEED,
      faults: FAULTS,
      pairs: FAULTS,
      clock: new HurriedClock(TIMES_FASTER),
      only: [...BEHAVIOR_PLAYS, ...SWITCH_PLAYS].filter(isShort),
    });
    const missed = targetsOf(campaign).filter(({ isMet, what }) => !isMet && !IN_TIME.test(what));
    const told = campaign.results.map(complaint).join('\n');
    expect(missed, told).toEqual([]);
    expect(campaign.results).toHaveLength(FAULTS);
    const accepted = campaign.results.reduce((sum, result) => sum + result.accepted, 0);
    expect(accepted).toBeGreaterThan(FAULTS);
  }, 120_000);
});
