import { describe, expect, it } from 'vitest';
import { byteLength } from '../../src/util/text.js';
import type { FakeClock } from '../support/fake-clock.js';
import { aStory, type Story } from '../support/story.js';
import { ask, wordsFor } from '../support/talk.js';

const LARGE = { simulation: { nodes: 60 } };
const WINDOW_MS = 301_000;
/** With the time of an answer four commands in five minutes, and six pages in a quarter of an hour. */
const BETWEEN_MS = 30_000;
const PAGE_BYTES = 200;

async function pagesOf(story: Story<FakeClock>, name: string, first: string): Promise<string[]> {
  const pages: string[] = [];
  for (let line = first; ; line = '/more') {
    const [page = ''] = await wordsFor(story, name, line);
    if (page === 'That was all. /help' || pages.length > 6) return pages;
    pages.push(page);
    await story.clock.advance(BETWEEN_MS);
  }
}

describe('an answer that is longer than a packet', () => {
  it('comes page by page, each when it is asked for, until it is over', async () => {
    const story = await aStory(LARGE);
    const pages = await pagesOf(story, 'ALPH', '/nodes all');
    expect(pages).toHaveLength(6);
    expect(new Set(pages).size).toBe(6);
    pages.forEach((page, index) => {
      const sequel = index === 5 ? '( …)?' : ' /more';
      expect(page).toMatch(new RegExp(`\\n\\(${index + 1}/6${sequel}\\)$`));
      expect(byteLength(page)).toBeLessThanOrEqual(PAGE_BYTES);
      expect(page).not.toContain('\ufffd');
    });
    await story.end();
  });

  it('comes as one packet, with the other pages only on demand', async () => {
    const story = await aStory(LARGE);
    const question = await ask(story, 'ALPH', '/nodes all');
    expect(question).toHaveLength(1);
    await story.clock.advance(WINDOW_MS);
    expect(story.simulation.received()).toHaveLength(1);
    await story.end();
  });

  it('goes on for each asker where that one was', async () => {
    const story = await aStory(LARGE);
    const page = async (name: string, line: string) =>
      /\((\d)\/6/.exec((await wordsFor(story, name, line))[0] ?? '')?.[1];
    expect(await page('ALPH', '/nodes all')).toBe('1');
    expect(await page('BRAV', '/nodes all')).toBe('1');
    expect(await page('ALPH', '/more')).toBe('2');
    expect(await page('ALPH', '/suite')).toBe('3');
    expect(await page('BRAV', '/m')).toBe('2');
    expect(await wordsFor(story, 'CHAR', '/more')).toEqual(['Nothing to continue.']);
    await story.end();
  });

  it('is forgotten after a quarter of an hour', async () => {
    const story = await aStory(LARGE);
    await ask(story, 'ALPH', '/nodes all');
    await story.clock.advance(15 * 60_000);
    expect(await wordsFor(story, 'ALPH', '/more')).toEqual(['Nothing to continue.']);
    await story.end();
  });
});

it('names of every kind leave all answers within a packet', async () => {
  const story = await aStory(LARGE);
  for (const person of story.simulation.world.people.slice(5, 25)) {
    const shown = await wordsFor(story, 'ALPH', `/info !${person.nodeNum.toString(16).padStart(8, '0')}`);
    expect(shown, person.name).toHaveLength(1);
    expect(byteLength(shown[0] ?? ''), person.name).toBeLessThanOrEqual(PAGE_BYTES);
    await story.clock.advance(WINDOW_MS);
  }
  await story.end();
});
