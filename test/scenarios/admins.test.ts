import { create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config.js';
import type { PacketId } from '../../src/mesh/ids.js';
import { aConsoleRequest } from '../support/builders.js';
import type { FakeClock } from '../support/fake-clock.js';
import { aStory, type Story } from '../support/story.js';
import { aForgedNodeInfo, aForgedText, ask, sendOdd, shownBy, wordsFor } from '../support/talk.js';

const MINUTE = 60_000;
let story: Story<FakeClock>;

afterEach(async () => {
  await story.end();
  expect(story.clock.pending()).toEqual([]);
});

const person = (name: string) => story.simulation.world.find(name);

/** Alpha is named in the configuration, and a person at the console trusts the key. */
async function begin(config: (config: Config) => Config = (same) => same): Promise<void> {
  const alpha = { nodeNum: 0x16fad3dc } as Config['admins']['nodes'][number];
  story = await aStory({ config: (usual) => config({ ...usual, admins: { nodes: [alpha] } }) });
  expect(person('ALPH').nodeNum).toBe(0x16fad3dc);
}

async function say(line: string): Promise<string> {
  const answer = story.app.bot.router.handle(aConsoleRequest(line));
  await story.clock.advance(2000);
  return (await answer)?.pages.join('') ?? '';
}

async function trustAlpha(): Promise<void> {
  const key = Buffer.from(person('ALPH').keyPair?.publicKey ?? []).toString('base64');
  expect(await say('trust ALPH')).toContain(`Key ${key}`);
  expect(await say(`yes ${key.slice(-5, -1)}`)).toContain('Alpha is an admin now');
}

/** What the node hands over: a text as if under that key, or under none. */
function handOver(from: string, text: string, proof: { publicKey?: Uint8Array; id?: PacketId } = {}): void {
  const { node } = story.simulation;
  const forged = aForgedText(person(from).nodeNum, node.nodeNum, text);
  const { payloadVariant } = forged;
  if (payloadVariant.case !== 'packet') throw new Error('no packet');
  const { publicKey, id } = proof;
  const packet = create(Mesh.MeshPacketSchema, {
    ...payloadVariant.value,
    ...(id !== undefined && { id }),
    ...(publicKey && { pkiEncrypted: true, publicKey }),
  });
  story.simulation.forge(create(Mesh.FromRadioSchema, { payloadVariant: { case: 'packet', value: packet } }));
}

const orders = () => story.log.find('command').filter(({ fields }) => fields['outcome'] !== 'refused');
const answersTo = (name: string) => shownBy(story, name).map(({ text }) => text);

describe('an admin', () => {
  it('is one only when a person has trusted the key, and silences the bot over the air', async () => {
    await begin();
    expect(await wordsFor(story, 'ALPH', '/quiet 30')).toEqual(['Sorry, /quiet is for admins.']);
    await trustAlpha();
    expect(await wordsFor(story, 'ALPH', '/quiet 31')).toEqual([
      'Quiet for 31 min: I answer admins only, severe alerts still go out. End: /quiet off',
    ]);
    expect(await ask(story, 'BRAV', '/ping')).toEqual([]);
    await story.clock.advance(31 * MINUTE);
    expect(await wordsFor(story, 'BRAV', '/ping')).toEqual([expect.stringContaining('Pong Bravo!')]);
    expect(await say('audit 9')).toMatch(/mesh:!16fad3dc +key [0-9a-f]{8} +\/quiet 31 +done/);
  });

  it('restarts the node, is told when it is back, and nobody else is alarmed', async () => {
    await begin();
    const question = await say('rebootnode');
    expect(question).toMatch(/^Reboot node Base\? I will be deaf for about 45 s\. Confirm .*: \/yes /);
    const answer = story.app.bot.router.handle(aConsoleRequest(`yes ${question.slice(-4)}`));
    await story.clock.advance(2 * MINUTE);
    expect((await answer)?.pages).toEqual([
      expect.stringMatching(/^Node Base is back after (\d+ min )?\d+ s \(reboot no\. \d+\)\.$/),
    ]);
    expect(story.app.radio.state).toBe('ready');
    expect(story.log.find('raised').map(({ fields }) => fields['alert'])).not.toContain('link');
  });

  it('is told when the node is managed and refuses to restart', async () => {
    await begin();
    story.simulation.behave('managed');
    const question = await say('rebootnode');
    const answer = story.app.bot.router.handle(aConsoleRequest(`yes ${question.slice(-4)}`));
    await story.clock.advance(2 * MINUTE);
    expect((await answer)?.pages).toEqual(['The node is managed and refuses.']);
  });
});

describe('whoever pretends to be an admin', () => {
  it('by the name of one is answered as who he is', async () => {
    await begin();
    await trustAlpha();
    const names = { longName: 'Alpha', shortName: 'ALPH' };
    story.simulation.forge(aForgedNodeInfo(person('CHAR').nodeNum, names));
    await story.clock.advance(1000);
    expect(story.app.nodes.get(person('CHAR').nodeNum)?.user?.longName).toBe('Alpha');
    expect(await wordsFor(story, 'CHAR', '/quiet')).toEqual(['Sorry, /quiet is for admins.']);
    expect(await say('audit 1')).toMatch(/mesh:!3c9d1e42 .* refused/);
  });

  it('by the number of one and another key, or none, or on a channel, is anybody', async () => {
    await begin();
    await trustAlpha();
    const other = person('CHAR').keyPair?.publicKey ?? new Uint8Array();
    handOver('ALPH', '/quiet 5', { publicKey: other });
    await story.clock.advance(20_000);
    handOver('ALPH', '/block BRAV');
    await story.clock.advance(20_000);
    expect(await wordsFor(story, 'BRAV', '/ping')).toEqual([expect.stringContaining('Pong')]);
    expect(await say('audit 2')).toMatch(
      /mesh:!16fad3dc +none +\/block BRAV +refused[\s\S]*none +\/quiet 5 +refused/,
    );
    expect(await say('keys ALPH')).toContain('key CHANGED');
  });

  it('by a message of one that was heard before is ignored, for weeks', async () => {
    await begin();
    await trustAlpha();
    const id = sendOdd(story, 'ALPH', { text: '/block DELT 1' });
    await story.clock.advance(30_000);
    expect(answersTo('ALPH')).toEqual([expect.stringContaining('Blocked Delta')]);
    const before = orders().length;
    for (let n = 0; n < 3; n++) {
      await story.clock.advance(20 * MINUTE);
      handOver('ALPH', '/block DELT 1', {
        id,
        publicKey: person('ALPH').keyPair?.publicKey ?? new Uint8Array(),
      });
    }
    await story.clock.advance(30_000);
    expect(orders()).toHaveLength(before);
    expect(story.log.find('message played again: ignored')).toHaveLength(3);
  });

  it('by an order that was refused before he was one is ignored, and by one of a month ago', async () => {
    await begin();
    const publicKey = person('ALPH').keyPair?.publicKey ?? new Uint8Array();
    const refused = sendOdd(story, 'ALPH', { text: '/quiet 1440' });
    await story.clock.advance(MINUTE);
    expect(answersTo('ALPH')).toEqual(['Sorry, /quiet is for admins.']);
    await trustAlpha();
    const obeyed = sendOdd(story, 'ALPH', { text: '/block DELT 720' });
    await story.clock.advance(MINUTE);
    expect(await say('block off DELT')).toContain('Delta');
    story.clock.jump(31 * 24 * 60 * MINUTE);
    await story.clock.advance(20 * MINUTE);
    const before = orders().length;
    handOver('ALPH', '/quiet 1440', { id: refused, publicKey });
    handOver('ALPH', '/block DELT 720', { id: obeyed, publicKey });
    await story.clock.advance(MINUTE);
    expect(orders()).toHaveLength(before);
    expect(story.log.find('message played again: ignored')).toHaveLength(2);
  });

  it('by guessing a thousand codes confirms nothing', async () => {
    await begin();
    await trustAlpha();
    const question = await say('rebootnode');
    const right = question.slice(-4);
    for (let n = 0; n < 1000; n++) {
      const code = n.toString(36).toUpperCase().padStart(4, 'A');
      handOver('CHAR', `/yes ${code}`, { publicKey: person('CHAR').keyPair?.publicKey ?? new Uint8Array() });
      handOver('ALPH', `/yes ${code}`);
      if (code !== right) await story.app.bot.router.handle(aConsoleRequest(`yes ${code}`));
    }
    await story.clock.advance(5 * MINUTE);
    expect(await say(`yes ${right}`)).toBe('Code expired or wrong. Please start again.');
    expect(answersTo('CHAR').length).toBeLessThanOrEqual(6);
    expect(story.app.radio.report().outages).toEqual([]);
  });
});

describe('whoever plays the message of somebody known again', () => {
  it('neither has it said nor posted once more', async () => {
    await begin();
    const publicKey = person('BRAV').keyPair?.publicKey ?? new Uint8Array();
    const lines = ['/echo meet me at the pass', '/tell DELT bring the rope'];
    const ids: PacketId[] = [];
    for (const text of lines) {
      ids.push(sendOdd(story, 'BRAV', { text }));
      await story.clock.advance(2 * MINUTE);
    }
    const before = answersTo('BRAV').length;
    expect(answersTo('CHAR')).toEqual(['BRAV: meet me at the pass']);
    for (let n = 0; n < 2; n++) {
      await story.clock.advance(20 * MINUTE);
      for (const [index, id] of ids.entries()) handOver('BRAV', lines[index] ?? '', { id, publicKey });
      await story.clock.advance(2 * MINUTE);
    }
    expect(answersTo('CHAR')).toEqual(['BRAV: meet me at the pass']);
    expect(answersTo('BRAV')).toHaveLength(before);
    expect(story.log.find('message played again: ignored')).toHaveLength(4);
  });
});

describe('a letter', () => {
  it('is kept until its addressee speaks, arrives by direct message, and comes back as a receipt', async () => {
    await begin();
    expect(await wordsFor(story, 'ALPH', '/tell BRAV meet at the pass at noon?')).toEqual([
      expect.stringMatching(/^Kept for Bravo .*#1$/),
    ]);
    story.simulation.world.say('BRAV', 'good morning');
    await story.clock.advance(MINUTE);
    expect(answersTo('BRAV')).toEqual([expect.stringMatching(/^From ALPH .*: meet at the pass at noon\?/)]);
    expect(answersTo('ALPH').at(-1)).toMatch(/^#1 delivered to Bravo at \d\d:\d\d \(acked\)\.$/);
  });
});
