import { expect, it } from 'vitest';
import { BROADCAST_NUM } from '../../src/mesh/ids.js';
import { ALPHA, BRAVO } from '../support/builders.js';
import { aStory } from '../support/story.js';
import { aForgedNodeInfo, aForgedText, wordsFor } from '../support/talk.js';

const WINDOW_MS = 301_000;
const DAY_MS = 86_400_000;

/** A command with hours in it, and the most that it may be asked for. */
const WITH_HOURS: [line: string, most: number, name: string][] = [
  ['hop', 168, 'hop'],
  ['propag', 720, 'propag'],
  ['top', 168, 'top'],
  ['packets', 168, 'packets'],
  ['channel', 168, 'channel'],
  ['histo text', 48, 'histo'],
  ['traffic', 24, 'traffic'],
  ['stats top', 168, 'top'],
  ['stats packets', 168, 'packets'],
  ['stats histo all', 48, 'histo'],
  ['stats hop', 168, 'hop'],
];

it.each(WITH_HOURS)(
  '/%s takes hours up to %d, and names its range for any other',
  async (line, most, name) => {
    const story = await aStory();
    for (const hours of ['0', '-1', '1.5', '1e1', `${most + 1}`, '9'.repeat(30), 'NaN', '٣']) {
      const said = await wordsFor(story, 'ALPH', `/${line} ${hours}`);
      expect(said, hours).toEqual([expect.stringMatching(new RegExp(`^Usage: /${name} .*1-${most}\\b`))]);
      await story.clock.advance(WINDOW_MS);
    }
    const [answer] = await wordsFor(story, 'ALPH', `/${line} ${most}`);
    expect(answer).not.toMatch(/^Usage/);
    expect(story.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    await story.end();
  },
  30_000,
);

it.each(['info', 'neighbors', 'keys'])(
  '/%s means the same node by !hex, decimal, and the tail of its id',
  async (name) => {
    const story = await aStory();
    const answers: (string | undefined)[] = [];
    for (const id of ['!2b4a7c10', '2B4A7C10', '0x2b4a7c10', '726301712', '7c10', 'BRAV']) {
      answers.push((await wordsFor(story, 'ALPH', `/${name} ${id}`))[0]?.split(/[\n:]/)[0]);
      await story.clock.advance(WINDOW_MS);
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^BRAV|^Bravo/);
    await story.end();
  },
);

const ASKED = [
  'stats',
  'stats top',
  'stats histo all',
  'nodes',
  'nodes new',
  'info BRAV',
  'my',
  'hop',
  'propag',
  'neighbors BRAV',
  'keys BRAV',
  'db',
  'channel',
];

it('a clock set back by a day makes no answer fail, and no age or count negative', async () => {
  const story = await aStory();
  story.simulation.forge(aForgedNodeInfo(BRAVO, { longName: 'Bravo', shortName: 'BRAV' }));
  for (let index = 0; index < 20; index++)
    story.simulation.forge(aForgedText(ALPHA, BROADCAST_NUM, `${index}`));
  await story.clock.advance(WINDOW_MS);
  story.clock.jump(-DAY_MS);
  for (const line of ASKED) {
    const said = (await wordsFor(story, 'ALPH', `/${line}`)).join('\n');
    expect(said, line).not.toBe('');
    expect(said, line).not.toMatch(
      /NaN|Infinity|undefined|(?<![\dh])-\d+ ?(?:s|m|h|d|pkt|msg)\b|^Unknown|reference/,
    );
    await story.clock.advance(WINDOW_MS);
  }
  expect(story.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  await story.end();
  expect(story.clock.pending()).toEqual([]);
}, 30_000);
