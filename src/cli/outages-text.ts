import type { FlightEvent, OutageRecord, OutageReport } from '../app.js';
import { wordsOf } from '../radio/diag/words.js';
import { REMEDY } from '../radio/link-journal.js';
import { toDate } from '../util/clock.js';
import { eventText } from './diag-text.js';
import { duration } from './durations.js';
import { localTime } from './local-time.js';

const NONE = 'No outage: since the bot keeps account of them the link was never lost.';

/** The recording first, so that what came of it stands at the end, where one looks. */
export function outagesText({ last, outages }: OutageReport, now: number): string {
  if (!last) return NONE;
  const { recording } = last;
  return [
    recording.length > 0 ? 'What passed before the last outage:' : 'What passed before it was not kept.',
    ...recording.map(flightText),
    '',
    ...factRows(last, now).map(([name = '', text = '']) => `${name.padEnd(9)} ${text}`),
    '',
    `The last ${outages.length === 1 ? 'one' : outages.length}, newest first:`,
    ...outages.map((outage, index) => listed(outage, index === 0 ? now : undefined)),
  ].join('\n');
}

/** For programs: stamps as ISO 8601. */
export function outagesJson({ last, outages }: OutageReport): string {
  const recording = last?.recording.map(({ at, ...event }) => ({ time: isoOf(at), ...event }));
  const report = { last: last && { ...inIso(last), recording }, outages: outages.map(inIso) };
  return JSON.stringify(report, null, 2);
}

function inIso({ startedAt, endedAt, seenAt, heard, ...rest }: OutageRecord) {
  return {
    ...rest,
    startedAt: isoOf(startedAt),
    endedAt: endedAt === null ? null : isoOf(endedAt),
    seenAt: isoOf(seenAt),
    heard: heard && { packets: heard.packets, from: isoOf(heard.from), to: isoOf(heard.to) },
  };
}

function isoOf(at: number): string {
  return toDate(at).toISOString();
}

function flightText({ at, uptime: _, way, what, bytes, count, ...rest }: FlightEvent): string {
  const fields = {
    ...(count !== undefined && { count }),
    ...(bytes !== undefined && { bytes }),
    ...rest,
  };
  return eventText({ at, event: `${way.padEnd(4)} ${what.padEnd(14)}`, fields });
}

function factRows(outage: OutageRecord, now: number): string[][] {
  const { startedAt, reason, tries, lastReason } = outage;
  return [
    ['outage', `${localTime(startedAt)}, ${lengthText(outage, now)}`],
    ['reason', `${reason}: ${wordsOf({ isCable: false }).reasons[reason]}`],
    ['tries', `${tries}${lastReason === null ? '' : `; the last failed one: ${lastReason}`}`],
    ['remedy', remedyOf(outage)],
    ['node', restartText(outage)],
    ['heard', heardText(outage)],
  ];
}

/** The newest trouble says why it lasted: a node that went away had no fight with another client before. */
function remedyOf({ reason, lastReason, restarted }: OutageRecord): string {
  if (restarted) return REMEDY.reset;
  return REMEDY[lastReason ?? reason];
}

function lengthText(outage: OutageRecord, now: number | undefined): string {
  const { startedAt, endedAt, lengthMs, seenAt, hasGap } = outage;
  const gap = ': the bot did not run all the time';
  if (endedAt === null || lengthMs === null) {
    if (now === undefined) return 'its end was not kept';
    return `lasts, ${duration((now - startedAt) / 1000)} so far${hasGap ? gap : ''}`;
  }
  if (!hasGap) return `lasted ${duration(lengthMs / 1000)}`;
  return `lasted ${duration((seenAt - startedAt) / 1000)} to ${duration(lengthMs / 1000)}${gap}`;
}

function restartText({ restarted }: OutageRecord): string {
  if (restarted === null) return 'whether it restarted is not known';
  return restarted
    ? 'restarted meanwhile: its boot counter rose'
    : 'its boot counter did not rise: no sign of a restart';
}

function heardText({ heard }: OutageRecord): string {
  if (!heard) return 'what the node heard meanwhile is not known';
  const { packets, from, to } = heard;
  return `${packets} packets from ${localTime(from)} to ${localTime(to)}, by the node's own counter`;
}

/** Only the newest one can last until now. */
function listed(outage: OutageRecord, now: number | undefined): string {
  const { startedAt, reason, tries, lastReason } = outage;
  const last = lastReason === null || lastReason === reason ? '' : `, then ${lastReason}`;
  const count = `${tries} ${tries === 1 ? 'try' : 'tries'}`;
  return `  ${localTime(startedAt)}  ${reason}${last}  ${count}  ${lengthText(outage, now)}`;
}
