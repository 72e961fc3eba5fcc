import type { DiagSummary } from '../radio/diag/facts.js';
import type { DiagEvent } from '../radio/diag/recorder.js';
import type { Verdict } from '../radio/diag/verdict.js';
import { toDate } from '../util/clock.js';
import { duration } from './durations.js';

/** `14:05:31.208  packet  from=!16fad3dc kind=text bytes=40`, in local time. */
export function eventText({ at, event, fields }: DiagEvent): string {
  const date = toDate(at);
  const stamp = `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  const told = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`);
  return [stamp, event.padEnd(13), ...told].join('  ').trimEnd();
}

/** What the node says may hold anything: only plain words go to the terminal as they are. */
function shown(value: unknown): string {
  const text = String(value);
  return /^[\w.!:+^-]+$/.test(text) ? text : JSON.stringify(text.replace(/\p{C}/gu, '?'));
}

export function summaryText(address: string, summary: DiagSummary, verdict: Verdict): string {
  const failed = reasons(', failed tries: ', summary.failedTries);
  const watched = [
    ['watched', `${address}, mode ${summary.mode}, for ${duration(summary.watchedMs / 1000)}`],
    ['connections', `${summary.connections}${failed}`],
    ...seenRows(summary),
  ];
  const tried = [
    ['tried', `${address}, mode ${summary.mode}`],
    ['connections', `none${failed}`],
  ];
  const rows = [
    // Where no connection came about nothing was watched, and all the counts are no finding.
    ...(summary.connections === 0 ? tried : watched),
    ['verdict', verdict.text],
    ...(verdict.remedy === undefined ? [] : [['remedy', verdict.remedy]]),
  ];
  return ['', ...rows.map(([name = '', text = '']) => `${name.padEnd(12)} ${text}`)].join('\n');
}

function seenRows(summary: DiagSummary): string[][] {
  const { recovery } = summary;
  const recovered =
    recovery.p50Ms === undefined || recovery.maxMs === undefined
      ? 'no loss to recover from'
      : `${recovery.count} times, p50 ${seconds(recovery.p50Ms)}, longest ${seconds(recovery.maxMs)}`;
  return [
    ['received', `${summary.frames} frames, of them ${summary.packets} packets; ${summary.bytesIn} bytes`],
    ['noise', `${summary.noiseBytes} bytes outside frames`],
    ['sent', `${summary.bytesOut} bytes`],
    ['silence', `longest ${seconds(summary.longestSilenceMs)}`],
    ['losses', reasons('', summary.losses) || 'none'],
    ['recovery', recovered],
  ];
}

function reasons(prefix: string, counts: DiagSummary['losses']): string {
  const told = Object.entries(counts).map(([reason, count]) => `${reason} ${count}`);
  return told.length === 0 ? '' : `${prefix}${told.join(', ')}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
