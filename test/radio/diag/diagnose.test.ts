import { create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Claims } from '../../../src/radio/claims.js';
import { diagnose } from '../../../src/radio/diag/diagnose.js';
import { type DiagMode, summaryOf } from '../../../src/radio/diag/facts.js';
import type { DiagEvent } from '../../../src/radio/diag/recorder.js';
import { verdictOf } from '../../../src/radio/diag/verdict.js';
import type { Transport } from '../../../src/radio/transport.js';
import type { Simulation } from '../../../src/sim/simulation.js';
import { aSimulation } from '../../support/a-simulation.js';
import type { FakeClock } from '../../support/fake-clock.js';
import { MemoryTransport, systemError } from '../../support/memory-transport.js';
import { RecordingLog } from '../../support/recording-log.js';

const STOP_MS = 2000;

let clock: FakeClock;
let simulation: Simulation;
let claims: Claims;
let log: RecordingLog;
let events: DiagEvent[];
let stopping: AbortController;

beforeEach(async () => {
  ({ clock, simulation } = await aSimulation({ switches: { idleSeconds: 900 } }));
  claims = new Claims();
  log = new RecordingLog();
  events = [];
  stopping = new AbortController();
});

afterEach(async () => {
  await simulation.stop();
  expect(clock.pending()).toEqual([]);
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  // Nobody holds the node any more.
  claims.take({ name: 'next' }, ['simulation:4403']);
});

function simulated(): Transport {
  return {
    address: 'simulation:4403',
    identities: () => Promise.resolve(['simulation:4403']),
    open: async () => simulation.connectMemory(),
  };
}

function start(mode: DiagMode, seconds: number, transport: Transport = simulated()) {
  return diagnose({
    mode,
    durationMs: seconds * 1000,
    transport,
    claims,
    clock,
    random: () => 0.5,
    log,
    signal: stopping.signal,
    onEvent: (event) => events.push(event),
  });
}

/** Watches until it ends by itself. */
async function watch(mode: DiagMode, seconds: number, transport?: Transport) {
  const watching = start(mode, seconds, transport);
  await clock.advance(seconds * 1000 + STOP_MS);
  const facts = await watching;
  return { facts, summary: summaryOf(facts), verdict: verdictOf(facts) };
}

function seen(event: string) {
  return events.filter((each) => each.event === event).map(({ fields }) => fields);
}

describe.each(['link', 'client'] as const)('a healthy node watched in mode %s', (mode) => {
  it('is found healthy, with what it said', async () => {
    const { summary, verdict } = await watch(mode, 300);
    expect(verdict.text).toMatch(/^healthy: the connection stood for 30[01] s, \d+ frames, \d+ packets/);
    expect(summary).toMatchObject({ connections: 1, losses: {}, recovery: { count: 0 }, noiseBytes: 0 });
    expect(summary.packets).toBeGreaterThan(2);
    expect(summary.longestSilenceMs).toBeLessThan(11_000);
    expect(events.map(({ event }) => event).slice(0, 2)).toEqual(['connecting', 'connected']);
    expect(seen('ready')).toEqual([
      expect.objectContaining({ node: '!0b07ba5e', name: 'Base', firmware: expect.any(String), boots: 15 }),
    ]);
    expect(seen('status').length).toBeGreaterThan(20);
    expect(seen('packet')).toHaveLength(summary.packets);
    expect(events.every(({ at }) => at > 1_773_000_000_000)).toBe(true);
    expect(simulation.events.counters['connections']).toBe(1);
  });
});

describe('the whole link', () => {
  it('finds another client, and how often it comes', async () => {
    simulation.behave('thief', '60');
    const { summary, verdict } = await watch('link', 400);
    expect(verdict.text).toMatch(/^another client takes the slot every 60 s/);
    expect(summary.losses['closed_by_node'] ?? 0).toBeGreaterThan(1);
    expect(summary.losses['evicted'] ?? 0).toBeGreaterThan(0);
    expect(summary.recovery.maxMs).toBeGreaterThan(9000);
  });

  it('finds restarts by the boot counter', async () => {
    const watching = start('link', 200);
    await clock.advance(30_000);
    simulation.behave('reboot', '12,fin');
    await clock.advance(200_000);
    const facts = await watching;
    expect(verdictOf(facts).text).toMatch(/^the node restarts: boot counter rose from 15 to 16\./);
    const { recovery, failedTries } = summaryOf(facts);
    expect(recovery.count).toBe(1);
    expect(failedTries['refused'] ?? 0).toBeGreaterThan(0);
  });

  it('finds a node that accepts and never answers', async () => {
    simulation.behave('freeze', '500');
    const { verdict, summary } = await watch('link', 100);
    expect(verdict.text).toMatch(/^silent: accepted and never answered, \d times/);
    expect(summary).toMatchObject({ bytesIn: 0, longestSilenceMs: expect.closeTo(40_000, -4) });
  });

  it('finds a connection that the node’s host has forgotten', async () => {
    const watching = start('link', 200);
    await clock.advance(20_000);
    simulation.behave('half-open', '50');
    await clock.advance(200_000);
    const facts = await watching;
    expect(verdictOf(facts).kind).toBe('falls_silent');
    expect(summaryOf(facts).losses).toMatchObject({ silent: 1 });
    expect(summaryOf(facts).recovery).toMatchObject({ count: 1 });
  });

  it('tells notices and noise', async () => {
    const transport = new MemoryTransport();
    const watching = start('link', 5, transport);
    await clock.advance(0);
    transport.peer.handshake();
    transport.peer.sendBytes(Uint8Array.of(1, 2, 3));
    const value = create(Mesh.ClientNotificationSchema, { message: 'Low entropy key' });
    transport.peer.send({ case: 'clientNotification', value });
    await clock.advance(5000 + STOP_MS);
    await watching;
    expect(seen('noise')).toEqual([{ bytes: 3 }]);
    expect(seen('notice')).toEqual([{ text: 'Low entropy key' }]);
  });

  it('ends at once when the node cannot be reached at all', async () => {
    const transport = new MemoryTransport();
    transport.next.push(systemError('ECONNREFUSED'));
    const facts = await start('link', 600, transport);
    expect(facts).toMatchObject({ connections: [], failures: ['refused'] });
    expect(transport.opens).toBe(1);
    expect(seen('not connected')).toEqual([{ reason: 'refused' }]);
  });
});

describe('one session', () => {
  it('ends with the first loss, and tells it', async () => {
    const watching = start('client', 600);
    await clock.advance(30_000);
    simulation.behave('fin');
    await clock.advance(1000);
    const facts = await watching;
    expect(verdictOf(facts).text).toMatch(/^closed by the node [\d.]+ s after our last byte/);
    expect(facts.watchedMs).toBeLessThan(32_000);
    expect(seen('lost')).toEqual([expect.objectContaining({ reason: 'closed_by_node' })]);
  });

  it('finds what is not a Meshtastic node', async () => {
    const transport = new MemoryTransport();
    transport.onOpen = (peer) => peer.sendBytes(new TextEncoder().encode('SSH-2.0-OpenSSH_9.2p1\r\n'));
    const { verdict } = await watch('client', 60, transport);
    expect(verdict.text).toMatch(/^not a Meshtastic node: it sent 23 bytes/);
  });

  it('tells that it cannot connect', async () => {
    simulation.behave('refuse', '60');
    const facts = await start('client', 600);
    expect(facts.failures).toEqual(['refused']);
    expect(verdictOf(facts).kind).toBe('unreachable');
  });

  it('throws what is no loss', async () => {
    const transport = { ...simulated(), identities: () => Promise.reject(new TypeError('a fault of ours')) };
    await expect(start('client', 10, transport)).rejects.toThrow('a fault of ours');
  });
});

describe('the socket alone', () => {
  it('never writes, and meets the idle limit of the node', async () => {
    const { facts, verdict } = await watch('raw', 1000);
    expect(verdict.text).toMatch(/^closed by the node 900 s after our last byte: its idle limit/);
    expect(facts.connections[0]).toMatchObject({ bytesIn: 0, bytesOut: 0, reason: 'closed_by_node' });
  });

  it('cannot tell a shorter limit from another client', async () => {
    simulation.switches.set('idleSeconds', 60);
    const { verdict } = await watch('raw', 600);
    expect(verdict.text).toMatch(/^closed by the node 60 s after our last byte: its idle limit, or another/);
  });

  it('stands for as long as it is asked to', async () => {
    const { verdict, facts } = await watch('raw', 120);
    expect(verdict.text).toMatch(/^healthy: the connection stood for 120 s\./);
    expect(facts.connections[0]?.reason).toBeUndefined();
  });

  it('tells a reset', async () => {
    const watching = start('raw', 600);
    await clock.advance(5000);
    simulation.behave('rst');
    await clock.advance(1000);
    const facts = await watching;
    expect(verdictOf(facts).text).toMatch(/^broken: the connection was reset/);
  });

  it('tells that it cannot connect', async () => {
    simulation.behave('refuse', '60');
    expect(await start('raw', 600)).toMatchObject({ connections: [], failures: ['refused'] });
  });
});

describe.each(['link', 'client', 'raw'] as const)('mode %s', (mode) => {
  it('ends early when it is told to, with what it has seen', async () => {
    const watching = start(mode, 600);
    await clock.advance(10_000);
    stopping.abort();
    await clock.advance(STOP_MS);
    const facts = await watching;
    expect(facts.connections).toHaveLength(1);
    expect(facts.connections[0]?.reason).toBeUndefined();
    expect(facts.watchedMs).toBeLessThanOrEqual(12_000);
  });

  it('ends when it is told to before it connects', async () => {
    stopping.abort();
    const watching = start(mode, 600);
    await clock.advance(STOP_MS);
    expect(await watching).toMatchObject({ failures: [] });
  });

  it('leaves a node alone that somebody owns', async () => {
    const release = claims.take({ name: 'link' }, ['simulation:4403']);
    await expect(start(mode, 600)).rejects.toMatchObject({ exitCode: 75 });
    expect(simulation.events.counters['connections']).toBeUndefined();
    release();
  });
});
