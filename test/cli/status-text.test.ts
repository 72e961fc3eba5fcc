import { describe, expect, it } from 'vitest';
import { localTime } from '../../src/cli/local-time.js';
import { statusText } from '../../src/cli/status.js';

const QUIET = {
  version: '1.2.3',
  uptimeSeconds: 3600,
  node: { id: null, name: null, firmware: null, address: '192.168.1.38:4403', movedFrom: null },
  link: {
    state: 'connecting',
    sinceSeconds: 5,
    lastFrameSecondsAgo: null,
    away: {
      since: '2026-03-12T12:00:00.000Z',
      seconds: 5,
      wasReached: false,
      reason: null,
      words: null,
      remedy: null,
      tries: 1,
      nextTrySeconds: null,
    },
    outages: { count: 0, totalSeconds: 0, longestSeconds: 0, last: null },
  },
  outbox: { queued: 0, inFlight: 0, delivered: 0, unconfirmed: 0, failed: 0, expired: 0 },
  received: { packets: 0, texts: 0, lastPacketSecondsAgo: null },
  nodes: { known: 0, withKey: 0 },
  remoteNodes: [],
  services: [],
  memory: { rssBytes: 80_400_000 },
} as const;

describe('localTime', () => {
  it('is what the clock on the wall shows', () => {
    const at = new Date(2026, 2, 5, 7, 8, 9);
    expect(localTime(at.getTime())).toBe('2026-03-05 07:08:09');
    expect(localTime(at.toISOString())).toBe('2026-03-05 07:08:09');
  });
});

describe('statusText', () => {
  it('says where a node is that moved, and where from', () => {
    const node = {
      ...QUIET.node,
      name: 'Base',
      address: '192.168.1.50:4403',
      movedFrom: '192.168.1.38:4403',
    };
    expect(statusText({ ...QUIET, node })).toContain(
      'node      Base at 192.168.1.50:4403 (moved from 192.168.1.38:4403)',
    );
  });

  it('says what is not known yet', () => {
    expect(statusText(QUIET)).toBe(
      [
        'bot       MeshBot 1.2.3, up 1 h',
        'node      not met yet at 192.168.1.38:4403',
        `link      never reached, tried since ${localTime('2026-03-12T12:00:00.000Z')} (5 s)`,
        '          1 try so far',
        'outages   none',
        'outbox    0 queued, 0 in flight; 0 delivered, 0 unconfirmed, 0 failed, 0 expired',
        'received  0 packets, 0 texts',
        'mesh      0 nodes, 0 with a key',
        'memory    80 MB',
      ].join('\n'),
    );
  });

  it('says since when the node is away, why, what to do and how often it was tried', () => {
    const away = {
      since: '2026-03-12T11:58:20.000Z',
      seconds: 184,
      wasReached: true,
      reason: 'refused',
      words: 'network refused',
      remedy: 'nothing listens there',
      tries: 120,
      nextTrySeconds: 2,
    } as const;
    const text = statusText({ ...QUIET, link: { ...QUIET.link, state: 'waiting', away } });
    expect(text.split('\n').slice(2, 5)).toEqual([
      `link      away since ${localTime('2026-03-12T11:58:20.000Z')} (3 min 4 s): network refused`,
      '          120 tries so far, the next in 2 s',
      '          nothing listens there',
    ]);
  });

  it('says of each remote node how it is', () => {
    const at = '2026-03-12T11:58:20.000Z';
    const far = {
      name: 'Hill',
      address: 'hill:4403',
      state: 'reached',
      lookedAt: at,
      reachedAt: at,
      awaySince: null,
      reason: null,
      words: null,
      remedy: null,
      firmware: '2.7.26',
      uptimeSeconds: 7200,
      bootCount: 12,
      directNodes: 7,
    } as const;
    const unknown = { reachedAt: null, firmware: null, uptimeSeconds: null, directNodes: null };
    const remoteNodes = [
      far,
      { ...far, state: 'failed', awaySince: at, reason: 'silent', words: 'no reply', remedy: 'is it on?' },
      { ...far, ...unknown, state: 'held' },
      { ...far, ...unknown, state: 'main' },
      { ...far, ...unknown, state: 'not looked at yet' },
    ] as const;
    const rows = statusText({ ...QUIET, remoteNodes }).split('\n');
    const told = `reached ${localTime(at)}, firmware 2.7.26, up 2 h, 7 nodes heard directly`;
    expect(rows.filter((row) => row.startsWith('remote'))).toEqual([
      `remote    Hill at hill:4403: ${told}`,
      `remote    Hill at hill:4403: away since ${localTime(at)} (no reply; is it on?), ${told}`,
      'remote    Hill at hill:4403: left alone, another bot has it',
      "remote    Hill at hill:4403: left alone, it is the bot's own node",
      'remote    Hill at hill:4403: not looked at yet',
    ]);
  });

  it('says that the last outage was before the start', () => {
    const at = '2026-03-12T11:58:20.000Z';
    const last = { reason: 'reset', words: 'connection reset', seconds: 42, at } as const;
    const outages = { ...QUIET.link.outages, last };
    expect(statusText({ ...QUIET, link: { ...QUIET.link, outages } })).toContain(
      `outages   none since the start; last ${localTime(at)} for 42 s (connection reset)`,
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
        away: null,
        outages: {
          count: 2,
          totalSeconds: 60,
          longestSeconds: 42,
          last: { reason: 'reset', words: 'connection reset', seconds: 42, at: '2026-03-12T11:58:20.000Z' },
        },
      },
      received: { packets: 9, texts: 2, lastPacketSecondsAgo: 12 },
      services: [
        { name: 'weather', state: 'ok', lastSuccess: '2026-03-12T11:58:20.000Z' },
        { name: 'wttr.in', state: 'ok' },
        { name: 'places', state: 'degraded' },
      ],
    });
    expect(text.split('\n').slice(1, 4)).toEqual([
      'node      Base !0b07ba5e at 192.168.1.38:4403, firmware 2.7.26',
      'link      ready for 4 h 53 min, last sign of life 4 s ago',
      `outages   2, 1 min in all, longest 42 s; last ${localTime('2026-03-12T11:58:20.000Z')} for 42 s (connection reset)`,
    ]);
    expect(text).toContain('received  9 packets, 2 texts, the last 12 s ago');
    expect(text.split('\n').slice(-4, -1)).toEqual([
      `weather   ok, last answer ${localTime('2026-03-12T11:58:20.000Z')}`,
      'wttr.in   not asked yet',
      'places    degraded',
    ]);
  });
});
