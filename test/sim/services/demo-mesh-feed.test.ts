import { afterEach, expect, it } from 'vitest';
import type { FarLink } from '../../../src/mesh/mesh-feed.js';
import { NodeDb } from '../../../src/mesh/node-db.js';
import { openEnvelope } from '../../../src/radio/envelope.js';
import { MeshFeed } from '../../../src/services/mesh-feed/mesh-feed.js';
import { DemoMeshFeed } from '../../../src/sim/services/demo-mesh-feed.js';
import { BASE } from '../../support/builders.js';
import { FakeClock } from '../../support/fake-clock.js';
import { RecordingLog } from '../../support/recording-log.js';
import { until } from '../../support/until.js';

const HOME = { latitude: 45.19, longitude: 5.72 };
const NODES = 11;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it('tells of marked nodes beyond the radio, of the gateways that bring them, and of their links', async () => {
  const clock = new FakeClock();
  const demo = new DemoMeshFeed(clock, HOME);
  await demo.start();
  ends.push(() => demo.stop());
  const nodes = new NodeDb();
  const links: FarLink[] = [];
  const log = new RecordingLog();
  const feed = new MeshFeed({
    settings: { broker: { url: demo.url }, topics: demo.topics, maxDistanceKm: 100 },
    open: openEnvelope,
    keys: () => [],
    own: () => BASE,
    home: () => HOME,
    nodes,
    onLinks: (told) => links.push(...told),
    clock,
    random: () => 0.5,
    log,
  });
  feed.start();
  ends.push(() => feed.stop());
  await until(() => nodes.size === NODES);
  for (let said = 0; said < 3 * NODES; said++) {
    const before = feed.counts.envelopes;
    await clock.advance(3000);
    await until(() => feed.counts.envelopes > before);
  }
  await until(() => links.length > 0);
  for (const { user, position, device, viaMqtt } of nodes.all()) {
    expect(user?.longName).toMatch(/ \(demo\)$/);
    expect(user?.shortName).toMatch(/^DM\d\d$/);
    expect(position?.precisionBits).toBe(14);
    expect(device?.batteryLevel).toBeGreaterThan(50);
    expect(viaMqtt).toBe(true);
  }
  const { gateways, packets } = feed.read(1);
  expect(gateways.map(({ nodeNum }) => nodes.get(nodeNum)?.user?.shortName).sort()).toEqual(['DM01', 'DM02']);
  expect(packets).toBe(4 * NODES);
  const [first] = nodes.all();
  expect(first && feed.read(1).gatewayOf(first.nodeNum)).toBe(first?.nodeNum);
  expect(feed.counts).toMatchObject({ far: 0, unread: 0, garbage: 0, excess: 0 });
  expect(log.visible()).toEqual([]);
});
