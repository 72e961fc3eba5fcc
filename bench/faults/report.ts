/** The table of a campaign, and whether its targets are met. */
import { percentile } from '../table.js';
import type { Campaign } from './campaign.js';
import { grouped } from './group.js';
import { isBad, type Result } from './play-fault.js';
import type { Group } from './plays.js';

interface Row {
  readonly kind: string;
  readonly results: readonly Result[];
}

export interface Target {
  readonly what: string;
  readonly value: string;
  readonly isMet: boolean;
}

const COMBINED = 'two at once';
const CLOSED_P95_MS = 1000;
const AWAY_P95_MS = 2000;
const SILENT_MAX_MS = 45_000;

export function targetsOf({ results }: Campaign): Target[] {
  const closed = recoveries(singles(results, 'closed'));
  const away = recoveries(singles(results, 'away'));
  const noticed = singles(results, 'silent').filter(({ kind }) => kind.endsWith('till noticed'));
  const silent = noticed.flatMap(({ readyAgainMs }) => readyAgainMs ?? []);
  const stalled = singles(results, 'stall').filter(({ kind, losses }) => losses.length > lossesMeant(kind));
  const sum = (pick: (result: Result) => number) => results.reduce((total, each) => total + pick(each), 0);
  const none = (what: string, count: number): Target => ({ what, value: String(count), isMet: count === 0 });
  return [
    none('stuck', results.filter(({ isComplete }) => !isComplete).length),
    none(
      'texts lost without report',
      sum(({ lost }) => lost.length),
    ),
    none(
      'texts told as delivered that were not',
      sum(({ untrue }) => untrue.length),
    ),
    none(
      'texts shown twice',
      sum(({ duplicated }) => duplicated.length),
    ),
    none(
      'false alarms',
      sum(({ alarms }) => alarms.length),
    ),
    within('closed link, node present: p95', percentile(closed, 0.95), CLOSED_P95_MS),
    within('node back after an outage: p95', percentile(away, 0.95), AWAY_P95_MS),
    within(
      'silent link found and back: max',
      silent.length > 0 ? Math.max(...silent) : Number.NaN,
      SILENT_MAX_MS,
    ),
    none('links lost to a stall of up to 30 s', stalled.length),
  ];
}

/** What is about new connections closes the one that there is. */
function lossesMeant(kind: string): number {
  return kind.startsWith('dump-stall') ? 1 : 0;
}

function within(what: string, ms: number, limitMs: number): Target {
  const value = Number.isNaN(ms) ? 'not played' : `${seconds(ms)} s`;
  return { what: `${what} (≤ ${limitMs / 1000} s)`, value, isMet: Number.isNaN(ms) || ms <= limitMs };
}

function singles(results: readonly Result[], group: Group): Result[] {
  return results.filter(({ groups }) => groups.length === 1 && groups[0] === group);
}

function recoveries(results: readonly Result[]): number[] {
  return sorted(results.flatMap(({ recoverMs }) => recoverMs ?? []));
}

function sorted(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}

function seconds(ms: number | undefined): string {
  return ms === undefined || Number.isNaN(ms) ? '' : (ms / 1000).toFixed(2);
}

const COLUMNS = [
  'kind',
  'count',
  'recovered',
  'p50 s',
  'p95 s',
  'max s',
  'noticed s',
  'accepted',
  'delivered',
  'told',
  'lost',
  'twice',
  'late copy',
  'alarms',
] as const;

/** Text for people. */
export function tableOf(campaign: Campaign): string {
  const { results, seed, pairs, tookMs, standstillMs } = campaign;
  const byKind = grouped(results, ({ kind, groups }) => (groups.length > 1 ? COMBINED : kind));
  const rows: Row[] = [...byKind].map(([kind, each]) => ({ kind, results: each }));
  rows.sort((a, b) => rank(a) - rank(b) || a.kind.localeCompare(b.kind));
  const cells = [COLUMNS, ...[...rows, { kind: 'all', results }].map(cellsOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  const head =
    `${results.length} faults, seed ${seed}, ${pairs} bots with their nodes at a time over loopback in real time, ` +
    `${Math.round(tookMs / 1000)} s; the process stood still for up to ${Math.round(standstillMs.max)} ms (p99 ${Math.round(standstillMs.p99)} ms)`;
  const targets = targetsOf(campaign).map(
    ({ what, value, isMet }) => `${isMet ? 'ok    ' : 'MISSED'} ${what}: ${value}`,
  );
  return [head, '', ...lines, '', ...targets, ...results.filter(isBad).map(complaint)].join('\n');
}

const RANKS: Readonly<Record<Group, number>> = {
  closed: 0,
  away: 1,
  silent: 2,
  stall: 3,
  disputed: 4,
  other: 5,
};

function rank({ kind, results }: Row): number {
  return kind === COMBINED ? 6 : RANKS[results[0]?.groups[0] ?? 'other'];
}

function cellsOf({ kind, results }: Row): string[] {
  const sum = (pick: (result: Result) => number) =>
    String(results.reduce((total, each) => total + pick(each), 0));
  const times = recoveries(results);
  const noticed = sorted(
    results.filter(({ groups }) => groups.includes('silent')).flatMap(({ noticeMs }) => noticeMs ?? []),
  );
  return [
    kind,
    String(results.length),
    String(results.filter(({ isComplete }) => isComplete).length),
    seconds(percentile(times, 0.5)),
    seconds(percentile(times, 0.95)),
    seconds(times.at(-1)),
    seconds(noticed.at(-1)),
    sum(({ accepted }) => accepted),
    sum(({ delivered }) => delivered),
    sum(({ told }) => told),
    sum(({ lost, untrue }) => lost.length + untrue.length),
    sum(({ duplicated }) => duplicated.length),
    sum(({ excused }) => excused),
    sum(({ alarms }) => alarms.length),
  ];
}

export function complaint(result: Result): string {
  const { index, kind, profile, isComplete, lost, untrue, duplicated, alarms } = result;
  const told = [
    ...(isComplete ? [] : ['stuck']),
    ...lost.map((what) => `lost: ${what}`),
    ...untrue.map((what) => `told as delivered: ${what}`),
    ...duplicated.map((what) => `twice: ${what}`),
    ...alarms.map((what) => `alarm: ${what}`),
  ];
  return `#${index} ${kind} on ${profile}: ${told.join('; ')}`;
}

/** The same for programs. */
export function jsonOf(campaign: Campaign): object {
  const results = campaign.results.map(({ lines: _, ...result }) => result);
  return { ...campaign, targets: targetsOf(campaign), results };
}
