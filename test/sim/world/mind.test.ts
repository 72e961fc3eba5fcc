import { describe, expect, it } from 'vitest';
import { aMesh, text } from './bare-node.js';

const HOUR_MS = 3_600_000;
const wordsOf = (payload: Uint8Array) => new TextDecoder().decode(payload);

describe('people', () => {
  it('ask the bot about four times an hour, and trace the way to it about once', async () => {
    const { world, node, clock } = aMesh({ traffic: true, seed: 4 });
    world.start();
    await clock.advance(10 * HOUR_MS);
    const unique = (ids: number[]) => new Set(ids).size;
    const asked = node.on(1).filter(({ heard }) => heard.packet.to === node.nodeNum);
    expect(unique(asked.map(({ heard }) => heard.packet.id))).toBeGreaterThan(20);
    expect(unique(asked.map(({ heard }) => heard.packet.id))).toBeLessThan(90);
    expect(asked.every(({ data }) => wordsOf(data.payload).startsWith('/'))).toBe(true);
    const traced = node.on(70).filter(({ data }) => data.wantResponse);
    expect(unique(traced.map(({ heard }) => heard.packet.id))).toBeGreaterThan(2);
    expect(unique(traced.map(({ heard }) => heard.packet.id))).toBeLessThan(30);
  });

  it('who are impatient ask again under a new id after a minute, unless they were answered', async () => {
    const asked = async (isAnswered: boolean) => {
      const { world, node, clock } = aMesh({ script: true });
      world.start();
      await clock.advance(45_000);
      const charlie = world.find('Charlie');
      if (isAnswered) node.send(text('16 nodes'), { to: charlie.nodeNum, peer: charlie.keyPair?.publicKey });
      await clock.advance(180_000);
      const own = node.on(1).filter(({ heard }) => heard.packet.from === charlie.nodeNum);
      expect(new Set(own.map(({ data }) => wordsOf(data.payload)))).toEqual(new Set(['/nodes']));
      return new Set(own.map(({ heard }) => heard.packet.id)).size;
    };
    expect(await asked(false)).toBe(2);
    expect(await asked(true)).toBe(1);
  });

  it('announce themselves and ask again when Base lacks their key', async () => {
    const { world, node, clock } = aMesh({ script: true });
    world.start();
    await clock.advance(10_000);
    const [question] = node.on(1).filter(({ heard }) => heard.packet.to === node.nodeNum);
    const id = question?.heard.packet.id ?? 0;
    const bravo = world.find('Bravo');
    node.send({ portnum: 5, requestId: id, payload: Uint8Array.of(0x18, 35) }, { to: bravo.nodeNum });
    await clock.advance(5_000);
    const announced = node.on(4).filter(({ heard }) => heard.packet.from === bravo.nodeNum);
    expect(announced).toHaveLength(1);
    expect(announced[0]?.heard.packet.to).toBe(node.nodeNum);
    await clock.advance(35_000);
    const pings = node.on(1).filter(({ data }) => wordsOf(data.payload) === '/ping');
    expect(new Set(pings.map(({ heard }) => heard.packet.id)).size).toBe(2);
  });

  it('now and then react to what the bot says, in words or with an emoji that names the message', async () => {
    const { world, node, clock } = aMesh({ traffic: true });
    world.start();
    const alpha = world.find('Alpha');
    const ids = new Set<number>();
    for (let i = 0; i < 40; i++) {
      ids.add(node.send(text(`answer ${i}`), { to: alpha.nodeNum, peer: alpha.keyPair?.publicKey }));
      await clock.advance(60_000);
    }
    const reactions = node.on(1).filter(({ data }) => ids.has(data.replyId));
    expect(reactions.length).toBeGreaterThan(3);
    expect(new Set(reactions.map(({ heard }) => heard.packet.id)).size).toBeLessThan(30);
    expect(new Set(reactions.map(({ data }) => data.emoji))).toEqual(new Set([0, 1]));
  });

  it('follow up on each other with replies and tapbacks', async () => {
    const { world, node, clock } = aMesh({ traffic: true, pace: 20 });
    world.start();
    await clock.advance(HOUR_MS);
    const words = new Map(node.on(1).map(({ heard, data }) => [heard.packet.id as number, data]));
    const answers = [...words.values()].filter(({ replyId }) => words.has(replyId));
    expect(answers.length).toBeGreaterThan(5);
    expect(new Set(answers.map(({ emoji }) => emoji))).toEqual(new Set([0, 1]));
  });
});
