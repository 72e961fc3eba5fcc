import type { StatusReport } from '../app.js';
import { EXIT, type ExitCode } from '../util/errors.js';
import { askBot, type BotPlace, connectToBot } from './bot-client.js';
import { duration } from './durations.js';
import { type CliIo, printLine } from './io.js';
import { localTime } from './local-time.js';

export interface StatusOptions extends BotPlace {
  readonly json?: boolean;
}

export async function status(options: StatusOptions, io: CliIo): Promise<ExitCode> {
  const client = await connectToBot(options, io);
  try {
    const report = (await askBot(client, { do: 'status' }, io.signal)) as StatusReport;
    printLine(io, options.json ? JSON.stringify(report, null, 2) : statusText(report));
    return EXIT.done;
  } finally {
    client.close();
  }
}

/** As far as most names reach. */
const NAME_WIDTH = 9;

/** The report for a person. */
export function statusText(report: StatusReport): string {
  const { node, outbox, received, nodes, memory } = report;
  const rows = [
    ['bot', `MeshBot ${report.version}, up ${duration(report.uptimeSeconds)}`],
    [
      'node',
      `${[node.name ?? 'not met yet', node.id].filter(Boolean).join(' ')} at ${placeOf(report)}${firmwareOf(report)}`,
    ],
    ['link', linkText(report.link)],
    ...awayRows(report.link.away),
    ['outages', outagesText(report.link.outages)],
    [
      'outbox',
      `${outbox.queued} queued, ${outbox.inFlight} in flight; ${outbox.delivered} delivered, ${outbox.unconfirmed} unconfirmed, ${outbox.failed} failed, ${outbox.expired} expired`,
    ],
    [
      'received',
      `${received.packets} packets, ${received.texts} texts${lastText(received.lastPacketSecondsAgo)}`,
    ],
    ['mesh', `${nodes.known} nodes, ${nodes.withKey} with a key`],
    ...report.remoteNodes.map((node) => ['remote', remoteText(node)]),
    ...report.services.map((service) => [service.name, serviceText(service)]),
    ['memory', `${Math.round(memory.rssBytes / 1e6)} MB`],
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return rows
    .map(([name = '', text = '']) => `${name.padEnd(Math.max(width, NAME_WIDTH))} ${text}`)
    .join('\n');
}

/** Of a source that nobody has asked yet it is not known whether it would answer. */
function serviceText({ state, lastSuccess, reason, remedy }: StatusReport['services'][number]): string {
  if (state === 'ok' && lastSuccess === undefined) return 'not asked yet';
  const how = reason === undefined ? state : `${state} (${reason})`;
  const answered = lastSuccess === undefined ? how : `${how}, last answer ${localTime(lastSuccess)}`;
  return remedy === undefined ? answered : `${answered}: ${remedy}`;
}

function placeOf({ node }: StatusReport): string {
  return node.movedFrom === null ? node.address : `${node.address} (moved from ${node.movedFrom})`;
}

function firmwareOf({ node }: StatusReport): string {
  return node.firmware === null ? '' : `, firmware ${node.firmware}`;
}

function linkText(link: StatusReport['link']): string {
  if (link.away) return awayText(link.away);
  const frame = link.lastFrameSecondsAgo;
  const heard = frame === null ? '' : `, last sign of life ${duration(frame)} ago`;
  return `${link.state} for ${duration(link.sinceSeconds)}${heard}`;
}

type Away = NonNullable<StatusReport['link']['away']>;

/** `away since 2026-03-12 14:02:31 (3 min 4 s): network refused` */
export function awayText({ since, seconds, wasReached, words }: Away): string {
  const head = wasReached ? 'away since' : 'never reached, tried since';
  return `${head} ${localTime(since)} (${duration(seconds)})${words === null ? '' : `: ${words}`}`;
}

function awayRows(away: Away | null): string[][] {
  if (!away) return [];
  const { tries, nextTrySeconds, remedy } = away;
  const next = nextTrySeconds === null ? '' : `, the next in ${duration(nextTrySeconds)}`;
  return [
    ['', `${tries} ${tries === 1 ? 'try' : 'tries'} so far${next}`],
    ...(remedy === null ? [] : [['', remedy]]),
  ];
}

function outagesText(outages: StatusReport['link']['outages']): string {
  if (outages.last === null) return 'none';
  const { count, totalSeconds, longestSeconds, last } = outages;
  const inAll = `${count}, ${duration(totalSeconds)} in all, longest ${duration(longestSeconds)}`;
  return `${count === 0 ? 'none since the start' : inAll}; last ${localTime(last.at)} for ${duration(last.seconds)} (${last.words})`;
}

type Remote = StatusReport['remoteNodes'][number];

/** `Hill at 192.168.1.40:4403: reached 2026-03-12 14:02:31, firmware 2.7.26, up 3 d, 7 nodes heard directly` */
function remoteText(node: Remote): string {
  const { name, address, reachedAt, firmware, uptimeSeconds, directNodes } = node;
  const known = [
    reachedAt === null ? undefined : `reached ${localTime(reachedAt)}`,
    firmware === null ? undefined : `firmware ${firmware}`,
    uptimeSeconds === null ? undefined : `up ${duration(uptimeSeconds)}`,
    directNodes === null ? undefined : `${directNodes} nodes heard directly`,
  ].filter((part) => part !== undefined);
  const state = remoteState(node);
  return `${name} at ${address}: ${[...(state === undefined ? [] : [state]), ...known].join(', ')}`;
}

function remoteState({ state, awaySince, words, remedy }: Remote): string | undefined {
  switch (state) {
    case 'reached':
      return undefined;
    case 'failed':
      return `away since ${awaySince === null ? 'the last look' : localTime(awaySince)} (${words}; ${remedy})`;
    case 'held':
      return 'left alone, another bot has it';
    case 'main':
      return "left alone, it is the bot's own node";
    case 'not looked at yet':
      return state;
  }
}

function lastText(secondsAgo: number | null): string {
  return secondsAgo === null ? '' : `, the last ${duration(secondsAgo)} ago`;
}
