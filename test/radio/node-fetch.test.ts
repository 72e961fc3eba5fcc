import { create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadySession } from '../../src/radio/link-events.js';
import type { NodeRadio } from '../../src/radio/node-radio.js';
import { ALPHA, aUser, KEY } from '../support/builders.js';
import { OWN_NUM, PEER_NUM, type Peer } from '../support/memory-transport.js';
import { broadcast, OutboxDesk } from '../support/outbox-desk.js';

let desk: OutboxDesk;
let radio: NodeRadio;

beforeEach(async () => {
  desk = new OutboxDesk();
  await desk.boot();
  radio = desk.radio;
});

afterEach(() => desk.stop());

function asked<Answer>(question: Promise<Answer>): { answer?: Answer } {
  const told: { answer?: Answer } = {};
  void question.then((answer) => {
    told.answer = answer;
  });
  return told;
}

const tellNode = (peer: Peer, num: number) =>
  peer.send({ case: 'nodeInfo', value: create(Mesh.NodeInfoSchema, { num }) });

/** From now on the node is asked, and says nothing by itself. */
function mute(peer: Peer): void {
  const { onWrite } = peer;
  peer.onWrite = (message) => {
    if (message.payloadVariant.case !== 'wantConfigId') onWrite(message);
  };
}

describe('the node database, asked for on a live link', () => {
  it('comes as nodes, and the link stays ready all the while', async () => {
    const { peer } = desk.transport;
    mute(peer);
    const states: string[] = [];
    const nodes: number[] = [];
    radio.on('state', ({ state }) => states.push(state));
    radio.on('node', ({ nodeNum }) => nodes.push(nodeNum));
    const told = asked(radio.fetchNodes());
    await desk.clock.advance(0);
    expect(peer.nonce).toBe(69_421);
    tellNode(peer, OWN_NUM);
    tellNode(peer, PEER_NUM);
    await desk.clock.advance(0);
    expect(told.answer).toBeUndefined();
    peer.send({ case: 'configCompleteId', value: 69_421 });
    await desk.clock.advance(0);
    expect(told.answer).toBe(true);
    expect(nodes).toEqual([OWN_NUM, PEER_NUM]);
    expect(states).toEqual([]);
  });

  it('is not written into: neither messages nor heartbeats', async () => {
    const { peer } = desk.transport;
    mute(peer);
    void radio.fetchNodes();
    await desk.clock.advance(0);
    const sent = desk.send(broadcast('later'));
    for (let part = 0; part < 3; part++) {
      await desk.clock.advance(12_000);
      tellNode(peer, PEER_NUM + part);
    }
    expect(peer.written.map(({ payloadVariant }) => payloadVariant.case)).toEqual([
      'wantConfigId',
      'wantConfigId',
    ]);
    peer.send({ case: 'configCompleteId', value: 69_421 });
    await desk.clock.advance(10_000);
    expect(desk.texts).toEqual(['later']);
    expect(peer.count('heartbeat')).toBeGreaterThan(0);
    expect(sent.end).toBeUndefined();
  });

  it('is given up after 20 s without a frame of it, and the session goes on', async () => {
    const { peer } = desk.transport;
    mute(peer);
    const told = asked(radio.fetchNodes());
    await desk.clock.advance(15_000);
    tellNode(peer, PEER_NUM);
    peer.send({ case: 'configCompleteId', value: 1 });
    await desk.clock.advance(19_000);
    expect(told.answer).toBeUndefined();
    await desk.clock.advance(2000);
    expect(told.answer).toBe(false);
    await desk.clock.advance(60_000);
    expect(desk.transport.opens).toBe(1);
    expect(peer.count('heartbeat')).toBeGreaterThan(3);
  });

  it('ends with the session', async () => {
    const { peer } = desk.transport;
    mute(peer);
    const told = asked(radio.fetchNodes());
    await desk.clock.advance(0);
    peer.fin();
    await desk.clock.advance(0);
    expect(told.answer).toBe(false);
    expect(radio.state).toBe('ready');
  });

  it('makes the next reconnect a short one', async () => {
    await desk.clock.advance(3_600_001);
    const { peer } = desk.transport;
    expect(await radio.fetchNodes()).toBe(true);
    peer.fin();
    await desk.clock.advance(0);
    expect(desk.transport.peer.nonce).toBe(69_420);
  });
});

describe('an order to the node', () => {
  const order = {
    kind: 'addContact',
    nodeNum: ALPHA,
    user: aUser('Alpha', 'ALPH', { publicKey: KEY }),
  } as const;

  it('is carried out when nothing else is in flight, and nothing is written meanwhile', async () => {
    const { peer } = desk.transport;
    desk.onPacket = () => {};
    desk.send(broadcast('first'));
    await desk.clock.advance(0);
    const told = asked(radio.administer(order));
    desk.send(broadcast('second'));
    await desk.clock.advance(100);
    expect(desk.packets).toHaveLength(1);
    peer.status(desk.ids[0] ?? 0);
    await desk.clock.advance(5000);
    const [, admin] = desk.packets;
    expect(admin).toMatchObject({ from: OWN_NUM, to: OWN_NUM, hopLimit: 0 });
    expect(new Set(desk.ids).size).toBe(2);
    peer.status(admin?.id ?? 0);
    peer.routing(admin?.id ?? 0, OWN_NUM, 0);
    await desk.clock.advance(100);
    expect(told.answer).toBe('done');
    expect(desk.texts.at(-1)).toBe('second');
  });

  it('is refused without a session, and dies with one', async () => {
    const { peer } = desk.transport;
    desk.onPacket = () => {};
    const told = asked(radio.administer(order));
    await desk.clock.advance(100);
    desk.transport.next.push(new Error('away'), new Error('away'));
    peer.fin();
    await desk.clock.advance(0);
    expect(told.answer).toBe('failed');
    expect(await radio.administer(order)).toBe('failed');
    expect(await radio.fetchNodes()).toBe(false);
  });
});

it('tells of each session that gets ready whether it told the nodes, and when it is over', async () => {
  const sessions: ReadySession[] = [];
  radio.onSession((session) => sessions.push(session));
  desk.transport.peer.fin();
  await desk.clock.advance(0);
  expect(sessions).toMatchObject([{ own: { nodeNum: OWN_NUM }, toldNodes: false }]);
  expect(sessions[0]?.signal.aborted).toBe(false);
  await desk.clock.advance(3_600_001);
  desk.transport.peer.fin();
  await desk.clock.advance(0);
  expect(sessions.map(({ toldNodes }) => toldNodes)).toEqual([false, true]);
  expect(sessions.map(({ signal }) => signal.aborted)).toEqual([true, false]);
});
