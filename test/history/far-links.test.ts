import { expect, it } from 'vitest';
import { toNodeNum } from '../../src/mesh/ids.js';
import { BRAVO, NOW, OSCAR } from '../support/builders.js';
import { HistoryDesk } from '../support/history-desk.js';

it('keeps links that a broker told of apart from those that radio showed', () => {
  const desk = new HistoryDesk();
  try {
    desk.writer.recordFarLinks([
      { sender: OSCAR, receiver: BRAVO, snr: -2 },
      { sender: OSCAR, receiver: OSCAR, snr: 9 },
      { sender: toNodeNum(0), receiver: BRAVO, snr: 9 },
    ]);
    desk.writer.recordFarLinks([{ sender: OSCAR, receiver: BRAVO, snr: 4 }]);
    desk.writer.recordFarLinks([]);
    const links = desk.history.links({ from: NOW - 3_600_000, to: NOW + 3_600_000 });
    expect(links).toEqual([
      {
        sender: OSCAR,
        receiver: BRAVO,
        source: 'mqtt',
        count: 2,
        snrMean: 1,
        snrMost: 4,
        lastAt: NOW,
      },
    ]);
    expect(desk.history.traffic({ from: NOW - 3_600_000, to: NOW + 3_600_000 }).packets).toBe(0);
  } finally {
    desk.close();
  }
});
