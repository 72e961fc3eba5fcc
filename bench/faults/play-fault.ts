/** Plays one fault from the start of a session to the end of everything that was accepted in it. */
import type { Clock } from '../../src/util/clock.js';
import { type Fault, nameOf, type PlannedPlay } from './draw.js';
import { type Judged, judge } from './judge.js';
import { type LogLine, Pair } from './pair.js';
import type { Group, Play, Played } from './plays.js';
import { PEOPLE, type Question, Traffic } from './traffic.js';

export interface Recovery {
  /** The link is up, the node has spoken, and somebody was answered. */
  readonly isComplete: boolean;
  /** From the moment when the node could serve again; absent when the link never went. */
  readonly recoverMs?: number;
  /** From the beginning of the fault until the bot knew; absent when the link never went. */
  readonly noticeMs?: number;
  /** From the beginning of the fault; absent when the link never went. */
  readonly readyAgainMs?: number;
}

export interface Result extends Judged, Recovery {
  readonly index: number;
  readonly kind: string;
  readonly groups: readonly Group[];
  readonly profile: string;
  readonly lines: readonly LogLine[];
}

const READY_WITHIN_MS = 400_000;
const NOTICED_WITHIN_MS = 90_000;
const ASK_EVERY_MS = 25_000;
const ANSWER_WITHIN_MS = 300_000;
/** The longest time to live, two tries with their windows, and what a node may ask to wait. */
const DRAIN_MS = 420_000;
const CALM_MS = 2000;

export async function playFault(fault: Fault, clock: Clock): Promise<Result> {
  const pair = await Pair.start(fault, clock);
  const traffic = new Traffic(pair, fault.chance.stream('traffic'));
  try {
    traffic.start();
    await clock.sleep('campaign.moment', fault.afterMs);
    const faultAt = clock.now();
    for (let given = 0; given < fault.burst; given++) traffic.give();
    const played = await Promise.all(fault.plays.map((planned) => perform(pair, planned)));
    const recovery = await recover(pair, traffic, { faultAt, played });
    await pair.until(() => isDrained(pair), DRAIN_MS);
    const judged = judge(pair, traffic, played);
    return {
      index: fault.index,
      kind: nameOf(fault),
      groups: fault.plays.map(({ play }) => play.group),
      profile: fault.profile,
      ...recovery,
      ...judged,
      lines: pair.lines,
    };
  } finally {
    traffic.stop();
    await pair.stop();
  }
}

async function perform(pair: Pair, { play, afterMs }: PlannedPlay): Promise<Played> {
  if (afterMs > 0) await pair.clock.sleep('campaign.second', afterMs);
  const startedAt = pair.clock.now();
  const { switchName } = play;
  const before = switchName && switchText(pair, switchName);
  const end = () => {
    if (switchName) pair.tell(`switch ${switchName} ${before}`);
    if (play.behavior && pair.simulation.active.includes(play.behavior)) pair.tell(`stop ${play.behavior}`);
  };
  for (const line of play.begin) pair.tell(line);
  if (play.untilNoticed) await endWhenNoticed(pair, end);
  else await pair.clock.sleep('campaign.fault', play.seconds * 1000).then(end);
  return { play, startedAt, backAt: backAtOf(pair, play, startedAt) };
}

/** In the moment of the loss: the very next connection is a good one. */
function endWhenNoticed({ app, clock }: Pair, end: () => void): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      stopTimer();
      stopListening();
      end();
      resolve();
    };
    const stopTimer = clock.after('campaign.noticed', NOTICED_WITHIN_MS, finish);
    const stopListening = app.radio.on('state', ({ state }) => {
      if (state !== 'ready') finish();
    });
  });
}

function switchText({ simulation }: Pair, name: string): string {
  const value: unknown = Object.entries(simulation.switches.values).find(([key]) => key === name)?.[1];
  return typeof value === 'object' && value !== null ? Object.values(value).join(',') : String(value);
}

/** A behaviour that ends by itself does so when its harm is done. */
function backAtOf({ simulation, clock }: Pair, play: Play, startedAt: number): number {
  if (play.backMs !== undefined) return startedAt + play.backMs;
  const ends = simulation.events.events.filter(
    ({ at, kind, numbers }) => at >= startedAt && kind === 'stop' && numbers['name'] === play.behavior,
  );
  return ends[0]?.at ?? clock.now();
}

async function recover(
  pair: Pair,
  traffic: Traffic,
  { faultAt, played }: { readonly faultAt: number; readonly played: readonly Played[] },
): Promise<Recovery> {
  const backAt = Math.max(...played.map((each) => each.backAt));
  const isReady = await pair.until(() => hasSpokenSince(pair, backAt), READY_WITHIN_MS);
  await pair.clock.sleep('campaign.calm', CALM_MS);
  traffic.stop();
  const isComplete = isReady && (await isAnswered(pair, traffic));
  const { changes } = pair;
  const lostAt = changes.find(({ at, state }) => at >= faultAt && state !== 'ready')?.at;
  const readyAt = changes.findLast(({ at, state }) => at >= faultAt && state === 'ready')?.at;
  if (lostAt === undefined || readyAt === undefined) return { isComplete };
  return {
    isComplete,
    recoverMs: Math.max(0, readyAt - backAt),
    noticeMs: lostAt - faultAt,
    readyAgainMs: readyAt - faultAt,
  };
}

/** A link that is dead already may not have noticed: only a frame proves it. */
function hasSpokenSince({ app, clock }: Pair, since: number): boolean {
  const { state, lastFrameAgoMs } = app.radio.report();
  return state === 'ready' && lastFrameAgoMs !== undefined && clock.now() - lastFrameAgoMs > since;
}

/** Radio is radio: whoever is not answered in time asks again, or somebody else does. */
async function isAnswered(pair: Pair, traffic: Traffic): Promise<boolean> {
  const { clock } = pair;
  const giveUpAt = clock.uptime() + ANSWER_WITHIN_MS;
  const asked: Question[] = [];
  const hasAnswer = () => asked.some(({ who, id }) => repliesTo(pair, who, id) > 0);
  while (clock.uptime() < giveUpAt) {
    asked.push(traffic.ask(PEOPLE[(asked.length + 3) % PEOPLE.length] ?? PEOPLE[0]));
    if (await pair.until(hasAnswer, ASK_EVERY_MS)) return true;
  }
  return false;
}

function repliesTo({ simulation }: Pair, who: string, id: Question['id']): number {
  return simulation.world.find(who).screen.texts.filter(({ replyId }) => replyId === id).length;
}

function isDrained({ app }: Pair): boolean {
  const { queued, inFlight } = app.radio.report().outbox;
  return queued + inFlight === 0;
}

/** Whether anything went wrong that must never go wrong. */
export function isBad(result: Result): boolean {
  const { isComplete, lost, untrue, duplicated, alarms } = result;
  return !isComplete || lost.length + untrue.length + duplicated.length + alarms.length > 0;
}
