import { describe, expect, it } from 'vitest';
import { BROADCAST_NUM, toNodeNum } from '../../src/mesh/ids.js';
import { ALPHA, BASE } from '../support/builders.js';
import type { FakeClock } from '../support/fake-clock.js';
import { aStory, type Story } from '../support/story.js';
import {
  ANSWER_MS,
  aForgedNodeInfo,
  aForgedText,
  DEFAULT_CHANNEL,
  freshId,
  type OddText,
  sendOdd,
  shownBy,
  wordsFor,
} from '../support/talk.js';

const HOUR_MS = 3_600_000;
const HINT = 'Hi Alpha, I am a bot. Try /help';

/** Whatever came in, the owner has nothing to do, the link stands, and the bot goes on answering. */
async function expectUnharmed(story: Story<FakeClock>): Promise<void> {
  const said = story.simulation.received().length;
  await story.clock.advance(HOUR_MS);
  expect(story.simulation.received()).toHaveLength(said);
  expect(story.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  expect(story.opened()).toBe(1);
  expect(await wordsFor(story, 'BRAV', '/ping')).toMatchObject([expect.stringMatching(/^Pong Bravo!/)]);
  await story.end();
  expect(story.clock.pending()).toEqual([]);
}

/** What Alpha's phone shows after Alpha's client has sent that. */
async function answersTo(story: Story<FakeClock>, odd: OddText): Promise<string[]> {
  sendOdd(story, 'ALPH', odd);
  await story.clock.advance(ANSWER_MS);
  return shownBy(story, 'ALPH').map(({ text }) => text);
}

const INVALID = Uint8Array.from([0xff, 0xfe, 0xc3, 0x28, 0xa0, 0x2f, 0x70]);
const INVALID_COMMAND = Uint8Array.from([0x2f, 0x70, 0xff, 0x69, 0x6e, 0x67]);

describe('a direct message', () => {
  it.each<[string, OddText, string[]]>([
    ['that is not UTF-8 gets the hint', { text: INVALID }, [HINT]],
    [
      'with a command that is not UTF-8 is an unknown command',
      { text: INVALID_COMMAND },
      ['Unknown: /p ing. Did you mean /ping? /help'],
    ],
    ['of emoji alone gets the hint', { text: '🦊🏔️👨‍👩‍👧‍👦🇫🇷'.repeat(4) }, [HINT]],
    ['of nothing but a prefix gets the hint', { text: '/' }, [HINT]],
    ['of two prefixes is an unknown command', { text: '//' }, ['Unknown: //. /help']],
    [
      'with control characters is an unknown command',
      { text: '/pi\u0000ng\u0007\u001b[31m' },
      ['Unknown: /pi ng [31m. /help'],
    ],
    ['with a direction trick in front is no command', { text: '\u202egnip/\u202c' }, [HINT]],
    [
      'of two commands on two lines is a usage error',
      { text: '\n\n\r\n/ping\n/help' },
      ['Usage: /ping. Ex: /ping'],
    ],
    [
      'of 200 letters behind a prefix is quoted in short',
      { text: `/${'x'.repeat(199)}` },
      [`Unknown: /${'x'.repeat(40)}…. /help`],
    ],
  ])('%s', async (_title, odd, expected) => {
    const story = await aStory();
    expect(await answersTo(story, odd)).toEqual(expected);
    await expectUnharmed(story);
  });

  it.each<[string, OddText, 'empty' | 'reaction']>([
    ['that is empty', { text: '' }, 'empty'],
    ['of blanks and line breaks', { text: ' \r\n\t ' }, 'empty'],
    ['that is a reaction', { text: '👍', reactionTo: freshId() }, 'reaction'],
    ['that is a reaction with a command in it', { text: '/ping', reactionTo: freshId() }, 'reaction'],
  ])('%s is dropped and counted', async (_title, odd, reason) => {
    const story = await aStory();
    expect(await answersTo(story, odd)).toEqual([]);
    expect(story.app.mesh.ignored[reason]).toBe(1);
    await expectUnharmed(story);
  });

  it('of 300 bytes, longer than any packet, is read like any other', async () => {
    const story = await aStory();
    story.simulation.forge(aForgedText(ALPHA, BASE, `/echo ${'é'.repeat(147)}`));
    await story.clock.advance(ANSWER_MS);
    expect(story.log.find('command')).toMatchObject([{ fields: { command: 'echo', outcome: 'refused' } }]);
    await expectUnharmed(story);
  });
});

describe('a packet that no node would hand over', () => {
  it.each([
    ['from node 0', toNodeNum(0)],
    ['from everybody', BROADCAST_NUM],
  ])('%s is dropped and counted, and makes nobody of its sender', async (_title, from) => {
    const story = await aStory();
    const known = story.app.nodes.size;
    story.simulation.forge(aForgedText(from, BASE, '/ping'));
    story.simulation.forge(aForgedText(from, BROADCAST_NUM, '/ping'));
    story.simulation.forge(aForgedNodeInfo(from, { longName: 'Nobody', shortName: 'NOBO' }));
    await story.clock.advance(ANSWER_MS);
    expect(story.app.mesh.ignored).toMatchObject({ nobody: 2 });
    expect(story.app.nodes.size).toBe(known);
    expect(story.log.find('command')).toEqual([]);
    expect(story.simulation.received()).toEqual([]);
    await expectUnharmed(story);
  });

  it('from ourselves is dropped and counted', async () => {
    const story = await aStory();
    story.simulation.forge(aForgedText(BASE, BASE, '/ping'));
    story.simulation.forge(aForgedText(BASE, BROADCAST_NUM, '/ping'));
    await story.clock.advance(ANSWER_MS);
    expect(story.app.mesh.ignored.own).toBe(2);
    expect(story.simulation.received()).toEqual([]);
    await expectUnharmed(story);
  });

  it('to somebody else, or to node 0, is dropped and counted', async () => {
    const story = await aStory();
    story.simulation.forge(aForgedText(ALPHA, toNodeNum(0), '/ping'));
    story.simulation.forge(aForgedText(ALPHA, toNodeNum(0x2b4a7c10), '/ping'));
    await story.clock.advance(ANSWER_MS);
    expect(story.app.mesh.ignored.foreign).toBe(2);
    expect(story.simulation.received()).toEqual([]);
    await expectUnharmed(story);
  });

  it('with our own answer in it ends there', async () => {
    const story = await aStory();
    const [answer = ''] = await wordsFor(story, 'ALPH', '/ping');
    sendOdd(story, 'BRAV', { text: answer });
    sendOdd(story, 'BRAV', { text: answer, channel: DEFAULT_CHANNEL });
    await story.clock.advance(ANSWER_MS);
    expect(story.app.mesh.ignored.loop).toBe(2);
    expect(story.simulation.received()).toHaveLength(1);
    await expectUnharmed(story);
  });
});

describe('a name', () => {
  it.each([
    ['with control and direction characters', 'Al\u0000p\u202eh\na\u0007', 'Pong Al p h a!'],
    ['of nothing', '', 'Pong !16fad3dc!'],
    ['of blanks', ' \t ', 'Pong !16fad3dc!'],
    ['of nothing visible', '\u200b\u202e', 'Pong !16fad3dc!'],
    ['of emoji', '🦊👨‍👩‍👧‍👦', 'Pong 🦊👨‍👩‍👧‍👦!'],
    ['longer than the proto allows', 'x'.repeat(200), `Pong ${'x'.repeat(39)}!`],
  ])('%s is shown without harm', async (_title, longName, expected) => {
    const story = await aStory();
    story.simulation.forge(aForgedNodeInfo(ALPHA, { longName, shortName: longName }));
    await story.clock.advance(1000);
    const [answer = ''] = await wordsFor(story, 'ALPH', '/ping');
    expect(answer.startsWith(expected)).toBe(true);
    const [listed = ''] = await wordsFor(story, 'BRAV', '/info !16fad3dc');
    expect(listed).toContain('!16fad3dc');
    expect(listed).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    await expectUnharmed(story);
  });
});
