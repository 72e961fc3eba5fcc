import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Mesh, Telemetry } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { BROADCAST_NUM, lastByteOf, type PacketId, toNodeNum } from '../../../src/mesh/ids.js';
import { Chance } from '../../../src/sim/random.js';
import type { Person } from '../../../src/sim/world/person.js';
import { RadioMap } from '../../../src/sim/world/radio-map.js';
import { Traceroutes } from '../../../src/sim/world/traceroutes.js';
import type { World } from '../../../src/sim/world/world.js';
import { aMesh, text } from './bare-node.js';

const PORT = { position: 3, nodeInfo: 4, admin: 6, telemetry: 67, traceroute: 70, neighbors: 71, other: 256 };

const request = (portnum: number, payload: Uint8Array = new Uint8Array()) => ({
  portnum,
  payload,
  wantResponse: true,
});
const direct = (person: Person, more = {}) => ({
  to: person.nodeNum,
  wantAck: true,
  peer: person.keyPair?.publicKey,
  ...more,
});
const onChannel = (person: Person) => ({ to: person.nodeNum, wantAck: true });
const hopsTo = (world: World, person: Person) =>
  world.knownNodes(0).find(({ identity }) => identity.nodeNum === person.nodeNum)?.hopsAway;

/** A mesh with somebody at that many relays from Base. */
function aMeshWithSomebodyAt(hops: number) {
  for (let seed = 0; seed < 200; seed++) {
    const mesh = aMesh({ seed, nodes: 60 });
    const person = mesh.world.people.find(
      (candidate) =>
        hopsTo(mesh.world, candidate) === hops &&
        candidate.traits.answersTraceroute &&
        !candidate.traits.viaMqtt,
    );
    if (person) return { ...mesh, person };
  }
  throw new Error(`nobody lives ${hops} relays away`);
}

describe('a direct message of Base', () => {
  it('is shown and acknowledged by a neighbour after 0.6 to 1 s', async () => {
    const { clock, world, node } = aMesh();
    const alpha = world.find('Alpha');
    const id = node.send(text('hello'), direct(alpha));
    await clock.advance(60_000);

    expect(alpha.screen.texts).toMatchObject([
      { from: node.nodeNum, id, text: 'hello', copies: 1, isDirect: true },
    ]);
    const verdicts = node.verdicts(id);
    expect(verdicts).toMatchObject([{ error: 0, from: alpha.nodeNum }]);
    expect(verdicts[0]?.at).toBeGreaterThan(600);
    expect(verdicts[0]?.at).toBeLessThan(1_000);
    expect(node.heard.every(({ packet }) => packet.id !== id)).toBe(true);
  });

  it('is repeated by a neighbour and acknowledged later when it needs relays', async () => {
    const { clock, node, person } = aMeshWithSomebodyAt(1);
    const id = node.send(text('far away'), direct(person, { hopLimit: 7 }));
    await clock.advance(120_000);

    const echo = node.heard.find(({ packet }) => packet.from === node.nodeNum && packet.id === id);
    expect(echo?.packet.hopLimit).toBe(6);
    expect(echo?.packet.relayNode).not.toBe(lastByteOf(node.nodeNum));
    expect(echo?.at).toBeGreaterThan(1_400);
    expect(person.screen.withText('far away')).toHaveLength(1);
    expect(node.verdicts(id)[0]?.at).toBeGreaterThan(1_800);
    const ack = node.on(5).find(({ data }) => data.requestId === id);
    expect((ack?.heard.packet.hopStart ?? 0) - (ack?.heard.packet.hopLimit ?? 0)).toBeGreaterThan(0);
  });

  it('is not heard beyond its hops', async () => {
    const { clock, node, person } = aMeshWithSomebodyAt(2);
    const id = node.send(text('too far'), direct(person, { hopLimit: 0 }));
    await clock.advance(120_000);
    expect(person.screen.texts).toEqual([]);
    expect(node.verdicts(id)).toEqual([]);
    expect(node.heard).toEqual([]);
  });

  it('counts as a copy on the screen when it is transmitted again under its id', async () => {
    const { clock, world, node } = aMesh();
    const alpha = world.find('Alpha');
    node.send(text('twice'), direct(alpha, { id: 77 }));
    await clock.advance(10_000);
    node.send(text('twice'), direct(alpha, { id: 77 }));
    await clock.advance(10_000);

    expect(alpha.screen.texts).toMatchObject([{ id: 77, copies: 2 }]);
    expect(node.verdicts(77 as PacketId)).toHaveLength(2);
  });

  it('is refused with 35 without our key, and taken once our NodeInfo has come', async () => {
    const { clock, world, node } = aMesh();
    const alpha = world.find('Alpha');
    world.faults.loseOurKey('Alpha');
    const refused = node.send(text('who am I'), direct(alpha));
    await clock.advance(30_000);
    expect(node.verdicts(refused)).toMatchObject([{ error: 35 }]);

    const user = create(Mesh.UserSchema, { publicKey: Uint8Array.from(world.base.keyPair?.publicKey ?? []) });
    node.send({ portnum: PORT.nodeInfo, payload: toBinary(Mesh.UserSchema, user) }, { to: alpha.nodeNum });
    await clock.advance(30_000);
    const taken = node.send(text('me again'), direct(alpha));
    await clock.advance(30_000);

    expect(node.verdicts(taken)).toMatchObject([{ error: 0 }]);
    expect(alpha.screen.texts.map((shown) => shown.text)).toEqual(['me again']);
  });

  it('is refused with 6 when it was encrypted for another key, or for the channel alone', async () => {
    const { clock, world, node } = aMesh();
    const alpha = world.find('Alpha');
    const wrong = node.send(
      text('wrong key'),
      direct(alpha, { peer: world.find('Bravo').keyPair?.publicKey }),
    );
    const legacy = node.send(text('legacy'), onChannel(alpha));
    await clock.advance(60_000);

    expect(node.verdicts(wrong)).toMatchObject([{ error: 6 }]);
    expect(node.verdicts(legacy)).toMatchObject([{ error: 6 }]);
    expect(alpha.screen.texts).toEqual([]);
  });

  it('is transmitted three times at most when it is lost, and shown once however often it comes', async () => {
    const { clock, world, node, events } = aMesh({ seed: 5 });
    const alpha = world.find('Alpha');
    const stop = world.faults.lose(0.5);
    const ids: PacketId[] = [];
    for (let i = 0; i < 30; i++) {
      ids.push(node.send(text(`try ${i}`), direct(alpha)));
      await clock.advance(60_000);
    }
    stop();

    const delivered = ids.filter((id) => alpha.screen.has(node.nodeNum, id)).length;
    const acknowledged = ids.filter((id) => node.verdicts(id).length > 0).length;
    expect(delivered).toBeGreaterThan(20);
    expect(delivered).toBeGreaterThanOrEqual(acknowledged);
    expect(acknowledged).toBeLessThan(30);
    expect(alpha.screen.texts.every(({ copies }) => copies === 1)).toBe(true);
    expect(events.counters['world.transmissions']).toBeLessThan(30 * 6);
  });

  it('now and then comes so late over two relays that the sender has given up', async () => {
    const { clock, node, person } = aMeshWithSomebodyAt(2);
    const times: number[] = [];
    for (let i = 0; i < 250; i++) {
      const sentAt = clock.uptime();
      const id = node.send(text('x'), direct(person, { hopLimit: 7 }));
      await clock.advance(90_000);
      for (const { at } of node.verdicts(id).slice(0, 1)) times.push(at - sentAt);
    }
    const late = times.filter((ms) => ms > 22_000).length;
    expect(late).toBeGreaterThan(0);
    expect(late / times.length).toBeLessThan(0.1);
  });
});

describe('a broadcast of Base', () => {
  it('is shown to all in reach and repeated by a neighbour after 3.6 to 6.2 s', async () => {
    const { clock, world, node } = aMesh();
    const id = node.send({ ...text('to all'), replyId: 5, emoji: 1 }, { wantAck: true });
    await clock.advance(60_000);

    expect(world.find('Alpha').screen.texts).toMatchObject([
      { id, text: 'to all', isDirect: false, replyId: 5, isReaction: true, copies: 1 },
    ]);
    const echo = node.heard.find(({ packet }) => packet.id === id);
    expect(echo?.at).toBeGreaterThanOrEqual(3_600);
    expect(echo?.at).toBeLessThanOrEqual(6_200);
    expect(node.verdicts(id)).toEqual([]);
    const unread = world.people.filter(({ screen }) => screen.texts.length === 0);
    expect(unread.map(({ name }) => name)).toContain('November');
  });

  it('is repeated by nobody when there are no relays', async () => {
    const { clock, world, node } = aMesh();
    world.faults.partition();
    node.send(text('to all'), { wantAck: true });
    await clock.advance(120_000);
    expect(node.heard).toEqual([]);
    expect(world.find('Alpha').screen.texts).toMatchObject([{ copies: 1 }]);
  });

  it('is answered by all once, when it asks for their NodeInfo', async () => {
    const { clock, node } = aMesh();
    node.send(request(PORT.nodeInfo));
    await clock.advance(120_000);
    const first = node.on(PORT.nodeInfo).filter(({ heard }) => heard.packet.from !== node.nodeNum);
    node.send(request(PORT.nodeInfo));
    await clock.advance(120_000);

    const again = node.on(PORT.nodeInfo).filter(({ heard }) => heard.packet.from !== node.nodeNum);
    expect(first.length).toBeGreaterThan(5);
    expect(again.length - first.length).toBeLessThan(3);
  });
});

describe('a request of Base', () => {
  const mesh = aMesh({ seed: 3 });
  const ask = async (person: string, portnum: number, payload?: Uint8Array, isDirect = false) => {
    const { clock, world, node } = mesh;
    const asked = world.find(person);
    const id = node.send(request(portnum, payload), isDirect ? direct(asked) : onChannel(asked));
    await clock.advance(60_000);
    return {
      answers: node.heard.flatMap((heard) => {
        const data = node.open(heard);
        return data?.requestId === id && data.portnum !== 5 ? [data] : [];
      }),
      errors: node.verdicts(id).map(({ error }) => error),
    };
  };

  it('for a NodeInfo gets it once in twelve hours, without an extra acknowledgement', async () => {
    const { answers, errors } = await ask('Alpha', PORT.nodeInfo);
    const user = fromBinary(Mesh.UserSchema, answers[0]?.payload ?? new Uint8Array());
    expect(user).toMatchObject({ id: '!16fad3dc', longName: 'Alpha', shortName: 'ALPH' });
    expect(user.publicKey).toEqual(mesh.world.find('Alpha').keyPair?.publicKey);
    expect(errors).toEqual([]);
    expect(await ask('Alpha', PORT.nodeInfo)).toEqual({ answers: [], errors: [0] });
  });

  it('for a position gets one as exact as the person tells it', async () => {
    const { answers } = await ask('Bravo', PORT.position);
    const told = fromBinary(Mesh.PositionSchema, answers[0]?.payload ?? new Uint8Array());
    const place = mesh.world.find('Bravo').identity.place;
    expect(told.precisionBits).toBe(15);
    expect(Math.abs((told.latitudeI ?? 0) / 1e7 - (place?.latitude ?? 0))).toBeLessThan(2 ** 17 / 1e7);
    expect(Math.abs((told.latitudeI ?? 0) & (2 ** 16 - 1))).toBe(0);
    expect(await ask('Charlie', PORT.position)).toEqual({ answers: [], errors: [8] });
  });

  it('for telemetry gets the battery, and the weather only from a sensor', async () => {
    const environment = toBinary(
      Telemetry.TelemetrySchema,
      create(Telemetry.TelemetrySchema, {
        variant: { case: 'environmentMetrics', value: create(Telemetry.EnvironmentMetricsSchema) },
      }),
    );
    const { answers } = await ask('Oscar', PORT.telemetry, undefined, true);
    const { variant } = fromBinary(Telemetry.TelemetrySchema, answers[0]?.payload ?? new Uint8Array());
    expect(variant).toMatchObject({ case: 'deviceMetrics', value: { batteryLevel: 101 } });
    expect(await ask('Alpha', PORT.telemetry, environment, true)).toEqual({ answers: [], errors: [8] });
  });

  it('for neighbours gets ten at most, from nodes that tell them', async () => {
    const { answers } = await ask('Oscar', PORT.neighbors, undefined, true);
    const info = fromBinary(Mesh.NeighborInfoSchema, answers[0]?.payload ?? new Uint8Array());
    expect(info.nodeId).toBe(0x5f20c3b7);
    expect(info.neighbors.length).toBeGreaterThan(0);
    expect(info.neighbors.length).toBeLessThanOrEqual(10);
    expect(await ask('Alpha', PORT.neighbors, undefined, true)).toEqual({ answers: [], errors: [8] });
  });

  it('on a port that nobody serves gets NO_RESPONSE, and administration is refused', async () => {
    expect((await ask('Alpha', PORT.other, undefined, true)).errors).toEqual([8]);
    expect((await ask('Alpha', PORT.admin, undefined, true)).errors).toEqual([37]);
  });

  it('with a payload that is no message at all does no harm', async () => {
    const garbage = Uint8Array.of(0xff, 0xff, 0xff);
    expect((await ask('Alpha', PORT.telemetry, garbage, true)).answers).toHaveLength(1);
    mesh.node.send({ portnum: 5, payload: garbage, requestId: 1 }, onChannel(mesh.world.find('Alpha')));
    mesh.node.send({ portnum: PORT.nodeInfo, payload: garbage });
    await mesh.clock.advance(10_000);
    expect((await ask('Bravo', PORT.other, undefined, true)).errors).toEqual([8]);
  });
});

describe('a traceroute', () => {
  it('to a neighbour comes back after about a second with one SNR each way, the second left to Base', async () => {
    const { clock, world, node } = aMesh();
    const alpha = world.find('Alpha');
    const id = node.send(request(PORT.traceroute), onChannel(alpha));
    await clock.advance(30_000);

    const [reply] = node.on(PORT.traceroute);
    const route = fromBinary(Mesh.RouteDiscoverySchema, reply?.data.payload ?? new Uint8Array());
    expect(reply?.data.requestId).toBe(id);
    expect(reply?.at).toBeLessThan(1_200);
    expect(route.route).toEqual([]);
    expect(route.snrTowards).toHaveLength(1);
    expect(route.routeBack).toEqual([]);
    expect(route.snrBack).toEqual([]);
  });

  it('over relays names them both ways, in quarter dB', async () => {
    const { clock, node, person, world } = aMeshWithSomebodyAt(2);
    for (let i = 0; i < 5; i++) {
      node.send(request(PORT.traceroute), { ...onChannel(person), hopLimit: 7 });
      await clock.advance(60_000);
    }

    const reply = node.on(PORT.traceroute).find(({ data }) => data.requestId !== 0);
    const route = fromBinary(Mesh.RouteDiscoverySchema, reply?.data.payload ?? new Uint8Array());
    expect(route.route.length).toBeGreaterThanOrEqual(2);
    expect(route.snrTowards).toHaveLength(route.route.length + 1);
    expect(route.routeBack).toHaveLength(route.snrBack.length);
    expect(route.routeBack.length).toBeGreaterThanOrEqual(2);
    const known = new Set<number>([0xffff_ffff, ...world.people.map(({ nodeNum }) => nodeNum)]);
    expect([...route.route, ...route.routeBack].every((nodeNum) => known.has(nodeNum))).toBe(true);
    expect(Math.max(...route.snrTowards.map(Math.abs))).toBeLessThanOrEqual(128);
    expect(route.snrTowards.some((quarter) => Math.abs(quarter) > 20)).toBe(true);
  });

  it('shows a relay with old firmware as unknown', () => {
    const map = new RadioMap(new Chance(1), -17.5);
    const place = { latitude: 45, longitude: 5 };
    for (const nodeNum of [11, 12, 13].map(toNodeNum)) {
      map.add({ nodeNum, place, isOnHill: false, relays: true, hasRadio: true });
    }
    const traces = new Traceroutes(map, (nodeNum) => nodeNum === 12);
    const answer = traces.answer({ station: 2, relays: [0, 1], snrs: [-3.25, 4, 5] });

    const route = fromBinary(Mesh.RouteDiscoverySchema, answer);
    expect(route.route).toEqual([11, 0xffff_ffff]);
    expect(route.snrTowards).toEqual([-13, -128, 20]);
  });

  it('is acknowledged but never answered by one node in ten', async () => {
    const { clock, world, node } = aMesh();
    const silent = world.find('Mike');
    expect(silent.traits.answersTraceroute).toBe(false);
    node.send(request(PORT.traceroute), { ...onChannel(silent), hopLimit: 7 });
    node.send(request(PORT.traceroute), { to: BROADCAST_NUM });
    await clock.advance(60_000);
    expect(node.on(PORT.traceroute).filter(({ heard }) => heard.packet.from === silent.nodeNum)).toEqual([]);
  });
});
