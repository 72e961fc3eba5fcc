import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Claims } from '../../src/radio/claims.js';
import { Link } from '../../src/radio/link.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import { FakeClock } from '../support/fake-clock.js';
import { lively, MemoryTransport, type Peer, systemError } from '../support/memory-transport.js';
import { RecordingLog } from '../support/recording-log.js';

const HALF_HOUR_MS = 1_800_000;
/** How long a session is ended before, and the next one begun after. */
const MOMENT_MS = 1000;

let clock: FakeClock;
let log: RecordingLog;
let transport: MemoryTransport;
let isBusy: boolean;
let link: Link;

beforeEach(() => {
  clock = new FakeClock();
  log = new RecordingLog();
  transport = new MemoryTransport();
  transport.onOpen = lively;
  isBusy = false;
});

afterEach(async () => {
  const stopping = link.stop();
  await clock.advance(1000);
  await stopping;
  expect(clock.pending()).toEqual([]);
});

async function start(preventiveReconnectMs: number): Promise<void> {
  link = new Link({
    transport,
    claims: new Claims(),
    clock,
    log,
    random: () => 0.5,
    settings: { ...DEFAULT_LINK_SETTINGS, preventiveReconnectMs },
    isBusy: () => isBusy,
  });
  await link.start();
  await clock.advance(0);
}

function written(peer: Peer): (string | undefined)[] {
  return peer.written.map(({ payloadVariant }) => payloadVariant.case);
}

describe('a preventive reconnect', () => {
  it('does not happen unless asked for', async () => {
    await start(0);
    await clock.advance(4 * HALF_HOUR_MS);
    expect(transport.opens).toBe(1);
  });

  it('says goodbye and is ready again at once; it is no outage', async () => {
    await start(HALF_HOUR_MS);
    await clock.advance(HALF_HOUR_MS - MOMENT_MS);
    expect(transport.opens).toBe(1);
    await clock.advance(2 * MOMENT_MS);
    expect(link.state).toBe('ready');
    expect(transport.opens).toBe(2);
    expect(written(transport.peers[0] as Peer).at(-1)).toBe('disconnect');
    expect(log.visible()).toEqual(['link ready', 'link renewed', 'link ready']);
    expect(link.outages.totals.count).toBe(0);
  });

  it('comes again and again, and is never taken for another client', async () => {
    await start(600_000);
    await clock.advance(10 * 600_000 + 10 * MOMENT_MS);
    expect(transport.opens).toBe(11);
    expect(log.find('link yielding')).toEqual([]);
  });

  it('waits for what is in flight, but not for ever', async () => {
    await start(HALF_HOUR_MS);
    isBusy = true;
    await clock.advance(HALF_HOUR_MS + 60_000);
    expect(transport.opens).toBe(1);
    isBusy = false;
    await clock.advance(2 * MOMENT_MS);
    expect(transport.opens).toBe(2);
    isBusy = true;
    await clock.advance(HALF_HOUR_MS + 130_000);
    expect(transport.opens).toBe(3);
  });

  it('dies with the session that it was meant for', async () => {
    await start(HALF_HOUR_MS);
    await clock.advance(HALF_HOUR_MS - 60_000);
    transport.peer.fail(systemError('ECONNRESET'));
    await clock.advance(120_000);
    expect(transport.opens).toBe(2);
    expect(log.find('link renewed')).toEqual([]);
  });

  it('is an outage when the node cannot be had again', async () => {
    await start(HALF_HOUR_MS);
    await clock.advance(HALF_HOUR_MS - MOMENT_MS);
    for (let i = 0; i < 5; i++) transport.next.push(systemError('ECONNREFUSED'));
    await clock.advance(10 * MOMENT_MS);
    expect(log.visible()).toEqual([
      'link ready',
      'link renewed',
      'node not reachable',
      'link ready',
      'link restored',
    ]);
    expect(link.outages.all).toMatchObject([{ reason: 'refused' }]);
  });
});
