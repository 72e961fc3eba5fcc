import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../src/mesh/ids.js';
import type { NodeReport } from '../../src/mesh/mesh-node.js';
import { NodeDb } from '../../src/mesh/node-db.js';

const NODE = toNodeNum(0x2b4a7c10);
const REPORT: NodeReport = {
  nodeNum: NODE,
  snr: 6.3,
  lastHeard: 1000,
  hopsAway: 0,
  viaMqtt: false,
  isFavorite: false,
};

function lastDirectAfter(...reports: NodeReport[]) {
  const nodes = new NodeDb();
  for (const report of reports) nodes.learn(report, 5000);
  return nodes.get(NODE)?.lastDirect;
}

describe('direct receptions told in the handshake', () => {
  it('are taken over from a node that needs no relay', () => {
    expect(lastDirectAfter(REPORT)).toEqual({ at: 1000, snr: 6.3 });
  });

  it('are not believed of a node behind a relay or a broker', () => {
    expect(lastDirectAfter({ ...REPORT, hopsAway: 1 })).toBeUndefined();
    expect(lastDirectAfter({ ...REPORT, viaMqtt: true })).toBeUndefined();
  });

  it('do not replace a fresher one', () => {
    expect(lastDirectAfter(REPORT, { ...REPORT, lastHeard: 900, snr: 1 })).toEqual({ at: 1000, snr: 6.3 });
    expect(lastDirectAfter(REPORT, { ...REPORT, lastHeard: 1100, snr: 1 })).toEqual({ at: 1100, snr: 1 });
  });
});
