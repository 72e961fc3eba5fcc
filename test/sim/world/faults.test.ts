import { describe, expect, it } from 'vitest';
import { BROADCAST_NUM } from '../../../src/mesh/ids.js';
import { aMesh, text } from './bare-node.js';

const HOUR_MS = 3_600_000;
const wordsOf = (payload: Uint8Array) => new TextDecoder().decode(payload);

describe('faults of the mesh', () => {
  it('lose the share of receptions that is asked for, until stopped', async () => {
    const { world, node, clock } = aMesh();
    const stop = world.faults.lose(1);
    world.say('Alpha', 'lost');
    await clock.advance(10_000);
    stop();
    world.say('Alpha', 'heard');
    await clock.advance(10_000);
    expect(node.on(1).map(({ data }) => wordsOf(data.payload))).toEqual(['heard']);
  });

  it('make one node deaf, which still speaks', async () => {
    const { world, node, clock } = aMesh();
    const stop = world.faults.deafen('Alpha');
    const alpha = world.find('Alpha');
    const id = node.send(text('hello?'), {
      to: alpha.nodeNum,
      wantAck: true,
      peer: alpha.keyPair?.publicKey,
    });
    world.say('Alpha', 'nobody writes to me');
    await clock.advance(60_000);
    expect(alpha.screen.texts).toEqual([]);
    expect(node.verdicts(id)).toEqual([]);
    expect(node.on(1)).toHaveLength(1);

    stop();
    node.send(text('again'), { to: alpha.nodeNum, wantAck: true, peer: alpha.keyPair?.publicKey });
    await clock.advance(60_000);
    expect(alpha.screen.withText('again')).toHaveLength(1);
  });

  it('take away all relays, or cut off the surroundings of a node', async () => {
    const { world, node, clock } = aMesh({ nodes: 60 });
    const read = async (words: string) => {
      node.send(text(words), { hopLimit: 7 });
      await clock.advance(60_000);
      return world.people.filter(({ screen }) => screen.withText(words).length > 0).map(({ name }) => name);
    };
    const all = await read('all');
    const stopRelays = world.faults.partition();
    const near = await read('near');
    stopRelays();
    stopRelays();
    const stopTown = world.faults.partition('Oscar');
    const cut = await read('cut');
    stopTown();

    expect(near.length).toBeLessThan(all.length);
    expect(near).toContain('Alpha');
    expect(cut).not.toContain('Oscar');
    expect((await read('healed')).length).toBeGreaterThan(near.length);
  });

  it('silence everybody, answers and relays included, without stopping time', async () => {
    const { world, node, clock } = aMesh({ traffic: true });
    world.start();
    const stop = world.faults.silence();
    const alpha = world.find('Alpha');
    const id = node.send(text('x'), { to: alpha.nodeNum, wantAck: true, peer: alpha.keyPair?.publicKey });
    await clock.advance(HOUR_MS);
    expect(node.heard).toEqual([]);
    expect(alpha.screen.has(node.nodeNum, id)).toBe(true);
    stop();
    await clock.advance(HOUR_MS);
    expect(node.heard.length).toBeGreaterThan(10);
  });

  it.each([
    [3, 30],
    [50, 500],
  ])('storm with %i packets a second', async (perSecond, inTenSeconds) => {
    const { world, node, clock } = aMesh();
    const stop = world.faults.storm(perSecond);
    await clock.advance(10_000);
    stop();
    expect(node.heard.length).toBe(inTenSeconds);
    expect(new Set(node.heard.map(({ packet }) => `${packet.from} ${packet.id}`)).size).toBe(inTenSeconds);
    expect(node.on(1).length).toBeLessThan(inTenSeconds / 5);
    await clock.advance(10_000);
    expect(node.heard.length).toBe(inTenSeconds);
  });

  it.each([
    [false, 'the number stays'],
    [true, 'the number follows in 2.8'],
  ])('give a node a new key and announce it (numbers from keys: %s): %s', async (numbersFromKeys) => {
    const { world, node, clock } = aMesh({ numbersFromKeys });
    const alpha = world.find('Alpha');
    const before = { nodeNum: alpha.nodeNum, key: alpha.keyPair?.publicKey };
    world.faults.changeKey('Alpha');
    await clock.advance(10_000);

    const [announced] = node.on(4);
    expect(announced?.heard.packet.from).toBe(alpha.nodeNum);
    expect(
      Buffer.from(announced?.data.payload ?? []).includes(Buffer.from(alpha.keyPair?.publicKey ?? 'x')),
    ).toBe(true);
    expect(alpha.keyPair?.publicKey).not.toEqual(before.key);
    expect(alpha.nodeNum !== before.nodeNum).toBe(numbersFromKeys);
    expect(world.find(alpha.nodeNum)).toBe(alpha);

    const id = node.send(text('new me'), {
      to: alpha.nodeNum,
      wantAck: true,
      peer: alpha.keyPair?.publicKey,
    });
    await clock.advance(10_000);
    expect(node.verdicts(id)).toMatchObject([{ error: 0 }]);
  });

  it('write bad texts on the channel and to Base, whose bytes arrive as they were', async () => {
    const { world, node, clock } = aMesh();
    const stop = world.faults.badTexts(2_000);
    await clock.advance(60_000);
    stop();
    const payloads = node.on(1).map(({ data }) => data.payload);
    expect(payloads.some((bytes) => bytes.length === 0)).toBe(true);
    expect(payloads.some((bytes) => bytes.length === 233)).toBe(true);
    expect(payloads.some((bytes) => wordsOf(bytes).includes('\ufffd'))).toBe(true);
    expect(payloads.some((bytes) => wordsOf(bytes).includes('\u202e'))).toBe(true);
    expect(new Set(node.on(1).map(({ heard }) => heard.packet.to))).toEqual(
      new Set([BROADCAST_NUM, node.nodeNum]),
    );
  });

  it('let another bot answer whatever it reads, command first, until stopped', async () => {
    const { world, node, clock } = aMesh();
    const answers = () => node.on(1).filter(({ data }) => wordsOf(data.payload).endsWith('🤖'));
    const stop = world.faults.botLoop();
    world.say('Alpha', '/ping');
    for (let i = 0; i < 10; i++) node.send(text(`answer ${i}`));
    await clock.advance(60_000);
    const replies = answers();
    expect(replies.length).toBeGreaterThan(0);
    expect(replies.length).toBeLessThanOrEqual(5);
    expect(new Set(replies.map(({ heard }) => heard.packet.from)).size).toBe(1);
    expect(replies.every(({ data }) => data.replyId !== 0)).toBe(true);

    stop();
    world.say('Alpha', '/help');
    await clock.advance(60_000);
    expect(answers()).toHaveLength(replies.length);
  });
});
