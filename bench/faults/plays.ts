/** What a campaign does to the node: every behaviour and every switch of the simulation, as control commands. */

/**
 * How the recovery is judged. `closed`: the connection ends, the node stays. `away`: the node cannot be reached for a
 * while. `silent`: nothing says that the connection is dead. `stall`: the node pauses and lives. `disputed`: another
 * client fights for the slot. `other`: no matter of the connection.
 */
export type Group = 'closed' | 'away' | 'silent' | 'stall' | 'disputed' | 'other';

export interface Play {
  /** As the table shows it. */
  readonly kind: string;
  readonly group: Group;
  /** Control commands that begin it. */
  readonly begin: readonly string[];
  /** The behaviour that is stopped when the time is over. */
  readonly behavior?: string;
  /** The switch that is set back. */
  readonly switchName?: string;
  readonly seconds: number;
  /** Whether the bot may lose its connection; one that it loses otherwise is a false alarm. */
  readonly link: 'kept' | 'may-be-lost';
  /** From the beginning until the node can serve again, where that is not the end. */
  readonly backMs?: number;
  /** Only the old connection is dead: the node serves a new one, which comes once the bot has noticed. */
  readonly untilNoticed?: boolean;
}

/** A play that has been given. */
export interface Played {
  readonly play: Play;
  /** ms since 1970 */
  readonly startedAt: number;
  /** When the node could serve again. */
  readonly backAt: number;
}

type Facts = Partial<Omit<Play, 'kind' | 'begin' | 'behavior' | 'switchName' | 'seconds'>>;

interface BehaviorFacts extends Facts {
  readonly args?: string;
  /** It is about new connections: the one that exists is closed once it acts. */
  readonly reconnects?: boolean;
}

function behavior(name: string, seconds: number, facts: BehaviorFacts = {}): Play {
  const { args = '', reconnects = false, ...rest } = facts;
  const line = `behave ${name} ${args}`.trim();
  return {
    group: 'other',
    link: reconnects ? 'may-be-lost' : 'kept',
    ...rest,
    kind: `${name}${args === '' ? '' : `=${args}`}${rest.untilNoticed ? ' till noticed' : ''}`,
    begin: reconnects ? [line, 'behave fin'] : [line],
    behavior: name,
    seconds,
  };
}

const lost = { link: 'may-be-lost' } as const;
const closed = { group: 'closed', ...lost } as const;
const away = { group: 'away', ...lost } as const;
const silent = { group: 'silent', ...lost } as const;
const stall = { group: 'stall' } as const;
const disputed = { group: 'disputed', ...lost } as const;
const reconnects = true;

const LINK: readonly Play[] = [
  behavior('fin', 0, closed),
  behavior('rst', 0, closed),
  behavior('rst', 11, { ...closed, args: 'frame' }),
  behavior('dump-cut', 3, { ...closed, args: '20,1', reconnects }),
  behavior('thief', 12, { ...closed, args: '10,0', backMs: 10_000 }),
  behavior('thief', 40, { ...disputed, args: '5,0' }),
  behavior('reboot', 12, { ...away, args: '12,silent' }),
  behavior('reboot', 12, { ...away, args: '12,fin' }),
  behavior('reboot', 1, { ...away, args: '1,fin' }),
  behavior('reboot', 40, { ...away, args: '40,silent' }),
  behavior('refuse', 15, { ...away, args: '15', reconnects }),
  behavior('refuse', 10, { args: '10' }),
  behavior('accept-close', 15, { ...away, args: '15', reconnects }),
  behavior('wifi-restart', 30, { ...away, args: '20', backMs: 28_000 }),
  behavior('half-open', 0, { ...silent, untilNoticed: true }),
  behavior('freeze', 0, { ...silent, args: '0', untilNoticed: true }),
  behavior('half-open', 15, { ...silent, args: '15' }),
  behavior('half-open', 60, { ...silent, args: '60' }),
  behavior('freeze', 10, { ...stall, args: '10' }),
  behavior('freeze', 20, stall),
  behavior('freeze', 30, { ...stall, args: '30' }),
  behavior('dump-stall', 20, { ...stall, args: '12,20', reconnects, backMs: 12_000 }),
  behavior('dump-stall', 40, { ...stall, args: '19,5', reconnects, backMs: 19_000 }),
];

const BYTES: readonly Play[] = [
  behavior('torn', 20, { args: '7' }),
  behavior('torn', 15, lost),
  behavior('stray94', 15),
  behavior('pair-in-payload', 20),
  behavior('garbage', 20),
  behavior('oversize', 20),
  behavior('oversize', 15, { args: '513,1' }),
  behavior('undecodable', 15, { args: '1' }),
  behavior('unknown-variant', 15, { args: '1' }),
  behavior('zero-frame', 15, { args: '1' }),
  behavior('slow', 20),
  behavior('bytewise', 15),
  behavior('coalesce', 15),
];

const FRAMES: readonly Play[] = [
  behavior('wrong-nonce', 10, { reconnects }),
  behavior('no-complete', 10, { reconnects }),
  behavior('lose-status', 15),
  behavior('foreign-status', 15, { args: '1' }),
  behavior('lose-acks', 20),
  behavior('lose-acks', 15, { args: '1' }),
  behavior('duplicate', 15, { args: '1' }),
  behavior('reorder', 20),
  behavior('replay-history', 10, { reconnects }),
  behavior('steal', 15),
  behavior('discard-input', 5),
  behavior('ignore-heartbeats', 45),
];

const NODE: readonly Play[] = [
  behavior('full-db', 20, { args: '2' }),
  behavior('forget-key', 0, { args: 'Alpha' }),
  behavior('change-key', 0, { args: 'Bravo' }),
  behavior('lost-our-key', 0, { args: 'Charlie' }),
  behavior('rate-limit', 30),
  behavior('duty-cycle', 60, { args: '1' }),
  behavior('tx-full', 15),
  behavior('tx-off', 15),
  behavior('clock-unset', 15),
  behavior('managed', 20),
  behavior('telemetry-off', 20),
];

const MESH: readonly Play[] = [
  behavior('silence', 20, { args: '20' }),
  behavior('storm', 15),
  behavior('loss', 30),
  behavior('deaf', 25, { args: 'Alpha' }),
  behavior('partition', 25, { args: 'Bravo' }),
  behavior('partition', 25),
  behavior('bad-text', 15, { args: '1' }),
  behavior('bot-loop', 25),
];

export const BEHAVIOR_PLAYS: readonly Play[] = [...LINK, ...BYTES, ...FRAMES, ...NODE, ...MESH];

const SWITCH_SECONDS = 15;

/** With `fin` where it is about new connections. */
function switched(name: string, value: string, isReconnecting = false): Play {
  const line = `switch ${name} ${value}`;
  return {
    kind: `${name} ${value}`,
    group: 'other',
    begin: isReconnecting ? [line, 'behave fin'] : [line],
    switchName: name,
    seconds: SWITCH_SECONDS,
    link: isReconnecting ? 'may-be-lost' : 'kept',
  };
}

/** Switches of which a change in the midst of a session shows something; `numbersFromKeys` acts at the start alone. */
export const SWITCH_PLAYS: readonly Play[] = [
  switched('slot', 'many:3', true),
  switched('slot', 'oldest', true),
  switched('acceptPollMs', '1000', true),
  switched('busyPollMs', '100'),
  switched('idlePollMs', '1000'),
  switched('busyForMs', '0'),
  switched('idleSeconds', '11'),
  switched('turn', 'frame-by-frame'),
  switched('writeMsPerFrame', '60', true),
  switched('rxDiscard', 'false'),
  switched('sendBufferBytes', '600', true),
  switched('stuckWriteSeconds', '1'),
  switched('shortWrite', 'closes'),
  switched('lostClient', 'lingers', true),
  switched('disconnectCloses', 'false'),
  switched('parser', 'second-look'),
  switched('rebootEnds', 'eof'),
  switched('awaySeconds', '1'),
  switched('heartbeat', 'silent'),
  switched('heartbeatNonce1', 'ordinary'),
  switched('handshake', '2.8', true),
  switched('fileInfos', '40', true),
  switched('userlessNodes', '100', true),
  switched('rebootCount', 'zero', true),
  switched('replay', 'true', true),
  switched('packetQueue', '2'),
  switched('queueStatusQueue', '1'),
  switched('notificationQueue', '1'),
  switched('proxyQueue', '1'),
  switched('queueStatusPerPacket', '2'),
  switched('ownTelemetrySeconds', '1'),
  switched('localStatsSeconds', '2'),
  switched('idRing', '0'),
  switched('gaps', '3,30,10'),
  switched('refusalTo', 'none'),
  switched('zeroHops', 'never-raised'),
  switched('dataBytes', '100,90'),
  switched('txQueue', '2'),
  switched('dutyCyclePercent', '100'),
  switched('dmChannel', 'as-given'),
  switched('pki', '2.6'),
  switched('pki', '2.7.14'),
  switched('tracerouteAck', 'false'),
  switched('signatures', 'true'),
  switched('capacity', '6'),
  switched('fullOfProtected', 'refuse'),
  switched('longNameBytes', '5', true),
  switched('ignoreErasesKey', 'false'),
  switched('warmStore', '100'),
  switched('addContact', '2.8'),
  switched('flashWriteMs', '3000'),
  switched('keyMismatch', 'overwrite'),
  switched('keyMismatch', 'keep-old-key'),
  switched('asksUnknown', 'false'),
  switched('nodeInfoReplyHours', '0'),
  switched('neighborModule', 'false'),
  switched('undecryptable', 'dropped'),
  switched('echoOwn', 'true'),
  switched('clockSet', 'false', true),
  switched('managed', 'true', true),
  switched('regionSet', 'false', true),
  switched('txEnabled', 'false', true),
];
