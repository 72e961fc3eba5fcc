import { describe, expect, it } from 'vitest';
import type { Packet } from '../../src/mesh/packet.js';
import { byteLength } from '../../src/util/text.js';
import type { FakeClock } from '../support/fake-clock.js';
import { aStory, type Story } from '../support/story.js';
import { ask, shownBy, wordsFor } from '../support/talk.js';

const LARGE = { simulation: { nodes: 40 } };

/** Somebody of that kind whom the bot has heard of. */
function someone(
  { simulation, app }: Story<FakeClock>,
  fits: (hops: number | undefined, answers: boolean) => boolean,
) {
  const found = simulation.world.people.find(({ nodeNum, traits, keyPair }) => {
    const node = app.nodes.get(nodeNum);
    const isOrdinary = keyPair && !traits.viaMqtt && !traits.isForeign;
    return isOrdinary && node?.lastHeard !== undefined && fits(node.hopsAway, traits.answersTraceroute);
  });
  if (!found) throw new Error('nobody like that in this world');
  return { person: found, id: `!${found.nodeNum.toString(16).padStart(8, '0')}` };
}

describe('a trace of another node', () => {
  it('of a neighbour gives the link in both directions', async () => {
    const story = await aStory();
    const [route = ''] = await wordsFor(story, 'ALPH', '/trace BRAV');
    expect(route).toMatch(
      /^Trace BRAV \d+(\.\d)?s, direct\n> BASE -?\d+(\.\d)? BRAV\n< BRAV -?\d+(\.\d)? BASE$/,
    );
    await story.end();
  });

  it('of a far node names the relays between', async () => {
    const story = await aStory(LARGE);
    const { id } = someone(story, (hops = 0, answers) => hops >= 1 && answers);
    const [route = ''] = (await ask(story, 'ALPH', `/trace ${id}`, 120_000)).map(({ text }) => text);
    expect(route).toMatch(/^Trace \S+ \d+(\.\d)?s, \d relays?\n> BASE (\S+ \S+ )+\S+ \S+\n< /);
    expect(byteLength(route)).toBeLessThanOrEqual(200);
    await story.end();
  });

  it('of a node that never answers says so after a minute', async () => {
    const story = await aStory(LARGE);
    const { id, person } = someone(story, (_hops, answers) => !answers);
    expect(await ask(story, 'ALPH', `/trace ${id}`, 60_000)).toEqual([]);
    await story.clock.advance(30_000);
    expect(shownBy(story, 'ALPH').map(({ text }) => text)).toEqual([
      `No answer from ${person.identity.shortName} in 60 s (out of range or busy).`,
    ]);
    await story.end();
  });

  it('asked for by two costs one packet', async () => {
    const story = await aStory();
    const answers: Packet[] = [];
    story.app.radio.on('packet', (packet) => {
      if (packet.kind === 'traceroute') answers.push(packet);
    });
    story.simulation.world.dm('CHAR', '/trace DELT');
    const [route = ''] = await wordsFor(story, 'ALPH', '/trace DELT');
    expect(route).toMatch(/^Trace DELT /);
    expect(shownBy(story, 'CHAR').map(({ text }) => text)).toEqual([route]);
    expect(answers).toHaveLength(1);
    await story.end();
  });
});

describe('a trace of the question itself', () => {
  it('tells how the packet came', async () => {
    const story = await aStory();
    const [way] = await wordsFor(story, 'ALPH', '/trace');
    expect(way).toMatch(
      /^Your packet: direct \(start 3, 3 left\), heard here at SNR -?\d+(\.\d)? RSSI -\d+$/,
    );
    await story.end();
  });

  it('of a far node names the last relay', async () => {
    const story = await aStory(LARGE);
    const { person } = someone(story, (hops = 0) => hops >= 1);
    const [way] = await wordsFor(story, person.name, '/trace');
    expect(way).toMatch(/^Your packet: \d hops? \(start \d, \d left\), last relay …[0-9a-f]{2}/);
    await story.end();
  });

  it('costs nothing on the air but the answer', async () => {
    const story = await aStory();
    await ask(story, 'ALPH', '/trace');
    expect(story.simulation.received()).toHaveLength(1);
    expect(story.app.radio.report().outbox).toMatchObject({ delivered: 1, unconfirmed: 0 });
    await story.end();
  });
});
