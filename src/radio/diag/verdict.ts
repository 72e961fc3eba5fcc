/** What the facts mean, in words. Each rule looks at the facts alone; the first that knows something speaks. */
import { REMEDY } from '../link-journal.js';
import { type ConnectionFacts, type DiagFacts, median, summaryOf } from './facts.js';
import { wordsOf } from './words.js';

export type VerdictKind =
  | 'unreachable'
  | 'not_meshtastic'
  | 'no_handshake'
  | 'silent'
  | 'restarts'
  | 'idle_limit'
  | 'another_client'
  | 'network_drops'
  | 'falls_silent'
  | 'closed'
  | 'unplugged'
  | 'broken'
  | 'healthy';

export interface Verdict {
  readonly kind: VerdictKind;
  readonly text: string;
  /** What a person may do about a node that was not reached at all. */
  readonly remedy?: string;
}

type Rule = (facts: DiagFacts) => Verdict | undefined;

export function verdictOf(facts: DiagFacts): Verdict {
  for (const rule of RULES) {
    const verdict = rule(facts);
    if (verdict) return verdict;
  }
  return healthy(facts);
}

/** What a client may say nothing for (firmware 2.7.26 src/mesh/api/ServerAPI.cpp:6, 34-39); 898 to 900 s were seen. */
const IDLE_LIMIT_MS = 900_000;
const IDLE_LIMIT_TOLERANCE_MS = 15_000;

/** A second client that polls does so every minute or two; a session that lasted longer was none's victim. */
const EVICTED_WITHIN_MS = 150_000;
const EVICTIONS_FOR_A_HABIT = 2;

/** The firmware's Wi-Fi restart when MQTT fails: every 2 to 2.5 min (firmware 2.7.26 src/mqtt/MQTT.cpp:625-637). */
const WIFI_RESTART_MS = { min: 100_000, max: 200_000 };

const unreachable: Rule = (facts) => {
  if (facts.connections.length > 0) return undefined;
  const reason = facts.failures.at(-1);
  const text = reason
    ? `not reachable: ${wordsOf(facts).reasons[reason]}`
    : 'not reached: it ended before the first connection';
  return { kind: 'unreachable', text, ...(reason && { remedy: REMEDY[reason] }) };
};

const notMeshtastic: Rule = (facts) => {
  const { mode, isCable, connections } = facts;
  // A node prints its log to the cable until it is spoken to.
  if (mode === 'raw' && isCable) return undefined;
  const hasFrames = connections.some(({ frames }) => frames > 0);
  const noise = connections.reduce((total, { noiseBytes }) => total + noiseBytes, 0);
  if (hasFrames || noise === 0) return undefined;
  return {
    kind: 'not_meshtastic',
    text: `not a Meshtastic node: it sent ${noise} bytes, and none of them is a frame. ${wordsOf(facts).notMeshtastic}`,
  };
};

const neverAnswered: Rule = (facts) => {
  const { mode, connections, watchedMs } = facts;
  const { opened, mute } = wordsOf(facts);
  // A node says nothing to a socket that says nothing.
  if (mode === 'raw' || connections.some(({ bytesIn }) => bytesIn > 0)) return undefined;
  if (connections.some(({ reason }) => reason === 'closed_by_node' || reason === 'reset')) return undefined;
  const times = connections.length === 1 ? '' : `, ${connections.length} times`;
  return {
    kind: 'silent',
    text: `silent: ${opened} and never answered${times}, in ${seconds(watchedMs)}. ${mute}`,
  };
};

const noHandshake: Rule = ({ mode, connections, watchedMs }) => {
  const last = connections.at(-1);
  if (mode === 'raw' || !last || connections.some(({ readyAt }) => readyAt !== undefined)) return undefined;
  if (last.reason !== undefined && last.reason !== 'handshake_timeout') return undefined;
  return {
    kind: 'no_handshake',
    text: `answers, but did not end its handshake in ${seconds(watchedMs)}: the node is overloaded, or it hangs halfway`,
  };
};

const restarts: Rule = ({ connections }) => {
  const counts = connections.flatMap(({ rebootCount }) => rebootCount ?? []);
  const [first, last] = [counts[0], counts.at(-1)];
  if (first === undefined || last === undefined || last <= first) return undefined;
  return {
    kind: 'restarts',
    text: `the node restarts: boot counter rose from ${first} to ${last}. Look at its power supply, and at what it logs`,
  };
};

const idleLimit: Rule = ({ connections }) => {
  const quiet = connections.map(quietBeforeClose).find((ms) => ms !== undefined && isIdleLimit(ms));
  if (quiet === undefined) return undefined;
  return {
    kind: 'idle_limit',
    text: `closed by the node ${seconds(quiet)} after our last byte: its idle limit. A client has to say something more often`,
  };
};

function isIdleLimit(quietMs: number): boolean {
  return Math.abs(quietMs - IDLE_LIMIT_MS) <= IDLE_LIMIT_TOLERANCE_MS;
}

/** How long we had said nothing when the node closed the connection. */
function quietBeforeClose({ reason, endedAt, openedAt, lastOutAt }: ConnectionFacts): number | undefined {
  if (reason !== 'closed_by_node' || endedAt === undefined) return undefined;
  return endedAt - (lastOutAt ?? openedAt);
}

const anotherClient: Rule = ({ connections }) => {
  const evicted = connections.filter(looksEvicted);
  if (evicted.length < EVICTIONS_FOR_A_HABIT) return undefined;
  const every = median(intervalsOf(evicted));
  return {
    kind: 'another_client',
    text: `another client takes the slot${every === undefined ? '' : ` every ${seconds(every)}`}: a node serves one, and the newest wins. Close the phone app, other bot or tool that uses it`,
  };
};

function looksEvicted({ reason, readyAt, endedAt }: ConnectionFacts): boolean {
  if (reason !== 'closed_by_node' && reason !== 'evicted') return false;
  return readyAt !== undefined && endedAt !== undefined && endedAt - readyAt < EVICTED_WITHIN_MS;
}

/** Between the ends of connections, ascending. */
function intervalsOf(connections: readonly ConnectionFacts[]): number[] {
  const ends = connections.flatMap(({ endedAt }) => endedAt ?? []);
  return ends
    .slice(1)
    .map((end, index) => end - (ends[index] ?? end))
    .sort((a, b) => a - b);
}

const networkDrops: Rule = ({ isCable, connections }) => {
  if (isCable) return undefined;
  const every = median(intervalsOf(connections.filter(isVanished)));
  if (every === undefined || every < WIFI_RESTART_MS.min || every > WIFI_RESTART_MS.max) return undefined;
  return {
    kind: 'network_drops',
    text: `the node's network drops without a word every ${seconds(every)}: look at its MQTT module. A node that cannot reach its broker restarts its Wi-Fi every 2 to 2.5 min`,
  };
};

const fallsSilent: Rule = (facts) => {
  const silent = facts.connections.filter(
    ({ reason }) => reason === 'silent' || reason === 'handshake_timeout',
  );
  if (silent.length === 0) return undefined;
  return {
    kind: 'falls_silent',
    text: `falls silent: ${times(silent.length)} the connection stood and nothing came any more. The node hung, or lost ${wordsOf(facts).lost}`,
  };
};

function isVanished({ reason }: ConnectionFacts): boolean {
  return reason === 'silent' || reason === 'reset' || reason === 'broken_pipe';
}

const closed: Rule = (facts) => {
  const quiet = facts.connections.map(quietBeforeClose).findLast((ms) => ms !== undefined);
  const isEvicted = facts.connections.some(({ reason }) => reason === 'evicted');
  if (quiet === undefined && !isEvicted) return undefined;
  const when = quiet === undefined ? '' : ` ${seconds(quiet)} after our last byte`;
  // A socket that never says a word cannot tell the two apart.
  const why = facts.mode === 'raw' ? 'its idle limit, or another' : 'it restarted its network, or another';
  return { kind: 'closed', text: `closed by the node${when}: ${why} client took the slot` };
};

const unplugged: Rule = ({ connections }) => {
  const pulled = connections.filter(({ reason }) => reason === 'unplugged').length;
  if (pulled === 0) return undefined;
  return {
    kind: 'unplugged',
    text: `unplugged: ${times(pulled)} the port went away while it was open. Look at the cable, the plug and the power; a node with USB of its own also does so when it restarts`,
  };
};

const broken: Rule = (facts) => {
  const reason = facts.connections.findLast((each) => each.reason !== undefined)?.reason;
  return reason && { kind: 'broken', text: `broken: ${wordsOf(facts).reasons[reason]}` };
};

/** In the order of certainty: what is proven before what is guessed. */
const RULES: readonly Rule[] = [
  unreachable,
  notMeshtastic,
  neverAnswered,
  noHandshake,
  restarts,
  idleLimit,
  anotherClient,
  networkDrops,
  fallsSilent,
  closed,
  unplugged,
  broken,
];

function healthy(facts: DiagFacts): Verdict {
  const { packets, frames, longestSilenceMs } = summaryOf(facts);
  const lasted = `healthy: the connection stood for ${seconds(facts.watchedMs)}`;
  if (facts.mode !== 'raw') {
    const text = `${lasted}, ${frames} frames, ${packets} packets, longest silence ${seconds(longestSilenceMs)}`;
    return { kind: 'healthy', text };
  }
  return { kind: 'healthy', text: `${lasted}. ${wordsOf(facts).raw}` };
}

function seconds(ms: number): string {
  const value = ms / 1000;
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} s`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
