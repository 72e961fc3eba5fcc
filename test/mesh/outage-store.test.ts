import { describe, expect, it } from 'vitest';
import { reportOutages, withUnstored } from '../../src/mesh/outage-store.js';
import { A_RECORDING, AN_OUTAGE } from '../contract/outage-store.js';
import { MemoryOutageStore } from '../support/memory-outage-store.js';

describe('a report of outages', () => {
  it('is empty when there was none', () => {
    const report = reportOutages(new MemoryOutageStore());
    expect(report).toEqual({ last: null, outages: [] });
    expect(withUnstored(report, undefined)).toEqual(report);
  });

  it('holds the last ten, newest first, and the recording of the last', () => {
    const store = new MemoryOutageStore();
    const all = Array.from({ length: 12 }, () => store.add(AN_OUTAGE, A_RECORDING)).reverse();
    const report = reportOutages(store);
    expect(report).toEqual({ last: { ...all[0], recording: A_RECORDING }, outages: all.slice(0, 10) });
  });

  it('has the one that could not be stored in front, and no other one twice', () => {
    const store = new MemoryOutageStore();
    const all = Array.from({ length: 10 }, () => store.add(AN_OUTAGE, [])).reverse();
    const report = reportOutages(store);
    const unstored = { ...AN_OUTAGE, key: 11 };
    const { last, outages } = withUnstored(report, { ...unstored, recording: A_RECORDING });
    expect(last).toEqual({ ...unstored, recording: A_RECORDING });
    expect(outages).toEqual([unstored, ...all.slice(0, 9)]);
    expect(withUnstored(report, { ...AN_OUTAGE, key: 10, recording: [] })).toEqual(report);
  });
});
