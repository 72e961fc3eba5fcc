import { afterEach, describe, expect, it } from 'vitest';
import type { Place } from '../../../src/mesh/geo.js';
import { toNodeNum, toPacketId } from '../../../src/mesh/ids.js';
import type { FarLink } from '../../../src/mesh/mesh-feed.js';
import { NodeDb } from '../../../src/mesh/node-db.js';
import { openEnvelope } from '../../../src/radio/envelope.js';
import { MeshFeed } from '../../../src/services/mesh-feed/mesh-feed.js';
import { TestBroker } from '../../support/broker.js';
import { ALPHA, aPosition, aUser, BASE, OSCAR } from '../../support/builders.js';
import {
  aNeighborEnvelope,
  anEnvelope,
  aPositionEnvelope,
  aUserEnvelope,
  type EnvelopeChanges,
  GOLF,
  HOTEL,
  KILO,
  keyOf,
  LONG_FAST_KEY,
} from '../../support/envelopes.js';
import { FakeClock } from '../../support/fake-clock.js';
import { RecordingLog } from '../../support/recording-log.js';
import { until } from '../../support/until.js';

const HOME: Place = { latitude: 45.19, longitude: 5.72 };
const NEAR = [45.4, 5.9] as const;
const PARIS = [48.85, 2.35] as const;
const TOPIC = 'msh/EU_868/2/e/LongFast/!6c33f1d4';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function aFeed(home: () => Place | undefined = () => HOME) {
  const broker = await TestBroker.open();
  ends.push(() => broker.stop());
  const clock = new FakeClock();
  const log = new RecordingLog();
  const nodes = new NodeDb();
  const links: FarLink[] = [];
  const feed = new MeshFeed({
    settings: { broker: { url: broker.url }, topics: ['msh/EU_868/2/#'], maxDistanceKm: 100 },
    open: openEnvelope,
    keys: () => [LONG_FAST_KEY],
    own: () => BASE,
    home,
    nodes,
    onLinks: (told) => links.push(...told),
    clock,
    random: () => 0.5,
    log,
  });
  ends.push(() => feed.stop());
  feed.start();
  await until(() => feed.report().isLive === true);
  /** Resolves when it has been read. */
  const bring = async (payload: Uint8Array, topic = TOPIC) => {
    const before = feed.counts.envelopes;
    await broker.publish(topic, payload);
    await until(() => feed.counts.envelopes > before);
  };
  return { broker, clock, log, nodes, links, feed, bring };
}

describe('the mesh feed', () => {
  it('learns a node from beyond the radio, and nothing of one that is too far', async () => {
    const { nodes, feed, bring } = await aFeed();
    await bring(aPositionEnvelope(...NEAR));
    await bring(aUserEnvelope('Kilo', 'KILO', { key: LONG_FAST_KEY }));
    expect(nodes.get(KILO)).toMatchObject({ user: { longName: 'Kilo' }, viaMqtt: true });
    expect(nodes.get(KILO)?.position).toEqual({ latitude: 45.4, longitude: 5.9, precisionBits: 13 });
    expect(nodes.get(KILO)?.user?.publicKey).toBeUndefined();
    await bring(aPositionEnvelope(...PARIS, { from: OSCAR }));
    expect(nodes.get(OSCAR)).toBeUndefined();
    expect(feed.counts).toMatchObject({ envelopes: 3, far: 1 });
  });

  it('keeps a name until it is known where its node is', async () => {
    const { nodes, bring } = await aFeed();
    await bring(aUserEnvelope('Kilo', 'KILO'));
    await bring(aUserEnvelope('Lima', 'LIMA', { from: OSCAR }));
    expect(nodes.size).toBe(0);
    await bring(aPositionEnvelope(...NEAR));
    await bring(aPositionEnvelope(...PARIS, { from: OSCAR }));
    expect(nodes.all().map(({ user }) => user?.longName)).toEqual(['Kilo']);
  });

  it('judges nothing by distance before it knows where it is', async () => {
    let home: Place | undefined;
    const { nodes, bring } = await aFeed(() => home);
    await bring(aPositionEnvelope(...NEAR));
    expect(nodes.size).toBe(0);
    home = HOME;
    await bring(aUserEnvelope('Kilo', 'KILO'));
    expect(nodes.get(KILO)).toMatchObject({ user: { longName: 'Kilo' }, position: { latitude: 45.4 } });
  });

  it('takes a packet once, and notes every gateway that heard it', async () => {
    const { nodes, clock, feed, bring } = await aFeed();
    await bring(aPositionEnvelope(...NEAR));
    const id = 0x51c0ffee;
    const copy = (changes: EnvelopeChanges) => aUserEnvelope('Kilo', 'KILO', { id, ...changes });
    await bring(copy({ gateway: GOLF }));
    await bring(copy({ gateway: HOTEL, packet: { hopLimit: 1, rxSnr: -3.5 } }));
    await bring(copy({ gateway: KILO }));
    await bring(copy({ gateway: HOTEL }));
    expect(feed.counts).toMatchObject({ envelopes: 5, repeats: 3 });
    expect(feed.heardBy(KILO, toPacketId(id))).toEqual([
      { nodeNum: GOLF, hops: 1, snr: 4.5 },
      { nodeNum: HOTEL, hops: 2, snr: -3.5 },
      { nodeNum: KILO },
    ]);
    await clock.advance(600_000);
    await bring(copy({ gateway: GOLF }));
    expect(feed.heardBy(KILO, toPacketId(id))).toHaveLength(1);
    expect(nodes.size).toBe(1);
  });

  it('notes who heard our own packets, and learns nothing from them', async () => {
    const { nodes, feed, bring } = await aFeed();
    await bring(aPositionEnvelope(...NEAR, { from: BASE, id: 77 }));
    expect(nodes.size).toBe(0);
    expect(feed.heardBy(BASE, toPacketId(77))).toEqual([{ nodeNum: GOLF, hops: 1, snr: 4.5 }]);
  });

  it('tells of links of nodes that are near', async () => {
    const { links, feed, bring } = await aFeed();
    await bring(aNeighborEnvelope([[OSCAR, -2]]));
    expect(links).toEqual([]);
    await bring(aPositionEnvelope(...NEAR));
    await bring(aNeighborEnvelope([[OSCAR, -2]], { key: LONG_FAST_KEY }));
    expect(links).toEqual([{ sender: OSCAR, receiver: KILO, snr: -2 }]);
    expect(feed.counts.far).toBe(1);
  });

  it('does not read what it must not or cannot', async () => {
    const { nodes, feed, bring, log } = await aFeed();
    await bring(aPositionEnvelope(...NEAR, { bitfield: 0 }));
    await bring(aPositionEnvelope(...NEAR, { key: keyOf('club', Uint8Array.of(2)) }));
    await bring(aPositionEnvelope(...NEAR), 'msh/EU_868/2/e/PKI/!6c33f1d4');
    await bring(aPositionEnvelope(...NEAR), 'msh/EU_868/2/json/LongFast/!6c33f1d4');
    await bring(anEnvelope(1, Buffer.from('hello')));
    for (let count = 0; count < 3; count++) await bring(Buffer.from('no envelope'));
    expect(nodes.size).toBe(0);
    expect(feed.counts).toMatchObject({ unread: 2, garbage: 3, far: 0 });
    expect(feed.report()).toMatchObject({ state: 'ok' });
    expect(log.visible()).toEqual([]);
  });

  it('cleans names of what turns, hides or breaks them, and cuts what is too long', async () => {
    const { nodes, bring } = await aFeed();
    await bring(aPositionEnvelope(...NEAR));
    await bring(aUserEnvelope('<b>Ki\u202elo</b>\n\u200bé'.padEnd(200, 'x'), 'K\u2066ILOMETER'));
    const user = nodes.get(KILO)?.user;
    expect(user?.longName).toMatch(/^<b>Ki lo<\/b> éx+$/);
    expect(Buffer.byteLength(user?.longName ?? '')).toBeLessThanOrEqual(39);
    expect(user?.shortName).toBe('K IL');
  });

  it('does not overwrite what radio told', async () => {
    const { nodes, clock, bring } = await aFeed();
    const at = clock.now();
    nodes.observe({ ...aPosition({ from: ALPHA, position: HOME }), receivedAt: at, rxTime: at });
    await bring(aPositionEnvelope(...NEAR, { from: ALPHA }));
    await bring(aUserEnvelope('Alpha', 'ALPH', { from: ALPHA }));
    expect(nodes.get(ALPHA)).toMatchObject({ position: HOME, viaMqtt: false, hopsAway: 0 });
    expect(nodes.get(ALPHA)?.user).toEqual(aUser('Alpha', 'ALPH'));
  });

  it('takes 50 packets a second and drops the rest, counted', async () => {
    const { nodes, broker, clock, feed, log } = await aFeed();
    for (let index = 0; index < 500; index++) {
      await broker.publish(TOPIC, aPositionEnvelope(...NEAR, { from: toNodeNum(1000 + index) }));
    }
    await until(() => feed.counts.envelopes === 500);
    expect(nodes.size).toBe(50);
    expect(feed.counts.excess).toBe(450);
    await clock.advance(60_000);
    expect(log.find('mesh feed overflows')[0]?.fields).toEqual({ dropped: 450 });
    await broker.publish(TOPIC, aPositionEnvelope(...NEAR, { from: toNodeNum(9000) }));
    await until(() => nodes.size === 51);
  });

  it('does not even open more than 2000 envelopes a second', async () => {
    const { broker, feed } = await aFeed();
    const envelope = aPositionEnvelope(...NEAR);
    for (let index = 0; index < 2100; index++) await broker.publish(TOPIC, envelope);
    await until(() => feed.counts.envelopes === 2100);
    expect(feed.counts).toMatchObject({ excess: 100, repeats: 1999 });
  });

  it('is down when it understands nothing of what it asked for', async () => {
    const { feed, log, bring } = await aFeed();
    for (let count = 0; count < 5; count++) await bring(Buffer.from('{"json": true}'));
    expect(feed.report()).toMatchObject({ state: 'down', lastError: { reason: 'unreadable' } });
    expect(log.visible()).toEqual(['service degraded']);
  });

  it('leaves nothing behind', async () => {
    const { feed, clock, broker } = await aFeed();
    await feed.stop();
    expect(clock.pending()).toEqual([]);
    await until(() => broker.isEmpty);
  });
});
