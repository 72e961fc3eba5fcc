import { describe, expect, it } from 'vitest';
import { statusText } from '../../src/cli/status.js';

const QUIET = {
  version: '1.2.3',
  uptimeSeconds: 3600,
  node: { id: null, name: null, firmware: null, address: '192.168.1.38:4403' },
  link: {
    state: 'connecting',
    sinceSeconds: 5,
    lastFrameSecondsAgo: null,
    outages: { count: 0, totalSeconds: 0, longestSeconds: 0, last: null },
  },
  outbox: { queued: 0, inFlight: 0, delivered: 0, unconfirmed: 0, failed: 0, expired: 0 },
  received: { packets: 0, texts: 0, lastPacketSecondsAgo: null },
  nodes: { known: 0, withKey: 0 },
  services: [],
  memory: { rssBytes: 80_400_000 },
} as const;

describe('statusText', () => {
  it('says what is not known yet', () => {
    expect(statusText(QUIET)).toBe(
      [
        'bot       MeshBot 1.2.3, up 1 h',
        'node      not met yet at 192.168.1.38:4403',
        'link      connecting for 5 s',
        'outages   none',
        'outbox    0 queued, 0 in flight; 0 delivered, 0 unconfirmed, 0 failed, 0 expired',
        'received  0 packets, 0 texts',
        'mesh      0 nodes, 0 with a key',
        'memory    80 MB',
      ].join('\n'),
    );
  });

  it('says all that is known', () => {
    const text = statusText({
      ...QUIET,
      node: { ...QUIET.node, id: '!0b07ba5e', name: 'Base', firmware: '2.7.26' },
      link: {
        state: 'ready',
        sinceSeconds: 17_580,
        lastFrameSecondsAgo: 4,
        outages: {
          count: 2,
          totalSeconds: 60,
          longestSeconds: 42,
          last: { reason: 'reset', seconds: 42, at: '2026-03-12T11:58:20.000Z' },
        },
      },
      received: { packets: 9, texts: 2, lastPacketSecondsAgo: 12 },
      services: [{ name: 'weather', state: 'ok' }],
    });
    expect(text.split('\n').slice(1, 4)).toEqual([
      'node      Base !0b07ba5e at 192.168.1.38:4403, firmware 2.7.26',
      'link      ready for 4 h 53 min, last sign of life 4 s ago',
      'outages   2, 1 min in all, longest 42 s; last 2026-03-12T11:58:20.000Z for 42 s (reset)',
    ]);
    expect(text).toContain('received  9 packets, 2 texts, the last 12 s ago');
    expect(text).toContain('weather   ok');
  });
});
