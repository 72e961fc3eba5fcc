import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertSink } from '../../src/mesh/alert-sink.js';
import { Claims } from '../../src/radio/claims.js';
import { Link } from '../../src/radio/link.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import { FakeClock } from '../support/fake-clock.js';
import { lively, MemoryTransport, systemError } from '../support/memory-transport.js';
import { RecordingLog } from '../support/recording-log.js';

const MATTER = { alert: 'link-down' };

class RecordingAlerts implements AlertSink {
  readonly told: unknown[][] = [];

  raise(...what: Parameters<AlertSink['raise']>): void {
    this.told.push(['raise', ...what]);
  }

  clear(...what: Parameters<AlertSink['clear']>): void {
    this.told.push(['clear', ...what]);
  }
}

let clock: FakeClock;
let log: RecordingLog;
let alerts: RecordingAlerts;
let transport: MemoryTransport;
let link: Link;

beforeEach(() => {
  clock = new FakeClock();
  log = new RecordingLog();
  alerts = new RecordingAlerts();
  transport = new MemoryTransport();
  transport.onOpen = lively;
  link = new Link({
    transport,
    claims: new Claims(),
    clock,
    log,
    random: () => 0.5,
    settings: DEFAULT_LINK_SETTINGS,
    alerts,
  });
});

afterEach(async () => {
  const stopping = link.stop();
  await clock.advance(1000);
  await stopping;
  expect(clock.pending()).toEqual([]);
});

async function start(): Promise<void> {
  await link.start();
  await clock.advance(0);
}

/** The node closes the connection and then nothing listens for so many tries. */
async function lose(refusals: number): Promise<void> {
  for (let i = 0; i < refusals; i++) transport.next.push(systemError('ECONNREFUSED'));
  transport.peer.fin();
  await clock.advance(0);
}

const visible = (msg: string) => log.find(msg).filter(({ level }) => level !== 'debug');

describe('an outage', () => {
  it('of less than a minute is told with three lines and raises nothing', async () => {
    await start();
    await lose(59);
    await clock.advance(70_000);
    expect(log.visible()).toEqual(['link ready', 'link lost', 'link ready', 'link restored']);
    expect(alerts.told).toEqual([]);
  });

  it('that lasts a minute is told once more, with what the tries meet and not with how it began', async () => {
    await start();
    const downSince = new Date(clock.now()).toISOString();
    await lose(110);
    await clock.advance(109_000);
    const facts = {
      downSince,
      reason: 'refused',
      tries: 60,
      remedy: expect.stringContaining('is the node on'),
    };
    expect(log.find('link still down')).toEqual([
      { level: 'warn', name: '', msg: 'link still down', fields: facts },
    ]);
    expect(alerts.told).toEqual([['raise', MATTER, facts]]);
    await clock.advance(10_000);
    expect(log.visible().slice(2)).toEqual(['link still down', 'link ready', 'link restored']);
    expect(log.find('link restored')[0]?.fields).toEqual({
      outageMs: 110_000,
      reason: 'closed_by_node',
      lastReason: 'refused',
      tries: 111,
    });
    expect(alerts.told.at(-1)).toEqual(['clear', MATTER, { outageMs: 110_000 }]);
  });

  it('before the first link is told too, but its end is only a link that is ready', async () => {
    for (let i = 0; i < 80; i++) transport.next.push(systemError('EHOSTUNREACH'));
    await start();
    await clock.advance(90_000);
    expect(log.visible()).toEqual(['node not reachable', 'link still down', 'link ready']);
    expect(alerts.told).toMatchObject([
      ['raise', MATTER, { reason: 'unreachable' }],
      ['clear', MATTER, { outageMs: 80_000 }],
    ]);
  });

  it('is told by the link while it lasts: since when, why and what to do', async () => {
    const since = clock.now();
    transport.next.push('hang');
    await start();
    expect(link.absence).toEqual({ since });
    await clock.advance(10_500);
    expect(link.absence).toEqual({
      since,
      reason: 'connect_timeout',
      remedy: expect.stringContaining('A name may not resolve: try the IP address'),
    });
    await clock.advance(1000);
    expect(link.absence).toBeUndefined();
  });
});

describe('a fight over the slot', () => {
  it('raises the alert once and clears it when a link holds', async () => {
    await start();
    for (let loss = 0; loss < 2; loss++) {
      transport.peer.fin();
      await clock.advance(1000);
    }
    // Waits of 10, 20, 40, 80, 160 and 300 s, each followed by a link that the other client ends.
    for (const waitMs of [10_000, 20_000, 40_000, 80_000, 160_000, 300_000]) {
      transport.peer.fin();
      await clock.advance(waitMs + 100);
    }
    expect(visible('link still down')).toMatchObject([{ fields: { reason: 'evicted' } }]);
    expect(log.find('link still down')).toHaveLength(3);
    expect(alerts.told.map(([call]) => call)).toEqual(['raise', 'raise', 'raise']);
    await clock.advance(151_000);
    expect(alerts.told.at(-1)).toEqual(['clear', MATTER, { outageMs: 300_000 }]);
  });

  it('is told to be over when a link has held, also when no outage in it lasted', async () => {
    await start();
    for (let loss = 0; loss < 3; loss++) {
      transport.peer.fin();
      await clock.advance(1000);
    }
    await clock.advance(20_000);
    expect(log.visible().slice(-2)).toEqual(['link lost', 'link yielding']);
    await clock.advance(151_000);
    expect(log.visible().slice(-2)).toEqual(['link yielding', 'link undisputed again']);
    expect(alerts.told).toEqual([]);
  });
});
