import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toPacketId } from '../../src/mesh/ids.js';
import {
  type FlightEvent,
  OUTAGES_KEPT,
  type OutageRecord,
  type OutageStore,
} from '../../src/mesh/outage-store.js';

export interface OutageStoreUnderTest {
  open(): OutageStore;
  close(): void;
}

const NOON = 1_773_316_800_123;

export const AN_OUTAGE: Omit<OutageRecord, 'key'> = {
  startedAt: NOON,
  reason: 'silent',
  endedAt: null,
  lengthMs: null,
  seenAt: NOON,
  hasGap: false,
  tries: 0,
  lastReason: null,
  heard: null,
  restarted: null,
};

export const A_RECORDING: readonly FlightEvent[] = [
  { at: NOON - 900, uptime: 4100, way: 'link', what: 'ready' },
  { at: NOON - 700, uptime: 4300, way: 'in', what: 'config', count: 26, bytes: 900 },
  {
    at: NOON - 500,
    uptime: 4500,
    way: 'in',
    what: 'routing',
    bytes: 40,
    portnum: 5,
    from: '!fff00009',
    to: '^all',
    id: toPacketId(0xffff_fff1),
    requestId: toPacketId(7),
    error: 'NO_CHANNEL',
  },
  { at: NOON, uptime: 5000, way: 'link', what: 'waiting', reason: 'silent', sample: 'HTTP/1.1 "é"' },
];

/** What every outage store has to do. */
export function outageStoreContract(name: string, create: () => OutageStoreUnderTest): void {
  describe(`${name} as an outage store`, () => {
    let underTest: OutageStoreUnderTest;
    let store: OutageStore;

    beforeEach(() => {
      underTest = create();
      store = underTest.open();
    });

    afterEach(() => underTest.close());

    it('knows of none at first', () => {
      expect(store.last(10)).toEqual([]);
      expect(store.recording(1)).toEqual([]);
    });

    it('keeps an outage and its recording whole', () => {
      const outage = store.add(AN_OUTAGE, A_RECORDING);
      expect(outage).toEqual({ ...AN_OUTAGE, key: outage.key });
      expect(store.last(10)).toEqual([outage]);
      expect(store.recording(outage.key)).toEqual(A_RECORDING);
    });

    it('takes over all that becomes known, and keeps the recording', () => {
      const { key } = store.add(AN_OUTAGE, A_RECORDING);
      const ended: OutageRecord = {
        ...AN_OUTAGE,
        key,
        endedAt: NOON + 5000,
        lengthMs: 4999.5,
        seenAt: NOON + 4000,
        hasGap: true,
        tries: 6,
        lastReason: 'refused',
        heard: { packets: 12, from: NOON - 60_000, to: NOON + 60_000 },
        restarted: true,
      };
      store.update(ended);
      expect(store.last(1)).toEqual([ended]);
      store.update({ ...ended, restarted: false, heard: { packets: 0, from: 1, to: 2 } });
      expect(store.last(1)).toMatchObject([{ restarted: false, heard: { packets: 0 } }]);
      expect(store.recording(key)).toEqual(A_RECORDING);
    });

    it('tells the last ones, newest first, also when the clock jumped back between them', () => {
      const keys = [0, -3_600_000, 1].map(
        (ms) => store.add({ ...AN_OUTAGE, startedAt: NOON + ms }, A_RECORDING).key,
      );
      expect(keys).toEqual([...keys].sort((a, b) => a - b));
      expect(store.last(2).map(({ key }) => key)).toEqual(keys.slice(1).reverse());
    });

    it('forgets what is older than a year, its recording included', () => {
      const old = store.add({ ...AN_OUTAGE, startedAt: NOON - OUTAGES_KEPT.ms - 1 }, A_RECORDING);
      const kept = store.add({ ...AN_OUTAGE, startedAt: NOON - OUTAGES_KEPT.ms }, A_RECORDING);
      const now = store.add(AN_OUTAGE, A_RECORDING);
      expect(store.last(10)).toEqual([now, kept]);
      expect(store.recording(old.key)).toEqual([]);
      expect(store.recording(kept.key)).toEqual(A_RECORDING);
    });
  });
}
