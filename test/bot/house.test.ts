import { describe, expect, it } from 'vitest';
import { House } from '../../src/bot/house.js';
import { Visitors } from '../../src/bot/visitors.js';
import { SqliteHouseStore } from '../../src/history/house-store.js';
import { ADMIN_PACKETS_KEPT_MS } from '../../src/mesh/house-store.js';
import { toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import { aDatabase } from '../support/a-database.js';
import {
  ALPHA,
  aConsoleRequest,
  aRequest,
  BRAVO,
  CHARLIE,
  KEY,
  NOW,
  OTHER_KEY,
} from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

const HOUR = 3_600_000;

/** Processes that follow each other on one database. */
function aPlace() {
  const clock = new FakeClock(NOW);
  const log = new RecordingLog();
  const store = new SqliteHouseStore(aDatabase(clock, log), log);
  const boot = () => {
    const house = new House(clock, store);
    const visitors = new Visitors(clock, store);
    house.load();
    visitors.load();
    return { house, visitors };
  };
  return { clock, boot };
}

describe('what admins decide for the whole bot', () => {
  it('a silence outlives the process, and ends by itself', async () => {
    const { clock, boot } = aPlace();
    expect(boot().house.quietUntil).toBeUndefined();
    boot().house.beQuiet(60);
    const { house } = boot();
    expect(house.quietUntil).toBe(NOW + HOUR);
    await clock.advance(HOUR);
    expect(house.quietUntil).toBeUndefined();
    expect(house.endQuiet()).toBe(false);
  });

  it('a silence that is ended stays ended', () => {
    const { boot } = aPlace();
    const { house } = boot();
    house.beQuiet(60);
    expect(house.endQuiet()).toBe(true);
    expect(boot().house.quietUntil).toBeUndefined();
  });

  it('a silence of a clock that was a year ahead is none', () => {
    const { clock, boot } = aPlace();
    clock.jump(365 * 24 * HOUR);
    boot().house.beQuiet(60);
    clock.jump(-365 * 24 * HOUR);
    expect(boot().house.quietUntil).toBeUndefined();
  });

  it('blocks outlive the process, and end one by one', async () => {
    const { clock, boot } = aPlace();
    const { house } = boot();
    house.block(ALPHA, 2);
    house.block(BRAVO, 1);
    expect(boot().house.blocks.map(({ nodeNum }) => nodeNum)).toEqual([BRAVO, ALPHA]);
    await clock.advance(HOUR);
    const later = boot().house;
    expect([later.isBlocked(ALPHA), later.isBlocked(BRAVO)]).toEqual([true, false]);
    later.block(CHARLIE, 1);
    expect(later.unblock(BRAVO)).toBe(false);
    expect(later.unblock(ALPHA)).toBe(true);
    expect(boot().house.blocks.map(({ nodeNum }) => nodeNum)).toEqual([CHARLIE]);
  });

  it('trust is kept with its key until it is taken back', () => {
    const { boot } = aPlace();
    boot().house.trust(ALPHA, KEY);
    boot().house.trust(BRAVO, OTHER_KEY);
    const { house } = boot();
    expect(house.trustedKey(ALPHA)).toEqual({ nodeNum: ALPHA, key: KEY, since: NOW });
    house.untrust(ALPHA);
    expect(house.trustedKey(ALPHA)).toBeUndefined();
    expect(boot().house.trustedKey(ALPHA)).toBeUndefined();
    expect(boot().house.trustedKey(BRAVO)?.key).toEqual(OTHER_KEY);
  });

  it('a packet of an admin is new once in 30 days, over restarts too', () => {
    const { clock, boot } = aPlace();
    const packet = { from: ALPHA, id: toPacketId(7) };
    expect(boot().house.isNewOrder(packet)).toBe(true);
    expect(boot().house.isNewOrder(packet)).toBe(false);
    expect(boot().house.isNewOrder({ ...packet, from: BRAVO })).toBe(true);
    clock.jump(ADMIN_PACKETS_KEPT_MS + 1);
    expect(boot().house.isNewOrder(packet)).toBe(true);
  });
});

describe('who was here', () => {
  it('are those who were proved, the last one first', async () => {
    const { clock, boot } = aPlace();
    const { visitors } = boot();
    const bravo = { id: 'mesh:!2b4a7c10', name: 'Bravo', role: 'admin', nodeNum: BRAVO } as const;
    visitors.note(aRequest('/ping'));
    await clock.advance(HOUR);
    visitors.note(aRequest('/ping', { user: bravo }));
    visitors.note(aRequest('/ping', { user: { ...bravo, id: 'mesh:!00000001', role: 'any' } }));
    visitors.note(aConsoleRequest('ping'));
    expect(boot().visitors.all).toEqual([
      { userId: 'mesh:!2b4a7c10', name: 'Bravo', role: 'admin', firstAt: NOW + HOUR, lastAt: NOW + HOUR },
      { userId: 'mesh:!16fad3dc', name: 'Alpha', role: 'known', firstAt: NOW, lastAt: NOW },
    ]);
    await clock.advance(1000);
    visitors.note(aRequest('/ping'));
    expect(visitors.all[0]).toMatchObject({ userId: 'mesh:!16fad3dc', lastAt: NOW + HOUR + 1000 });
  });

  it('are forgotten when there are more than any mesh has', () => {
    const { boot } = aPlace();
    const { visitors } = boot();
    for (let n = 1; n <= 2001; n++) {
      const nodeNum = toNodeNum(n);
      visitors.note(aRequest('/ping', { user: { id: `mesh:${n}`, name: 'N', role: 'known', nodeNum } }));
    }
    expect(visitors.all).toHaveLength(2000);
    expect(boot().visitors.all).toHaveLength(2000);
  });
});
