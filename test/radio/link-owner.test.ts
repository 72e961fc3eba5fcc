import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Claims } from '../../src/radio/claims.js';
import { Link } from '../../src/radio/link.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryTransport } from '../support/memory-transport.js';
import { RecordingLog } from '../support/recording-log.js';

let clock: FakeClock;
let log: RecordingLog;
let transport: MemoryTransport;
let claims: Claims;
let link: Link;

beforeEach(() => {
  clock = new FakeClock();
  log = new RecordingLog();
  claims = new Claims();
  transport = new MemoryTransport();
  transport.onOpen = (peer) => {
    peer.onWrite = ({ payloadVariant }) => {
      if (payloadVariant.case === 'wantConfigId') peer.handshake(payloadVariant.value);
      if (payloadVariant.case === 'disconnect') peer.fin();
    };
  };
  link = new Link({ transport, claims, clock, log, random: () => 0.5, settings: DEFAULT_LINK_SETTINGS });
});

afterEach(async () => {
  const stopping = link.stop();
  await clock.advance(1000);
  await stopping;
  expect(clock.pending()).toEqual([]);
});

describe('the link as one owner', () => {
  it('refuses a second link to the same node by any of its names', async () => {
    await link.start();
    const second = new Link({
      transport: {
        address: 'attic.local:4403',
        identities: () => Promise.resolve(['attic.local:4403', transport.address]),
        open: (signal) => transport.open(signal),
      },
      claims,
      clock,
      log,
      random: () => 0.5,
      settings: DEFAULT_LINK_SETTINGS,
    });
    await expect(second.start()).rejects.toThrow(/memory:4403 is already held by the link/);
    await clock.advance(0);
    expect(transport.opens).toBe(1);
  });

  it('gives the node back when it stops', async () => {
    await link.start();
    await clock.advance(0);
    await link.stop();
    expect(() => claims.take({ name: 'next' }, [transport.address])).not.toThrow();
  });

  it('tells when somebody else has the node under a name that was not known at the start', async () => {
    claims.take({ name: 'bot' }, ['192.168.1.5:4403']);
    let isKnown = false;
    transport.identities = async () => (isKnown ? ['192.168.1.5:4403'] : [transport.address]);
    await link.start();
    isKnown = true;
    await clock.advance(0);
    expect(link.state).toBe('ready');
    expect(log.find('node claimed twice')[0]?.fields['reason']).toContain('held by the bot');
  });

  it('does not wait for a name server that does not answer', async () => {
    transport.identities = () => new Promise(() => {});
    void link.start();
    await clock.advance(2000);
    expect(link.state).toBe('ready');
  });
});

it('ends a connection that comes together with the stop', async () => {
  const { open } = transport;
  transport.open = async (signal) => {
    await Promise.resolve();
    void link.stop();
    return open.call(transport, signal);
  };
  await link.start();
  await clock.advance(0);
  expect(transport.peer.isClosed).toBe(true);
  expect(link.state).toBe('stopped');
});
