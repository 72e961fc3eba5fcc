import { describe, expect, it, vi } from 'vitest';
import { House } from '../../src/bot/house.js';
import { Visitors } from '../../src/bot/visitors.js';
import { SqliteHouseStore } from '../../src/history/house-store.js';
import { MAX_PROVED_PACKETS, PROVED_PACKETS_KEPT_MS } from '../../src/mesh/house-store.js';
import { type NodeNum, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
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
function aPlace(admins: readonly NodeNum[] = []) {
  const clock = new FakeClock(NOW);
  const log = new RecordingLog();
  const database = aDatabase(clock, log);
  const boot = () => {
    const store = new SqliteHouseStore(database, log);
    const house = new House(clock, store, admins);
    const visitors = new Visitors(clock, store);
    house.load();
    visitors.load();
    return { house, visitors };
  };
  return { clock, boot, database };
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

  it('knows who is an admin: whom the configuration names, and whose key a person trusted', () => {
    const { house } = aPlace([ALPHA]).boot();
    house.trust(BRAVO, KEY);
    expect([ALPHA, BRAVO, CHARLIE].map((nodeNum) => house.isAdmin(nodeNum))).toEqual([true, true, false]);
    house.untrust(BRAVO);
    expect(house.isAdmin(BRAVO)).toBe(false);
  });
});

describe('a proved message', () => {
  const packet = { from: ALPHA, id: toPacketId(7) };

  it('is new once in 30 days, over restarts too', () => {
    const { clock, boot } = aPlace();
    expect(boot().house.isNewMessage(packet)).toBe(true);
    expect(boot().house.isNewMessage(packet)).toBe(false);
    expect(boot().house.isNewMessage({ ...packet, from: BRAVO })).toBe(true);
    expect(boot().house.isNewMessage({ ...packet, id: toPacketId(8) })).toBe(true);
    clock.jump(PROVED_PACKETS_KEPT_MS + 1);
    expect(boot().house.isNewMessage(packet)).toBe(true);
  });

  it('of an admin is new once for ever, whatever the clock does, also from before he was one', () => {
    const { clock, boot } = aPlace([BRAVO]);
    boot().house.isNewMessage(packet);
    boot().house.isNewMessage({ ...packet, from: BRAVO });
    boot().house.isNewMessage({ ...packet, from: CHARLIE });
    boot().house.trust(ALPHA, KEY);
    for (const days of [400, -800]) {
      clock.jump(days * 24 * HOUR);
      expect(boot().house.isNewMessage(packet)).toBe(false);
      expect(boot().house.isNewMessage({ ...packet, from: BRAVO })).toBe(false);
    }
    expect(boot().house.isNewMessage({ ...packet, from: CHARLIE })).toBe(true);
  });

  it('of somebody is forgotten first when a flood brings more than is kept, and that of an admin never', () => {
    const { clock, boot, database } = aPlace([BRAVO]);
    boot().house.isNewMessage(packet);
    boot().house.isNewMessage({ ...packet, from: BRAVO });
    const insert = database.connection.prepare('INSERT INTO proved_packets (node, id, at) VALUES (99, ?, ?)');
    clock.jump(1000);
    const flood = () => {
      for (let id = 1; id <= MAX_PROVED_PACKETS; id++) insert.run(id, clock.now() + id);
    };
    database.connection.transaction(flood)();
    clock.jump(HOUR);
    expect(boot().house.isNewMessage({ ...packet, id: toPacketId(9) })).toBe(true);
    const known = database.connection.prepare('SELECT count(*) FROM proved_packets WHERE node = 99').pluck();
    expect(known.get()).toBe(MAX_PROVED_PACKETS);
    expect(boot().house.isNewMessage({ ...packet, from: BRAVO })).toBe(false);
    expect(known.get()).toBe(MAX_PROVED_PACKETS - 1);
    expect(boot().house.isNewMessage(packet)).toBe(true);
  });

  it('is noted without waiting for the disk, and what is decided afterwards waits again', () => {
    const { boot, database } = aPlace();
    const { house } = boot();
    const pragma = vi.spyOn(database.connection, 'pragma');
    house.isNewMessage(packet);
    expect(pragma.mock.calls).toEqual([['synchronous = NORMAL'], ['synchronous = FULL']]);
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
