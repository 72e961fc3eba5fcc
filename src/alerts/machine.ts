/** What becomes of one matter, as a pure function: normal, pending, raised, and unknown beside each of them. */
import type { AlertEvent } from '../mesh/alert-store.js';
import type { AlertFacts, Judgement, LevelRule, Sight } from './alert.js';

/** All times are uptimes in ms, below zero for what was before the process. */
export interface AlertState {
  /** 0 is normal. */
  readonly level: number;
  /** Times that it was raised. */
  readonly episode: number;
  /** Since when the condition to raise each level is true, the first level first: pending where the level is lower. */
  readonly trueSince: readonly number[];
  /** Since when the condition to clear each level is true. */
  readonly clearSince: readonly (number | undefined)[];
  /** The beginning of the present or the last episode. */
  readonly since?: number;
  /** The end of the last episode; absent while it lasts. */
  readonly endedAt?: number;
  /** The level that it had last, and the highest, of that episode. */
  readonly lastLevel: number;
  readonly peakLevel: number;
  readonly facts?: AlertFacts;
  readonly peak?: AlertFacts;
  /** People were told of this episode. */
  readonly isTold: boolean;
  readonly lastToldAt?: number;
  readonly unknownSince?: number;
  /** People were told that nothing is known. */
  readonly hasSaidUnknown: boolean;
  /** The ends of the last episodes, for finding out that it comes and goes. */
  readonly ends: readonly { readonly at: number; readonly level: number }[];
  /** It came and went too often: nothing is said for a while, but of what is worse than all that. */
  readonly quiet?: { readonly until: number; readonly level: number };
  /** Nothing was known between the last look and the next. */
  readonly hasGap: boolean;
}

export const NORMAL: AlertState = {
  level: 0,
  episode: 0,
  trueSince: [],
  clearSince: [],
  lastLevel: 0,
  peakLevel: 0,
  isTold: false,
  hasSaidUnknown: false,
  ends: [],
  hasGap: false,
};

export interface MachineRules {
  readonly levels: readonly LevelRule[];
  /** Which of two is worse. */
  worst(before: AlertFacts, now: AlertFacts): AlertFacts;
}

export interface Step {
  readonly state: AlertState;
  readonly events: readonly AlertEvent[];
}

type Known = Extract<Judgement, { readonly kind: 'known' }>;

/** Who was told that something is so, and then knows nothing for this long, is told that too. */
const UNKNOWN_TOLD_MS = 2 * 3_600_000;
const FLAPPING_MS = 2 * 3_600_000;
/** More ends than this within that time are no news any more. */
const MAX_ENDS = 4;

export function next(state: AlertState, sight: Sight, rules: MachineRules, at: number): Step {
  return sight.judgement.kind === 'unknown'
    ? whileUnknown(state, at)
    : whenKnown(state, { ...sight, judgement: sight.judgement }, rules, at);
}

/** An event: over as soon as it is told. */
export function happen(state: AlertState, facts: AlertFacts, at: number): Step {
  const once = { since: at, endedAt: at, lastLevel: 1, peakLevel: 1, facts, peak: facts };
  return { state: { ...state, ...once, episode: state.episode + 1 }, events: ['happened'] };
}

function whileUnknown(state: AlertState, at: number): Step {
  const unknownSince = state.unknownSince ?? at;
  const isNews = state.isTold && state.level > 0 && !state.hasSaidUnknown;
  const isLong = at - unknownSince >= UNKNOWN_TOLD_MS;
  const hasSaidUnknown = state.hasSaidUnknown || (isNews && isLong);
  return {
    state: { ...state, unknownSince, hasSaidUnknown, clearSince: [], hasGap: true },
    events: isNews && isLong ? ['lost'] : [],
  };
}

type KnownSight = Sight & { readonly judgement: Known };

function whenKnown(before: AlertState, sight: KnownSight, rules: MachineRules, at: number): Step {
  const timed = keepTime(before, sight, rules, at);
  const level = levelOf(timed, sight, rules, at);
  const state = withFacts(before.level, { ...timed, level }, sight, rules);
  const step = tell(before, state, rules, at);
  const isMoreNews = step.events.some((event) => event !== 'reminded');
  if (!before.hasSaidUnknown || isMoreNews || step.state.level === 0) return step;
  return { ...step, events: ['regained'] };
}

/** How long each condition has been true. What was true before a gap counts on only where the gap was short. */
function keepTime(state: AlertState, sight: KnownSight, { levels }: MachineRules, at: number): AlertState {
  const { raise, keep } = sight.judgement;
  const { unknownSince: _, ...known } = state;
  return {
    ...known,
    hasSaidUnknown: false,
    hasGap: false,
    trueSince: levels.slice(0, raise).map((rule, index) => {
      const since = Math.min(state.trueSince[index] ?? at, at);
      return state.hasGap && at - since > 2 * holdMs(rule, index, sight) ? at : since;
    }),
    clearSince: levels.map((_, index) => (index < keep ? undefined : (state.clearSince[index] ?? at))),
  };
}

function holdMs(rule: LevelRule, index: number, sight: Sight): number {
  return index === 0 ? (sight.holdMs ?? rule.holdMs) : rule.holdMs;
}

function levelOf(state: AlertState, sight: KnownSight, { levels }: MachineRules, at: number): number {
  const raised =
    levels.findLastIndex((rule, index) => {
      const since = state.trueSince[index];
      return since !== undefined && at - since >= holdMs(rule, index, sight);
    }) + 1;
  if (raised >= state.level) return raised;
  const kept =
    levels.slice(0, state.level).findLastIndex((rule, index) => {
      const since = state.clearSince[index];
      return since === undefined || at - since < rule.clearMs;
    }) + 1;
  return Math.max(raised, kept);
}

/** An episode keeps what it ended with, and its worst. */
function withFacts(before: number, state: AlertState, { facts }: Sight, { worst }: MachineRules): AlertState {
  if (facts === undefined || (before === 0 && state.level === 0)) return state;
  if (before === 0) return { ...state, facts, peak: facts };
  if (state.level === 0) return { ...state, facts };
  return { ...state, facts, peak: state.peak ? worst(state.peak, facts) : facts };
}

function tell(before: AlertState, state: AlertState, rules: MachineRules, at: number): Step {
  if (before.level === 0 && state.level === 0) return { state, events: [] };
  if (state.level === 0) return end(before, state, at);
  const current = before.level === 0 ? begin(state, at) : continued(before, state);
  const quiet = quietOf(current, at);
  if (quiet) return { state: { ...current, quiet }, events: [] };
  const { quiet: _, ...open } = current;
  const event = eventOf(before, current, rules, at);
  if (!event) return { state: open, events: [] };
  return { state: { ...open, isTold: true, lastToldAt: at }, events: [event] };
}

function begin(state: AlertState, at: number): AlertState {
  const { endedAt: _, ...rest } = state;
  const { level } = state;
  return {
    ...rest,
    episode: state.episode + 1,
    since: state.trueSince[0] ?? at,
    lastLevel: level,
    peakLevel: level,
    isTold: false,
  };
}

function continued(before: AlertState, state: AlertState): AlertState {
  return { ...state, lastLevel: state.level, peakLevel: Math.max(before.peakLevel, state.level) };
}

/** Still quiet about it. */
function quietOf({ quiet, level }: AlertState, at: number): AlertState['quiet'] {
  return quiet && at < quiet.until && level <= quiet.level ? quiet : undefined;
}

function eventOf(
  before: AlertState,
  state: AlertState,
  { levels }: MachineRules,
  at: number,
): AlertEvent | undefined {
  if (!state.isTold) return 'raised';
  // What falls and rises again is no worse than what was told already.
  if (state.level > before.level) return state.level > before.peakLevel ? 'risen' : 'reminded';
  const remindMs = levels[state.level - 1]?.remindMs;
  const isDue = remindMs !== undefined && at - (state.lastToldAt ?? at) >= remindMs;
  return isDue && state.clearSince[0] === undefined ? 'reminded' : undefined;
}

/** The condition to clear has been true for a while, so that the episode was over then. */
function end(before: AlertState, state: AlertState, at: number): Step {
  const recent = state.ends.filter((each) => at - each.at < FLAPPING_MS);
  const ends = [...recent, { at, level: before.peakLevel }];
  const endedAt = state.clearSince[0] ?? at;
  const over: AlertState = { ...state, endedAt, lastLevel: before.level, isTold: false, ends };
  if (!before.isTold) return { state: over, events: [] };
  if (ends.length <= MAX_ENDS) return { state: over, events: ['cleared'] };
  const quiet = { until: at + FLAPPING_MS, level: Math.max(...ends.map(({ level }) => level)) };
  return { state: { ...over, ends: [], quiet }, events: ['unstable'] };
}
