import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../src/mesh/ids.js';
import { ReceptionLog } from '../../src/mesh/reception-log.js';

const node = toNodeNum(0x16fad3dc);
const other = toNodeNum(0x2222_2222);
const HOUR = 3_600_000;
const START = 493_000 * HOUR;

describe('direct receptions', () => {
  it('are told from the beginning of a span up to its end, oldest first', () => {
    const log = new ReceptionLog();
    for (const at of [10, 20, 30, 40]) log.add(node, { at, snr: at });
    expect(log.direct(node, 20, 40).map((reception) => reception.at)).toEqual([20, 30]);
  });

  it('belong to their node alone', () => {
    const log = new ReceptionLog();
    log.add(node, { at: 10, snr: 1, rssi: -90 });
    expect(log.direct(node, 0, 99)).toEqual([{ at: 10, snr: 1, rssi: -90 }]);
    expect(log.direct(other, 0, 99)).toEqual([]);
  });

  it('are kept by the hundred, the latest ones', () => {
    const log = new ReceptionLog();
    for (let at = 1; at <= 10_000; at++) log.add(node, { at, snr: 0 });
    const kept = log.direct(node, 0, 10_001);
    expect(kept.length).toBeGreaterThanOrEqual(200);
    expect(kept.length).toBeLessThanOrEqual(400);
    expect(kept.at(-1)?.at).toBe(10_000);
  });
});

describe('counted packets', () => {
  it('are summed in whole hours', () => {
    const log = new ReceptionLog();
    log.count(node, START);
    log.count(node, START + HOUR - 1);
    log.count(node, START + HOUR);
    expect(log.packetsSince(node, START)).toBe(3);
    expect(log.packetsSince(node, START + HOUR - 1)).toBe(3);
    expect(log.packetsSince(node, START + HOUR)).toBe(1);
    expect(log.packetsSince(other, START)).toBe(0);
  });

  it('are kept for two days', () => {
    const log = new ReceptionLog();
    for (let hour = 0; hour < 100; hour++) log.count(node, START + hour * HOUR);
    expect(log.packetsSince(node, 0)).toBe(48);
    expect(log.packetsSince(node, START + 52 * HOUR)).toBe(48);
  });

  it('stay bounded when old packets are told late', () => {
    const log = new ReceptionLog();
    for (let hour = 100; hour > 0; hour--) log.count(node, START + hour * HOUR);
    expect(log.packetsSince(node, 0)).toBe(48);
    expect(log.packetsSince(node, START + 53 * HOUR)).toBe(48);
  });
});

describe('forgetting a node', () => {
  it('leaves nothing of it and the others alone', () => {
    const log = new ReceptionLog();
    for (const who of [node, other]) {
      log.add(who, { at: START, snr: 0 });
      log.count(who, START);
    }
    log.forget(node);
    expect(log.direct(node, 0, Number.MAX_VALUE)).toEqual([]);
    expect(log.packetsSince(node, 0)).toBe(0);
    expect(log.packetsSince(other, 0)).toBe(1);
  });
});
