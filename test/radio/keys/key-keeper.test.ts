import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BROADCAST_NUM, NOBODY } from '../../../src/mesh/ids.js';
import { fingerprintOf } from '../../../src/mesh/key-store.js';
import {
  ALPHA,
  aReport,
  aText,
  aUser,
  BASE,
  BRAVO,
  CHARLIE,
  KEY,
  OTHER_KEY,
} from '../../support/builders.js';
import { KeyDesk } from '../../support/key-desk.js';

const HOUR_MS = 3_600_000;

let desk: KeyDesk;

beforeEach(() => {
  desk = new KeyDesk();
});

afterEach(async () => {
  desk.lose();
  desk.keeper.stop();
  await desk.clock.advance(0);
  expect(desk.clock.pending()).toEqual([]);
  expect(desk.listeners()).toBe(0);
});

const direct = (from = ALPHA, publicKey = KEY) => aText('hi', { from, pkiEncrypted: true, publicKey });
const statesOf = (nodeNum = ALPHA) => desk.keeper.history(nodeNum).map(({ state }) => state);

describe('keys are learnt', () => {
  it('from the database of our node, from NODEINFO packets and from proved direct messages', () => {
    desk.ready([aReport()]);
    desk.announce(BRAVO);
    desk.hear(direct(CHARLIE));
    const sources = [ALPHA, BRAVO, CHARLIE].map((nodeNum) => desk.keeper.history(nodeNum)[0]?.source);
    expect(sources).toEqual(['node_info', 'nodeinfo_packet', 'direct_message']);
    expect(desk.store.all()).toHaveLength(3);
  });

  it('of others alone, and only where there is one', () => {
    desk.ready([aReport({ nodeNum: NOBODY }), aReport({ nodeNum: BRAVO, user: aUser('Bravo', 'BRAV') })]);
    desk.announce(BASE, OTHER_KEY);
    desk.announce(BROADCAST_NUM);
    desk.announce(BRAVO, null);
    desk.hear(aText('on a channel', { from: BRAVO, publicKey: KEY }));
    expect(desk.store.all()).toEqual([]);
  });

  it('not from a handshake that left out the nodes', () => {
    desk.ready(undefined);
    expect(desk.store.all()).toEqual([]);
  });
});

describe('a changed key', () => {
  beforeEach(() => {
    desk.ready([aReport()]);
    desk.announce(ALPHA, OTHER_KEY);
  });

  it('is told of, by fingerprints alone, and not trusted', () => {
    expect(desk.alerts.told).toEqual(['raise key-changed !16fad3dc']);
    expect(desk.alerts.facts).toEqual([
      { trusted: fingerprintOf(KEY), seen: fingerprintOf(OTHER_KEY), source: 'nodeinfo_packet' },
    ]);
    expect(statesOf()).toEqual(['trusted', 'pending']);
    expect(desk.keeper.changed()).toEqual([ALPHA]);
  });

  it('is over when the peer shows the trusted one again, and not when our node only keeps that', () => {
    desk.lose();
    desk.ready([aReport()]);
    expect(desk.alerts.told).toHaveLength(1);
    desk.hear(direct());
    expect(desk.alerts.told.slice(1)).toEqual(['clear key-changed !16fad3dc']);
    expect(statesOf()).toEqual(['trusted', 'rejected']);
  });

  it('is told of once an hour at most when two keys take turns', async () => {
    for (let turn = 0; turn < 120; turn++) {
      desk.announce(ALPHA, KEY);
      desk.announce(ALPHA, OTHER_KEY);
      await desk.clock.advance(60_000);
    }
    expect(desk.alerts.told.filter((told) => told.startsWith('raise')).length).toBeLessThanOrEqual(3);
  });

  it('is trusted when a person accepts it, and the next change is news at once', () => {
    expect(desk.keeper.accept(BRAVO)).toBe(false);
    expect(desk.keeper.accept(ALPHA)).toBe(true);
    expect(desk.keeper.accept(ALPHA)).toBe(false);
    expect(statesOf()).toEqual(['rejected', 'trusted']);
    expect(desk.alerts.told.slice(1)).toEqual(['clear key-changed !16fad3dc']);
    desk.announce(ALPHA, KEY);
    expect(desk.alerts.told.slice(2)).toEqual(['raise key-changed !16fad3dc']);
  });

  it('is told of again by the next process', () => {
    desk.boot();
    expect(desk.alerts.told).toEqual(['raise key-changed !16fad3dc', 'raise key-changed !16fad3dc']);
  });
});

describe('the comparison', () => {
  const checks = () => desk.log.find('keys checked').map(({ level, fields }) => [level, fields]);
  const keyless = aReport({ nodeNum: BRAVO, user: aUser('Bravo', 'BRAV') });

  it('comes after the delay and then in every period, and tells figures that changed', async () => {
    desk.ready([aReport()]);
    await desk.clock.advance(29_999);
    expect(checks()).toEqual([]);
    await desk.clock.advance(1);
    expect(checks()).toEqual([['info', { known: 1, missing: 0, differing: 0 }]]);
    await desk.clock.advance(300_000);
    desk.announce(BRAVO);
    await desk.clock.advance(300_000);
    expect(checks().slice(1)).toEqual([
      ['debug', { known: 1, missing: 0, differing: 0 }],
      ['info', { known: 2, missing: 0, differing: 0 }],
    ]);
  });

  it('finds what is missing and what differs', async () => {
    desk.announce(BRAVO);
    desk.announce(CHARLIE);
    desk.ready([keyless, aReport({ nodeNum: CHARLIE, user: aUser('C', 'C', { publicKey: OTHER_KEY }) })]);
    await desk.clock.advance(30_000);
    expect(checks()).toEqual([['info', { known: 0, missing: 1, differing: 1 }]]);
    expect(desk.keeper.compare()).toMatchObject({ missing: [BRAVO], differing: [CHARLIE] });
  });

  it('dies with its session', async () => {
    desk.ready([aReport()]);
    await desk.clock.advance(20_000);
    desk.lose();
    await desk.clock.advance(HOUR_MS);
    expect(checks()).toEqual([]);
  });

  it('reports what goes wrong in it, and does not go on', async () => {
    desk.ready([aReport()]);
    desk.report = () => {
      throw new Error('no report');
    };
    await desk.clock.advance(600_000);
    expect(desk.log.find('keys cannot be compared')).toHaveLength(1);
  });

  it('claims nothing of a node that may have forgotten', async () => {
    desk.ready([aReport()]);
    desk.lose();
    desk.ready(undefined, 4);
    desk.database = undefined;
    await desk.clock.advance(30_000);
    expect(checks()).toEqual([['info', { known: 0, missing: 0, differing: 0, unknown: 1 }]]);
  });

  it('is skipped after reconnects alone when it shall be', async () => {
    desk.keeper.stop();
    desk = new KeyDesk({ onReconnect: false });
    desk.ready([aReport()]);
    await desk.clock.advance(40_000);
    desk.lose();
    desk.ready(undefined);
    await desk.clock.advance(299_999);
    expect(desk.log.find('keys skipped')).toMatchObject([{ fields: { reason: 'reconnect' } }]);
    expect(checks()).toHaveLength(1);
    await desk.clock.advance(1);
    expect(checks()).toHaveLength(2);
  });
});

describe('the node is asked for its database', () => {
  async function reconnect(rebootCount: number): Promise<void> {
    desk.lose();
    desk.ready(undefined, rebootCount);
    await desk.clock.advance(30_000);
  }

  beforeEach(async () => {
    desk.database = [aReport({ nodeNum: BASE }), aReport()];
    desk.ready([aReport()]);
    await desk.clock.advance(30_000);
  });

  it('when it has restarted, once', async () => {
    await reconnect(4);
    expect(desk.fetches).toBe(1);
    expect(desk.keeper.compare()).toMatchObject({ known: [ALPHA], unknown: [] });
    await desk.clock.advance(HOUR_MS);
    expect(desk.fetches).toBe(1);
  });

  it('not when it has only lost the link', async () => {
    await reconnect(3);
    expect(desk.fetches).toBe(0);
    expect(desk.keeper.compare().known).toEqual([ALPHA]);
  });

  it('once an hour at most when it does not count its boots, or does not tell', async () => {
    desk.database = undefined;
    await reconnect(0);
    expect(desk.keeper.compare().unknown).toEqual([ALPHA]);
    expect(desk.fetches).toBe(0);
    await desk.clock.advance(HOUR_MS);
    expect(desk.fetches).toBe(1);
    await desk.clock.advance(3 * HOUR_MS);
    expect(desk.fetches).toBe(4);
  });

  it('four times a day when nothing happens', async () => {
    await desk.clock.advance(24 * HOUR_MS);
    expect(desk.fetches).toBe(4);
  });

  it.each([
    ['a message waits', () => (desk.outbox = { queued: 1 })],
    ['a message is under way', () => (desk.outbox = { inFlight: 1 })],
    [
      'its firmware knows no nonce for that',
      () => (desk.own = { ...desk.own, firmware: '2.6.7.abc' } as never),
    ],
  ])('not while %s', async (_title, prepare) => {
    prepare();
    await reconnect(4);
    expect(desk.fetches).toBe(0);
  });
});
