import { afterEach, beforeEach, expect, it } from 'vitest';
import { NodeDb } from '../../src/mesh/node-db.js';
import { LiveView } from '../../src/platforms/live-view.js';
import { aText } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeRadio } from '../support/fake-radio.js';

let clock: FakeClock;
let radio: FakeRadio;
let view: LiveView;

beforeEach(() => {
  clock = new FakeClock();
  radio = new FakeRadio();
  view = new LiveView({ radio, nodes: new NodeDb(), clock, languageNow: () => 'en' });
  view.start();
});

afterEach(() => {
  view.stop();
  expect(clock.pending()).toEqual([]);
});

it('begins with now: what was before is nobody’s news', async () => {
  radio.receive(aText('old'));
  expect(await view.page('all', undefined)).toEqual({ next: 1, lines: [], missed: 0 });
});

it('shows what comes as soon as it comes, to everybody who watches', async () => {
  const pages = [view.page('all', 0), view.page('all', 0)];
  radio.receive(aText('hello'));
  for (const page of await Promise.all(pages)) {
    expect(page).toMatchObject({ next: 1, missed: 0 });
    expect(page.lines[0]).toMatch(/: hello$/);
  }
});

it('shows at once what came between two pages, and only what was asked for', async () => {
  radio.receive(aText('hello'));
  radio.change({ state: 'waiting', reason: 'reset' });
  expect((await view.page('link', 0)).lines).toMatchObject([expect.stringContaining('link waiting (reset)')]);
  expect((await view.page('packets', 0)).lines).toHaveLength(1);
  expect((await view.page('all', 1)).lines).toHaveLength(1);
});

it('comes back empty after 20 s without news', async () => {
  const page = view.page('all', 0);
  await clock.advance(20_000);
  expect(await page).toEqual({ next: 0, lines: [], missed: 0 });
});

it('says how many went by too fast', async () => {
  for (let index = 0; index < 510; index++) radio.receive(aText(`text ${index}`));
  const page = await view.page('all', 0);
  expect(page).toMatchObject({ next: 510, missed: 10 });
  expect(page.lines).toHaveLength(500);
});

it('takes a number from another life for now', async () => {
  const page = view.page('all', 1000);
  radio.receive(aText('hello'));
  expect(await page).toEqual({ next: 1, lines: [], missed: 0 });
});

it('leaves nobody waiting at its end, and hears nothing any more', async () => {
  const page = view.page('all', 0);
  view.stop();
  expect((await page).lines).toEqual([]);
  radio.receive(aText('late'));
  expect(await view.page('all', 0)).toMatchObject({ next: 0 });
});
