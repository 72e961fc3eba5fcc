import { describe, expect, it } from 'vitest';
import { statusOf } from '../../src/bot/status.js';
import { toNodeNum } from '../../src/mesh/ids.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import type { OutageRecord } from '../../src/mesh/outage-store.js';
import { AN_OUTAGE } from '../contract/outage-store.js';
import { aLook, NOW, someRemoteFacts } from '../support/builders.js';
import { DeskRadio } from '../support/desk-radio.js';
import { FakeClock } from '../support/fake-clock.js';

function setUp() {
  const clock = new FakeClock();
  const radio = new DeskRadio();
  const nodes = new NodeDb();
  const report = (nodeName?: string) =>
    statusOf({
      radio,
      nodes,
      clock,
      startedAt: 0,
      version: '1.2.3',
      ...(nodeName !== undefined && { nodeName }),
    });
  return { clock, radio, nodes, report };
}

describe('statusOf', () => {
  it('has the shape that scripts rely on', () => {
    const { report } = setUp();
    expect(report()).toEqual({
      version: '1.2.3',
      uptimeSeconds: 0,
      node: {
        id: '!0b07ba5e',
        name: 'Base',
        firmware: '2.7.26',
        address: '192.168.1.38:4403',
        movedFrom: null,
      },
      link: {
        state: 'ready',
        sinceSeconds: 0,
        lastFrameSecondsAgo: null,
        away: null,
        outages: { count: 0, totalSeconds: 0, longestSeconds: 0, last: null },
      },
      outbox: { queued: 0, inFlight: 0, delivered: 0, unconfirmed: 0, failed: 0, expired: 0 },
      received: { packets: 0, texts: 0, lastPacketSecondsAgo: null },
      nodes: { known: 0, withKey: 0 },
      remoteNodes: [],
      services: [],
      memory: { rssBytes: expect.any(Number) },
    });
  });

  it('tells how the services outside are', () => {
    const { radio, nodes, clock } = setUp();
    const services = () =>
      [
        { name: 'weather', state: 'ok', lastSuccess: Date.UTC(2026, 10, 20, 13) },
        { name: 'geocoding', state: 'down' },
        { name: 'fallback', state: 'stale' },
        {
          name: 'vigilance',
          state: 'denied',
          lastError: { at: 1, reason: 'denied' },
          remedy: 'check vigilance.apiKey',
        },
      ] as const;
    expect(statusOf({ radio, nodes, clock, startedAt: 0, version: '1', services }).services).toEqual([
      { name: 'weather', state: 'ok', lastSuccess: '2026-11-20T13:00:00.000Z' },
      { name: 'geocoding', state: 'degraded' },
      { name: 'fallback', state: 'degraded' },
      { name: 'vigilance', state: 'degraded', reason: 'denied', remedy: 'check vigilance.apiKey' },
    ]);
  });

  it('says of a node that was never met only where it should be', () => {
    const { radio, report } = setUp();
    radio.own = undefined;
    expect(report().node).toEqual({
      id: null,
      name: null,
      firmware: null,
      address: '192.168.1.38:4403',
      movedFrom: null,
    });
    expect(report('Roof').node.name).toBe('Roof');
  });

  it('tells each remote node as the last look showed it', () => {
    const { clock, radio, nodes } = setUp();
    const at = NOW - 180_000;
    const facts = someRemoteFacts();
    const all = () => [
      { name: 'Hill', address: 'hill:4403' },
      {
        name: 'Cave',
        address: 'cave:4403',
        lastLook: aLook({ kind: 'reached', facts }),
        lastReached: { at, facts },
      },
      {
        name: 'Moon',
        address: 'moon:4403',
        lastLook: aLook({ kind: 'failed', reason: 'refused' as const, remedy: 'is it on?' }),
        awaySince: at,
      },
    ];
    const { remoteNodes } = statusOf({
      radio,
      nodes,
      clock,
      startedAt: 0,
      version: '1.2.3',
      remoteNodes: { all },
    });
    const time = new Date(at).toISOString();
    expect(remoteNodes[0]).toMatchObject({ name: 'Hill', state: 'not looked at yet', lookedAt: null });
    expect(remoteNodes[1]).toEqual({
      name: 'Cave',
      address: 'cave:4403',
      state: 'reached',
      lookedAt: time,
      reachedAt: time,
      awaySince: null,
      reason: null,
      words: null,
      remedy: null,
      firmware: '2.7.26.54e0d8d',
      uptimeSeconds: 266_400,
      bootCount: 12,
      directNodes: 2,
    });
    expect(remoteNodes[2]).toMatchObject({
      state: 'failed',
      awaySince: time,
      reason: 'refused',
      words: 'network refused',
      remedy: 'is it on?',
      reachedAt: null,
      firmware: null,
    });
  });

  it('counts in whole seconds', async () => {
    const { clock, radio, report } = setUp();
    await clock.advance(90_400);
    radio.facts = { sinceMs: 60_600, lastFrameAgoMs: 4400, packets: 7, texts: 2, lastPacketAgoMs: 12_000 };
    expect(report()).toMatchObject({
      uptimeSeconds: 90,
      link: { sinceSeconds: 61, lastFrameSecondsAgo: 4 },
      received: { packets: 7, texts: 2, lastPacketSecondsAgo: 12 },
    });
  });

  it('counts nodes and those whose key is known', () => {
    const { nodes, report } = setUp();
    const user = { longName: 'Alpha', shortName: 'ALPH' };
    nodes.learn({ nodeNum: toNodeNum(1), viaMqtt: false, isFavorite: false }, 0);
    nodes.learn(
      {
        nodeNum: toNodeNum(2),
        user: {
          ...user,
          hwModel: 'X',
          role: 'CLIENT',
          isLicensed: false,
          isUnmessagable: false,
          publicKey: new Uint8Array(32),
        },
        viaMqtt: false,
        isFavorite: false,
      },
      0,
    );
    expect(report().nodes).toEqual({ known: 2, withKey: 1 });
  });

  it('tells the last outage and the totals of those that are over', () => {
    const { clock, radio, report } = setUp();
    const startedAt = clock.now() - 100_000;
    radio.facts = {
      outages: [{ reason: 'reset', startedAt, endedAt: startedAt + 42_000 }],
      outageTotals: { count: 3, totalMs: 60_000, longestMs: 42_000 },
    };
    expect(report().link.outages).toEqual({
      count: 3,
      totalSeconds: 60,
      longestSeconds: 42,
      last: { reason: 'reset', words: 'connection reset', seconds: 42, at: '2026-03-12T11:58:20.000Z' },
    });
  });

  it('counts an outage that still lasts for as long as it has lasted', () => {
    const { clock, radio, report } = setUp();
    radio.facts = {
      state: 'waiting',
      outages: [{ reason: 'refused', startedAt: clock.now() - 50_000 }],
      outageTotals: { count: 2, totalMs: 10_000, longestMs: 10_000 },
    };
    expect(report().link.outages).toMatchObject({
      count: 2,
      totalSeconds: 60,
      longestSeconds: 50,
      last: { reason: 'refused', seconds: 50 },
    });
  });

  it('tells the last outage of an earlier process for as long as there was none in this one', () => {
    const { clock, radio, nodes } = setUp();
    const earlier = { ...AN_OUTAGE, key: 1, startedAt: clock.now() - 60_000 };
    let lastOutage: OutageRecord = { ...earlier, endedAt: clock.now() - 20_000, lengthMs: 40_000 };
    const deps = { radio, nodes, clock, startedAt: 0, version: '1.2.3', lastOutage: () => lastOutage };
    const at = '2026-03-12T11:59:00.000Z';
    const last = { reason: 'silent', words: 'no reply', seconds: 40, at };
    expect(statusOf(deps).link.outages).toEqual({ count: 0, totalSeconds: 0, longestSeconds: 0, last });
    lastOutage = earlier;
    expect(statusOf(deps).link.outages).toMatchObject({ totalSeconds: 0, last: { seconds: 60 } });
    radio.facts = { outages: [{ reason: 'refused', startedAt: clock.now() }] };
    expect(statusOf(deps).link.outages.last).toMatchObject({ reason: 'refused' });
  });

  it('tells of a node that is away since when, why and what to do', () => {
    const { clock, radio, report } = setUp();
    const since = clock.now() - 64_400;
    const away = { since, reason: 'refused', remedy: 'is the node on?' } as const;
    radio.facts = { state: 'waiting', away, tries: 64, nextTryMs: 600 };
    expect(report().link.away).toEqual({
      since: '2026-03-12T11:58:55.600Z',
      seconds: 64,
      wasReached: true,
      reason: 'refused',
      words: 'network refused',
      remedy: 'is the node on?',
      tries: 64,
      nextTrySeconds: 1,
    });
  });

  it('says that a node was never reached, and nothing of why before the first try is over', () => {
    const { clock, radio, report } = setUp();
    radio.own = undefined;
    radio.facts = { state: 'connecting', away: { since: clock.now() + 5000 }, tries: 1 };
    expect(report().link.away).toEqual({
      since: '2026-03-12T12:00:05.000Z',
      seconds: 0,
      wasReached: false,
      reason: null,
      words: null,
      remedy: null,
      tries: 1,
      nextTrySeconds: null,
    });
  });

  it('never counts a negative time when the wall clock was set back', () => {
    const { clock, radio, report } = setUp();
    radio.facts = { outages: [{ reason: 'silent', startedAt: clock.now() + 9000 }] };
    expect(report().link.outages.last?.seconds).toBe(0);
  });
});
