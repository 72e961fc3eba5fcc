import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Claims } from '../../src/radio/claims.js';
import { Link } from '../../src/radio/link.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import { LinkError } from '../../src/radio/loss.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryTransport, type Peer } from '../support/memory-transport.js';
import { RecordingLog } from '../support/recording-log.js';

let clock: FakeClock;
let log: RecordingLog;
let transport: MemoryTransport;
let link: Link;

function answering(peer: Peer): void {
  peer.onWrite = ({ payloadVariant }) => {
    if (payloadVariant.case === 'wantConfigId') peer.handshake(payloadVariant.value);
    if (payloadVariant.case === 'disconnect') peer.fin();
  };
}

beforeEach(() => {
  clock = new FakeClock();
  log = new RecordingLog();
  transport = new MemoryTransport();
  transport.onOpen = answering;
  const deps = { transport, claims: new Claims(), clock, log, random: () => 0.5 };
  link = new Link({ ...deps, settings: DEFAULT_LINK_SETTINGS });
});

afterEach(async () => {
  const stopping = link.stop();
  await clock.advance(1000);
  await stopping;
  expect(clock.pending()).toEqual([]);
});

describe('a restart of the node that closes nothing', () => {
  it('ends the session at once, since the node knows nothing of us any more', async () => {
    await link.start();
    await clock.advance(0);
    transport.peer.send({ case: 'rebooted', value: true });
    await clock.advance(0);
    expect(transport.opens).toBe(2);
    expect(link.state).toBe('ready');
    expect(log.find('link lost')[0]?.fields).toMatchObject({ reason: 'reset', detail: 'the node restarted' });
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is no end of a handshake: what was asked before it is asked again', async () => {
    transport.onOpen = () => {};
    await link.start();
    await clock.advance(0);
    const { peer } = transport;
    expect(peer.count('wantConfigId')).toBe(1);
    answering(peer);
    peer.send({ case: 'rebooted', value: true });
    await clock.advance(0);
    expect(peer.count('wantConfigId')).toBe(2);
    expect(link.state).toBe('ready');
    expect(transport.opens).toBe(1);
  });
});

it('takes a cable that is pulled again and again for no other client', async () => {
  await link.start();
  for (let pulled = 0; pulled < 6; pulled += 1) {
    await clock.advance(2000);
    expect(link.state).toBe('ready');
    transport.peer.fail(new LinkError('unplugged', 'EIO: i/o error, read'));
  }
  await clock.advance(0);
  expect(log.find('link yielding')).toEqual([]);
  expect(new Set(log.find('link lost').map(({ fields }) => fields['reason']))).toEqual(
    new Set(['unplugged']),
  );
});
