import { describe, expect, it } from 'vitest';
import type { LossReason } from '../../../src/mesh/radio.js';
import type { ConnectionFacts, DiagFacts } from '../../../src/radio/diag/facts.js';
import { summaryOf } from '../../../src/radio/diag/facts.js';
import { verdictOf } from '../../../src/radio/diag/verdict.js';

const S = 1000;

/** A connection that shook hands 1 s after it opened and still stands, heard a second ago. */
function connection(told: Partial<ConnectionFacts> = {}): ConnectionFacts {
  const { openedAt = 0 } = told;
  return {
    openedAt,
    readyAt: openedAt + S,
    bytesIn: 5000,
    bytesOut: 100,
    frames: 80,
    packets: 5,
    noiseBytes: 0,
    longestSilenceMs: 10 * S,
    rebootCount: 7,
    ...told,
  };
}

function lost(reason: LossReason, fromSecond: number, toSecond: number): ConnectionFacts {
  const endedAt = toSecond * S;
  return connection({ openedAt: fromSecond * S, endedAt, reason, lastOutAt: endedAt - 4 * S });
}

/** It was accepted, and not a byte came. */
function mute(told: Partial<ConnectionFacts> = {}): ConnectionFacts {
  const { readyAt: _, rebootCount: __, ...rest } = connection();
  return { ...rest, bytesIn: 0, frames: 0, packets: 0, longestSilenceMs: 40 * S, ...told };
}

function facts(connections: readonly ConnectionFacts[], told: Partial<DiagFacts> = {}): DiagFacts {
  return { mode: 'link', isCable: false, watchedMs: 600 * S, connections, failures: [], ...told };
}

const THIEVES = [
  lost('closed_by_node', 0, 120),
  lost('closed_by_node', 121, 240),
  lost('closed_by_node', 250, 360),
];

describe('the verdict', () => {
  it.each<[string, DiagFacts, string, RegExp]>([
    ['no connection', facts([], { failures: ['refused'] }), 'unreachable', /^not reachable: nothing listens/],
    ['no name', facts([], { failures: ['unresolved'] }), 'unreachable', /the name is unknown/],
    ['an end before the first try', facts([]), 'unreachable', /^not reached: it ended before/],
    [
      'a greeting of something else',
      facts([mute({ bytesIn: 41, noiseBytes: 41 })], { mode: 'raw' }),
      'not_meshtastic',
      /^not a Meshtastic node: it sent 41 bytes/,
    ],
    [
      'an answer of something else that then closes',
      facts([mute({ bytesIn: 150, noiseBytes: 150, endedAt: 2 * S, reason: 'closed_by_node' })]),
      'not_meshtastic',
      /^not a Meshtastic node/,
    ],
    [
      'noise beside frames',
      facts([connection({ noiseBytes: 12 })]),
      'healthy',
      /^healthy: .*600 s, 80 frames, 5 packets, longest silence 10 s$/,
    ],
    [
      'no answer, in several connections',
      facts([mute({ endedAt: 40 * S, reason: 'handshake_timeout' }), mute()], { watchedMs: 60 * S }),
      'silent',
      /^silent: accepted and never answered, 2 times, in 60 s/,
    ],
    [
      'no answer yet',
      facts([mute()], { watchedMs: 9500, mode: 'client' }),
      'silent',
      /never answered, in 9\.5 s/,
    ],
    [
      'no answer to a socket that says nothing',
      facts([mute()], { mode: 'raw' }),
      'healthy',
      /^healthy: the connection stood for 600 s\. .* closes it after 900 s$/,
    ],
    [
      'a handshake without an end',
      facts([mute({ bytesIn: 900, frames: 20 })]),
      'no_handshake',
      /^answers, but did not end its handshake in 600 s/,
    ],
    [
      'a handshake that is given up',
      facts([mute({ bytesIn: 900, frames: 20, endedAt: 60 * S, reason: 'handshake_timeout' })]),
      'no_handshake',
      /handshake/,
    ],
    [
      'an end before the handshake was complete',
      facts([mute({ bytesIn: 900, frames: 20, lastOutAt: 0, endedAt: 2 * S, reason: 'closed_by_node' })]),
      'closed',
      /^closed by the node 2 s after our last byte: it restarted its network, or another client/,
    ],
    [
      'a boot counter that rises',
      facts([lost('silent', 0, 60), connection({ openedAt: 75 * S, rebootCount: 9 })]),
      'restarts',
      /^the node restarts: boot counter rose from 7 to 9/,
    ],
    [
      'a boot counter that stays at nothing',
      facts([{ ...lost('reset', 0, 60), rebootCount: 0 }, connection({ openedAt: 75 * S, rebootCount: 0 })]),
      'broken',
      /^broken: the connection was reset/,
    ],
    [
      'the end of a socket that said nothing',
      facts([mute({ endedAt: 900 * S, reason: 'closed_by_node' })], { mode: 'raw' }),
      'idle_limit',
      /^closed by the node 900 s after our last byte: its idle limit\./,
    ],
    [
      'the end of a socket that said nothing, too early for the limit that is known',
      facts([mute({ endedAt: 60 * S, reason: 'closed_by_node' })], { mode: 'raw' }),
      'closed',
      /^closed by the node 60 s after our last byte: its idle limit, or another client took the slot$/,
    ],
    [
      'ends at a regular pace',
      facts(THIEVES),
      'another_client',
      /^another client takes the slot every 120 s/,
    ],
    [
      'ends that the link has yielded to',
      facts([...THIEVES.slice(0, 1), lost('evicted', 130, 240)]),
      'another_client',
      /every 120 s/,
    ],
    ['one end', facts(THIEVES.slice(0, 1)), 'closed', /^closed by the node 4 s after our last byte/],
    [
      'one end that the link has yielded to',
      facts([lost('evicted', 0, 9)]),
      'closed',
      /^closed by the node:/,
    ],
    [
      'ends after long lives',
      facts([lost('closed_by_node', 0, 300), lost('closed_by_node', 301, 601)]),
      'closed',
      /^closed by the node/,
    ],
    [
      'silent losses as often as a Wi-Fi restart makes them',
      facts([lost('silent', 0, 100), lost('reset', 110, 245), lost('silent', 250, 390)]),
      'network_drops',
      /^the node's network drops without a word every 145 s: look at its MQTT module/,
    ],
    ['a silent loss', facts([lost('silent', 0, 60), connection()]), 'falls_silent', /^falls silent: once/],
    [
      'a node that comes back deaf',
      facts([lost('silent', 0, 60), mute({ endedAt: 110 * S, reason: 'handshake_timeout' })]),
      'falls_silent',
      /^falls silent: 2 times/,
    ],
    [
      'a write into nothing',
      facts([lost('broken_pipe', 0, 60)]),
      'broken',
      /^broken: the connection was dead/,
    ],
    [
      'text on a cable that nobody spoke to',
      facts([mute({ bytesIn: 41, noiseBytes: 41 })], { mode: 'raw', isCable: true }),
      'healthy',
      /^healthy: .* says nothing by cable, or prints its log$/,
    ],
    [
      'nothing but text on a cable',
      facts([mute({ bytesIn: 41, noiseBytes: 41 })], { isCable: true }),
      'not_meshtastic',
      /none of them is a frame\. Is it the right port, and is the serial console of the node enabled\?$/,
    ],
    [
      'no answer by cable',
      facts([mute()], { isCable: true }),
      'silent',
      /^silent: the port is open and never answered, .* at the end of that cable$/,
    ],
    [
      'a cable that was pulled',
      facts([lost('unplugged', 0, 60), lost('unplugged', 70, 90)], { isCable: true }),
      'unplugged',
      /^unplugged: 2 times the port went away/,
    ],
    [
      'restarts by cable, as often as a Wi-Fi restart',
      facts([lost('reset', 0, 100), lost('reset', 110, 245)], { isCable: true }),
      'broken',
      /^broken: the node restarted, or the port failed$/,
    ],
    [
      'a node on a cable that hangs',
      facts([lost('silent', 0, 60), connection()], { isCable: true }),
      'falls_silent',
      /The node hung, or lost its power$/,
    ],
    [
      'a port that does not open',
      facts([], { failures: ['connect_timeout'], isCable: true }),
      'unreachable',
      /^not reachable: the port did not open in time/,
    ],
  ])('of %s', (_, seen, kind, words) => {
    const verdict = verdictOf(seen);
    expect(verdict.kind).toBe(kind);
    expect(verdict.text).toMatch(words);
  });
});

describe('the summary', () => {
  it('adds up connections, losses and times to recover', () => {
    const seen = facts(
      [
        lost('silent', 0, 60),
        mute({ openedAt: 61 * S, endedAt: 63 * S, reason: 'closed_by_node', longestSilenceMs: 42 * S }),
        lost('silent', 70, 100),
        lost('reset', 102, 110),
        connection({ openedAt: 114 * S }),
      ],
      { failures: ['refused', 'refused', 'unreachable'] },
    );
    expect(summaryOf(seen)).toEqual({
      mode: 'link',
      watchedMs: 600 * S,
      connections: 5,
      frames: 320,
      packets: 20,
      bytesIn: 20_000,
      bytesOut: 500,
      noiseBytes: 0,
      longestSilenceMs: 42 * S,
      losses: { silent: 2, closed_by_node: 1, reset: 1 },
      failedTries: { refused: 2, unreachable: 1 },
      recovery: { count: 3, p50Ms: 5 * S, maxMs: 11 * S },
    });
  });

  it('of nothing has no times', () => {
    expect(summaryOf(facts([]))).toMatchObject({
      connections: 0,
      longestSilenceMs: 0,
      losses: {},
      recovery: { count: 0 },
    });
  });
});
