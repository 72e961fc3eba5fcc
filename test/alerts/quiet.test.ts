import { expect, it } from 'vitest';
import { Bulletins } from '../../src/alerts/bulletins.js';
import { formatNodeId, PRIMARY_CHANNEL } from '../../src/mesh/ids.js';
import { ALPHA } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeRadio } from '../support/fake-radio.js';
import { MemoryBulletinStore } from '../support/memory-bulletin-store.js';
import { RecordingLog } from '../support/recording-log.js';
import { WarningDesk } from '../support/warning-desk.js';

const MINUTE = 60_000;

function aQuietDesk() {
  const wish = { isQuiet: true };
  const desk = new WarningDesk({ isQuiet: () => wish.isQuiet });
  desk.subscribe(`mesh:${formatNodeId(ALPHA)}`);
  return { desk, wish };
}

it('a warning waits for the end of the silence that an admin wished', async () => {
  const { desk, wish } = aQuietDesk();
  desk.watch.seeLevel(1);
  await desk.clock.advance(5 * MINUTE);
  expect(desk.told()).toEqual([]);
  wish.isQuiet = false;
  await desk.clock.advance(MINUTE);
  expect(desk.told()).toEqual(['storm 1']);
});

it('a warning that is over before the silence ends is told nobody', async () => {
  const { desk, wish } = aQuietDesk();
  desk.watch.seeLevel(1);
  await desk.clock.advance(MINUTE);
  desk.watch.seeLevel(0);
  wish.isQuiet = false;
  await desk.clock.advance(5 * MINUTE);
  expect(desk.told()).toEqual([]);
});

it('danger is told all the same', () => {
  const { desk } = aQuietDesk();
  desk.watch.seeLevel(2);
  expect(desk.told()).toEqual(['storm 2']);
});

it('a bulletin is told after a silence that ends within its grace, and not after a longer one', async () => {
  const clock = new FakeClock(Date.parse('2026-03-12T06:00:00Z'));
  const radio = new FakeRadio();
  const wish = { isQuiet: false };
  const bulletins = new Bulletins({
    bulletins: [
      {
        cron: '0 7,9 * * *',
        zone: 'UTC',
        channel: PRIMARY_CHANNEL,
        language: 'en',
        says: { text: 'Good morning' },
        graceMs: 15 * MINUTE,
      },
    ],
    radio,
    router: { handle: async () => undefined },
    store: new MemoryBulletinStore(),
    clock,
    log: new RecordingLog(),
    prefixes: ['/'],
    isQuiet: () => wish.isQuiet,
  });
  bulletins.start();
  await clock.advance(30 * MINUTE);
  wish.isQuiet = true;
  await clock.advance(40 * MINUTE);
  expect(radio.texts()).toEqual([]);
  wish.isQuiet = false;
  await clock.advance(MINUTE);
  expect(radio.texts()).toEqual(['Good morning']);
  await clock.advance(40 * MINUTE);
  wish.isQuiet = true;
  await clock.advance(90 * MINUTE);
  wish.isQuiet = false;
  await clock.advance(60 * MINUTE);
  expect(radio.texts()).toEqual(['Good morning']);
  bulletins.stop();
});
