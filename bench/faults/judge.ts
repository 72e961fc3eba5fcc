/** What became of everything that was said, as the screens and the simulation's own records show it. */
import { BROADCAST_NUM } from '../../src/mesh/ids.js';
import type { SettledMessage } from '../../src/mesh/radio.js';
import type { ShownText } from '../../src/sim/world/screen.js';
import { grouped } from './group.js';
import type { Change, LogLine, Pair } from './pair.js';
import type { Played } from './plays.js';
import type { Traffic } from './traffic.js';

export interface Judged {
  /** Texts that were handed over, answers included. */
  readonly accepted: number;
  /** On the screen of the addressee; of a broadcast, on the air. */
  readonly delivered: number;
  /** Not there, and the bot said so. */
  readonly told: number;
  /** Accepted, and neither there nor told. */
  readonly lost: readonly string[];
  /** Told as delivered, and not there. */
  readonly untrue: readonly string[];
  /** Twice on one screen. */
  readonly duplicated: readonly string[];
  /** Twice on one screen, because the first copy's acknowledgement was lost on the air and the node gave up. */
  readonly excused: number;
  readonly alarms: readonly string[];
  readonly losses: readonly string[];
}

export function judge(pair: Pair, traffic: Traffic, played: readonly Played[]): Judged {
  const unsettled = traffic.texts.filter(({ end }) => end === undefined).map(({ text }) => text);
  const { queued, inFlight } = pair.app.radio.report().outbox;
  const stuckAnswers = Math.max(0, queued + inFlight - unsettled.length);
  const there = pair.settled.filter((settled) => isThere(pair, settled));
  const notThere = pair.settled.filter((settled) => !there.includes(settled));
  const { duplicated, excused } = repeats(pair);
  return {
    accepted: pair.settled.length + unsettled.length + stuckAnswers,
    delivered: there.length,
    told: notThere.filter((settled) => !claimsDelivery(settled)).length,
    lost: [...unsettled, ...(stuckAnswers > 0 ? [`${stuckAnswers} answers`] : [])],
    untrue: notThere.filter(claimsDelivery).map((settled) => textOf(settled)),
    duplicated,
    excused,
    alarms: alarmsOf(pair, played),
    losses: pair.lines.filter(({ msg }) => msg === 'link lost').map(({ fields }) => String(fields['reason'])),
  };
}

function textOf({ message: { content } }: SettledMessage): string {
  return content.kind === 'text' ? content.text : content.kind;
}

function claimsDelivery({ message, delivery: { outcome } }: SettledMessage): boolean {
  return outcome === 'delivered' || (outcome === 'relayed' && message.to === BROADCAST_NUM);
}

function isThere(pair: Pair, settled: SettledMessage): boolean {
  const { simulation } = pair;
  const { message } = settled;
  const text = textOf(settled);
  if (message.to === BROADCAST_NUM) return simulation.received().some((sent) => sent.text === text);
  const replyId = message.content.kind === 'text' ? message.content.replyId : undefined;
  const addressee = simulation.world.people.find(({ nodeNum }) => nodeNum === message.to);
  const shown = addressee?.screen.withText(text, simulation.world.base.nodeNum) ?? [];
  return shown.some((each) => each.replyId === replyId);
}

/** The same words to the same question, or the same text: under two ids it was shown twice. */
function repeats(pair: Pair): { duplicated: string[]; excused: number } {
  const gaveUp = new Set(
    pair.simulation.events.events
      .filter(({ kind }) => kind === 'gave up')
      .map(({ numbers }) => numbers['id']),
  );
  const duplicated: string[] = [];
  let excused = 0;
  for (const { name, screen } of pair.simulation.world.people) {
    const groups = grouped(ours(pair, screen.texts), ({ text, replyId }) =>
      replyId === undefined ? text : `answer to ${replyId}`,
    );
    for (const [what, shown] of groups) {
      const again = shown.slice(1).length;
      const late = shown.slice(0, -1).filter(({ id }) => gaveUp.has(id)).length;
      excused += Math.min(again, late);
      if (again > late) duplicated.push(`${what} on the screen of ${name}`);
    }
  }
  return { duplicated, excused };
}

function ours({ simulation }: Pair, texts: readonly ShownText[]): ShownText[] {
  return texts.filter(({ from }) => from === simulation.world.base.nodeNum);
}

/** An outage shorter than this must not be told to people. */
const ALERT_AFTER_MS = 60_000;
const CLOCKS_DIFFER_MS = 100;
/** So many closes shortly after each other look like another client. */
const EVICTIONS = 3;

function alarmsOf(pair: Pair, played: readonly Played[]): string[] {
  const mayLose = played.some(({ play }) => play.link === 'may-be-lost');
  const mayYield = played.some(({ play }) => play.group === 'disputed');
  const isAlarm = (line: LogLine): boolean => {
    switch (line.msg) {
      case 'link lost':
        return line.level === 'error' || !mayLose;
      case 'link yielding':
        return !mayYield && evictions(pair.lines) < EVICTIONS;
      case 'link still down':
        return line.level !== 'debug' && isEarly(pair, line);
      case 'alert raised':
        return isFalseAlert(pair, played, line);
      default:
        return line.level === 'error';
    }
  };
  return pair.lines.filter(isAlarm).map(({ level, msg, fields }) => `${level}: ${msg} ${briefly(fields)}`);
}

/** Whether nothing that was done to the node is what the alert says. */
function isFalseAlert(pair: Pair, played: readonly Played[], line: LogLine): boolean {
  const isPlayed = (...names: string[]) =>
    played.some(({ play }) => names.includes(play.behavior ?? '') || names.includes(play.switchName ?? ''));
  switch (line.fields['alert']) {
    case 'key-changed':
      return !isPlayed('change-key', 'keyMismatch');
    case 'node-restart':
      return !isPlayed('reboot');
    case 'slot-taken':
      return !played.some(({ play }) => play.group === 'disputed') && evictions(pair.lines) < EVICTIONS;
    case 'duty-limit':
      return !isPlayed('duty-cycle', 'dutyCyclePercent', 'tx-full', 'txQueue');
    case 'link':
      return isEarly(pair, line);
    default:
      return true;
  }
}

function isEarly({ changes }: Pair, { at }: LogLine): boolean {
  return outageUntil(changes, at) < ALERT_AFTER_MS - CLOCKS_DIFFER_MS;
}

/** Real closes by the node, which two faults together can make as many as another client would. */
function evictions(lines: readonly LogLine[]): number {
  return lines.filter(
    ({ msg, fields }) =>
      msg === 'link lost' && ['closed_by_node', 'evicted'].includes(String(fields['reason'])),
  ).length;
}

/** How long the link had been away by then. */
function outageUntil(changes: readonly Change[], at: number): number {
  const lastReady = changes.findLastIndex((change) => change.at <= at && change.state === 'ready');
  return at - (changes[lastReady + 1]?.at ?? at);
}

function briefly(fields: LogLine['fields']): string {
  const { err, ...rest } = fields;
  const words = JSON.stringify(rest).slice(0, 160);
  return err instanceof Error ? `${words} ${err.stack}` : words;
}
