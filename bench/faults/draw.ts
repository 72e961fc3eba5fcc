/** The faults of a campaign, each from the seed and its number alone, so that one can be played again. */
import { PROFILES } from '../../src/sim/profiles.js';
import { Chance, type Stream } from '../../src/sim/random.js';
import { BEHAVIOR_PLAYS, type Play, SWITCH_PLAYS } from './plays.js';

export interface PlannedPlay {
  readonly play: Play;
  /** Behind the moment of the fault. */
  readonly afterMs: number;
}

export interface Fault {
  /** From 1. */
  readonly index: number;
  readonly profile: string;
  /** How long the session has been serving when it begins. */
  readonly afterMs: number;
  /** One, or two that overlap. */
  readonly plays: readonly PlannedPlay[];
  /** Texts that are handed over all at once in the moment of the fault. */
  readonly burst: number;
  /** Chance of the fault's people, node and bot. */
  readonly chance: Chance;
}

export type Catalogue = readonly Play[];

const SWITCH_SHARE = 0.25;
const COMBINED_SHARE = 0.35;
/** Most nodes in the field; the other profiles take turns. */
const USUAL_PROFILE = '2.7';
const USUAL_SHARE = 0.5;
const EARLIEST_MS = 200;
const LATEST_MS = 9000;
const SECOND_WITHIN_MS = 10_000;
const MAX_BURST = 6;

export function drawFault(seed: string, index: number, only?: Catalogue): Fault {
  const chance = new Chance(`${seed}/${index}`);
  const stream = chance.stream('fault');
  const first = { play: drawPlay(stream, only), afterMs: 0 };
  const plays = [first];
  if (stream.chance(COMBINED_SHARE)) {
    const second = { play: drawPlay(stream, only), afterMs: stream.int(0, SECOND_WITHIN_MS) };
    if (isAnother(second.play, first.play)) plays.push(second);
  }
  const others = Object.keys(PROFILES).filter((name) => name !== USUAL_PROFILE);
  return {
    index,
    profile: stream.chance(USUAL_SHARE) ? USUAL_PROFILE : stream.pick(others),
    afterMs: stream.int(EARLIEST_MS, LATEST_MS),
    plays,
    burst: stream.int(0, MAX_BURST),
    chance,
  };
}

/** One switch in two hands would never be set back to what it was. */
function isAnother(second: Play, first: Play): boolean {
  return second.switchName === undefined || second.switchName !== first.switchName;
}

function drawPlay(stream: Stream, only: Catalogue | undefined): Play {
  if (only) return stream.pick(only);
  return stream.pick(stream.chance(SWITCH_SHARE) ? SWITCH_PLAYS : BEHAVIOR_PLAYS);
}

export function nameOf({ plays }: Fault): string {
  return plays.map(({ play }) => play.kind).join(' + ');
}
