import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_QUEUED } from '../../src/history/history-writer.js';
import { BROADCAST_NUM, PRIMARY_CHANNEL, toPacketId } from '../../src/mesh/ids.js';
import type { NodeInfoPacket, TelemetryPacket, TextPacket } from '../../src/mesh/packet.js';
import {
  ALPHA,
  aPosition,
  aReport,
  aText,
  aUser,
  BASE,
  BRAVO,
  KEY,
  NOW,
  OTHER_KEY,
  without,
} from '../support/builders.js';
import { HistoryDesk } from '../support/history-desk.js';

let desk: HistoryDesk;

beforeEach(() => {
  desk = new HistoryDesk();
});

afterEach(() => desk.close());

const ALWAYS = { from: 0, to: NOW * 2 };
const BARE = without(aText(''), 'kind', 'text', 'isReaction');

function aNodeInfo(changes: Partial<NodeInfoPacket> = {}): NodeInfoPacket {
  return {
    ...BARE,
    kind: 'nodeInfo',
    portnum: 4,
    user: aUser('Alpha', 'ALPH', { publicKey: KEY }),
    ...changes,
  };
}

function deviceMetrics(batteryLevel: number, changes: Partial<TelemetryPacket> = {}): TelemetryPacket {
  const metrics = { batteryLevel, voltage: 4.02, channelUtilization: 6.1, airUtilTx: 1.5, uptimeSeconds: 60 };
  return { ...BARE, kind: 'telemetry', portnum: 67, telemetry: { variant: 'device', metrics }, ...changes };
}

describe('the writer', () => {
  it('writes every five seconds, not where the packet comes in', async () => {
    desk.receive(aText('hi'));
    expect(desk.count('packets')).toBe(0);
    await desk.clock.advance(5000);
    expect(desk.count('packets')).toBe(1);
  });

  it('writes at once what has become a batch, and leaves room for others between two', async () => {
    for (let index = 0; index < 1200; index++) desk.receive(aText('hi'));
    await desk.clock.advance(10);
    expect(desk.count('packets')).toBe(500);
    await desk.clock.advance(20);
    expect(desk.count('packets')).toBe(1200);
  });

  it('keeps a packet whole', () => {
    desk.receive(
      aText('hi', { airBytes: 40, hopsAway: 2, hopStart: 5, hopLimit: 3, relayNode: 0xb7, viaMqtt: true }),
      {
        ...without(BARE, 'channel', 'portnum', 'rxSnr', 'rxRssi', 'hopsAway', 'hopStart'),
        kind: 'encrypted',
        channelHash: 200,
        payload: new Uint8Array(3),
        to: BROADCAST_NUM,
        isDirect: false,
      },
      { ...BARE, kind: 'other', portnum: 300, payload: new Uint8Array(3) },
    );
    const { rows } = desk.history.packetPage({ ...ALWAYS, limit: 10 });
    expect(rows[0]).toEqual({
      at: NOW,
      from: ALPHA,
      to: BASE,
      id: expect.any(Number),
      kind: 'text',
      portnum: undefined,
      channel: 0,
      hops: 2,
      hopLimit: 3,
      hopStart: 5,
      snr: 6.3,
      rssi: -88,
      relayNode: 0xb7,
      viaMqtt: true,
      bytes: 40,
      airtimeMs: 559,
    });
    expect(rows[1]).toMatchObject({
      kind: 'encrypted',
      to: undefined,
      channel: 200,
      snr: undefined,
      hops: undefined,
      bytes: 60,
    });
    expect(rows[2]).toMatchObject({ kind: 'other', portnum: 300, viaMqtt: false });
  });

  it('loses none of many packets of one moment, also when the clock comes back to it', () => {
    for (let index = 0; index < 1500; index++) desk.receive(aText('one'));
    desk.restart();
    for (let index = 0; index < 20; index++) desk.receive(aText('two'));
    expect(desk.history.packetPage({ ...ALWAYS, limit: 2000 }).rows).toHaveLength(1520);
    expect(desk.history.traffic(ALWAYS).packets).toBe(1520);
  });

  it('keeps what comes while the clock is a day behind, and puts it where that clock says', () => {
    const yesterday = NOW - 86_400_000;
    desk.receive(aText('now'), aText('back', { receivedAt: yesterday, rxTime: yesterday }));
    expect(desk.history.packetPage({ ...ALWAYS, limit: 9 }).rows.map(({ at }) => at)).toEqual([
      yesterday,
      NOW,
    ]);
  });

  it('leaves a packet that cannot be kept out, says so, and keeps the others', () => {
    desk.receive(
      aText('good'),
      { ...aText('bad'), id: toPacketId(0), hopLimit: 0.5 } as TextPacket,
      aText('too'),
    );
    expect(desk.history.packetPage({ ...ALWAYS, limit: 9 }).rows).toHaveLength(2);
    expect(desk.log.visible()).toEqual(['cannot keep a packet']);
  });

  it('tells how messages of ours ended', () => {
    const message = {
      to: BRAVO,
      channel: PRIMARY_CHANNEL,
      content: { kind: 'text', text: 'x' },
      priority: 'reply',
      ttlMs: 1,
    } as const;
    desk.writer.recordDelivery({
      message,
      delivery: { outcome: 'failed', reason: 'no_ack', tookMs: 9.6 },
      attempts: 3,
    });
    desk.writer.recordDelivery({
      message: { ...message, to: BROADCAST_NUM },
      delivery: { outcome: 'relayed', tookMs: 5 },
      attempts: 1,
      id: toPacketId(7),
    });
    const [newest, first] = desk.history.deliveries(ALWAYS);
    expect(first).toEqual({
      at: NOW,
      to: BRAVO,
      channel: 0,
      kind: 'text',
      outcome: 'failed',
      reason: 'no_ack',
      tookMs: 10,
      attempts: 3,
    });
    expect(newest).toMatchObject({ to: undefined, outcome: 'relayed', reason: undefined });
  });

  it('leaves no timer behind', () => {
    desk.writer.stop();
    expect(desk.clock.pending()).toEqual([]);
  });
});

describe('a disk that takes nothing', () => {
  it('is told of once; what came meanwhile is kept and written when there is room', async () => {
    desk.receive(aText('before'));
    await desk.clock.advance(5000);
    desk.fillDisk();
    for (let index = 0; index < 2000; index++) desk.receive(aText('x'.repeat(200)));
    await desk.clock.advance(5000);
    expect(desk.writer.backlog.queued).toBeGreaterThan(0);
    expect(desk.log.visible()).toEqual(['cannot store history: kept in memory until the disk takes it']);
    desk.giveRoom();
    await desk.clock.advance(6000);
    expect(desk.writer.backlog).toEqual({ queued: 0, lost: 0 });
    expect(desk.history.traffic(ALWAYS).packets).toBe(2001);
    expect(desk.log.visible().at(-1)).toBe('storing history again');
  });

  it('costs the oldest packets in the end, and that is counted', () => {
    desk.fillDisk();
    desk.database.connection.pragma('query_only = ON');
    for (let index = 0; index < MAX_QUEUED + 1; index++) desk.writer.record(aText('x'));
    expect(desk.writer.backlog).toEqual({ queued: MAX_QUEUED + 1 - 500, lost: 500 });
    expect(desk.log.visible()).toEqual(['history memory full: the oldest goes']);
    desk.database.connection.pragma('query_only = OFF');
    desk.giveRoom();
  });

  it('is said at the end when something is lost with it', () => {
    desk.database.connection.pragma('query_only = ON');
    desk.receive(aText('x'));
    desk.writer.stop();
    expect(desk.log.visible().at(-1)).toBe('history lost');
    desk.database.connection.pragma('query_only = OFF');
  });
});

describe('the directory', () => {
  it('is the same after a restart', () => {
    desk.receive(aNodeInfo(), aPosition({ position: { latitude: 45.1, longitude: 5.7 } }), deviceMetrics(80));
    desk.nodes.learn(aReport({ nodeNum: BRAVO, user: aUser('Bravo 🦊', 'BRAV') }), NOW);
    desk.writer.learn(aReport({ nodeNum: BRAVO, user: aUser('Bravo 🦊', 'BRAV') }));
    const before = desk.nodes.all();
    desk.restart();
    expect([...desk.nodes.all()].sort((a, b) => a.nodeNum - b.nodeNum)).toEqual(before);
    expect(desk.nodes.get(ALPHA)?.firstKey?.key).toEqual(KEY);
  });

  it('is stored every ten seconds, so that a killed bot knows nearly all', async () => {
    desk.receive(aNodeInfo());
    await desk.clock.advance(5000);
    expect(desk.count('nodes')).toBe(0);
    await desk.clock.advance(6000);
    expect(desk.count('nodes')).toBe(1);
  });

  it('does without a row that says nothing', () => {
    desk.receive(aNodeInfo());
    desk.restart();
    const spoil = desk.database.connection.prepare('INSERT INTO nodes VALUES (?, 1, 1, ?)');
    spoil.run(5, 'no json');
    spoil.run(6, '{"nodeNum":"6"}');
    desk.restart();
    expect(desk.nodes.size).toBe(1);
  });

  it('remembers what nodes said of themselves before, once each, over restarts', () => {
    desk.receive(aNodeInfo(), aNodeInfo());
    desk.restart();
    const renamed = aUser('Alpha 2', 'ALPH', { publicKey: OTHER_KEY });
    desk.receive(aNodeInfo(), aNodeInfo({ user: renamed, receivedAt: NOW + 1000, rxTime: NOW + 1000 }));
    const changes = desk.history.changes(ALPHA).map(({ what, value }) => [what, value]);
    expect(changes.slice(0, 2).map(([what]) => what)).toEqual(['key', 'longName']);
    expect(changes).toHaveLength(7);
    expect(changes).toContainEqual(['longName', 'Alpha']);
    expect(changes).toContainEqual(['role', 'CLIENT']);
  });

  it('keeps a position only when the node moved', () => {
    const at = (latitude: number, precisionBits = 32) =>
      aPosition({ position: { latitude, longitude: 5.7, altitudeMeters: 410, precisionBits } });
    desk.receive(at(45.1), at(45.10001), at(45.2), at(45.2, 13), aPosition());
    expect(desk.history.positions(ALPHA, ALWAYS)).toMatchObject([
      { latitude: 45.1, longitude: 5.7, altitudeMeters: 410, precisionBits: 32 },
      { latitude: 45.2, precisionBits: 32 },
      { latitude: 45.2, precisionBits: 13 },
    ]);
  });

  it('keeps measured values, those of the weather apart', () => {
    const weather = { temperatureCelsius: 21.5, relativeHumidityPercent: 40, pressureHectopascal: 950.25 };
    desk.receive(
      deviceMetrics(80),
      deviceMetrics(0, { telemetry: { variant: 'environment', metrics: weather } }),
      deviceMetrics(0, { telemetry: { variant: 'other', name: 'power' } }),
    );
    expect(desk.history.metrics(ALPHA, { from: NOW - 1000, to: NOW + 1 })).toEqual([
      {
        at: NOW,
        batteryLevel: 80,
        voltage: 4.02,
        channelUtilization: 6.1,
        airUtilTx: 1.5,
        uptimeSeconds: 60,
      },
    ]);
    expect(desk.count('telemetry')).toBe(2);
  });
});
