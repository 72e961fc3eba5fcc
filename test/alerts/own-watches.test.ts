import { describe, expect, it } from 'vitest';
import type { Told, Watch } from '../../src/alerts/alert.js';
import { AlertInbox } from '../../src/alerts/inbox.js';
import { KeyChangedWatch } from '../../src/alerts/key-changed.js';
import { MeshWay } from '../../src/alerts/mesh-way.js';
import { SelfTestWatch } from '../../src/alerts/self-test.js';
import { ServiceDeniedWatch } from '../../src/alerts/service-denied.js';
import { SourceLostWatch } from '../../src/alerts/source-lost.js';
import { StorageWatch } from '../../src/alerts/storage.js';
import { WriteHealth } from '../../src/history/write-health.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import type { ServiceReport } from '../../src/services/service-health.js';
import { aSubscription } from '../contract/user-store.js';
import { ALPHA, aReport, aUser, KEY } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeRadio } from '../support/fake-radio.js';
import { PlayedWatch } from '../support/warning-desk.js';

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
const RAISE = { kind: 'known', raise: 1, keep: 1 };
const KEEP = { kind: 'known', raise: 0, keep: 1 };
const CLEAR = { kind: 'known', raise: 0, keep: 0 };

/** Every text of an alert, with its sample. */
function words(watch: Watch): string[] {
  const now = new Date(2026, 2, 12, 14, 5).getTime();
  const { sample } = watch;
  const told: Told = {
    facts: sample,
    peak: sample,
    level: 1,
    peakLevel: 1,
    since: now - HOUR,
    lastedMs: HOUR,
    now,
  };
  return Object.values(watch.texts).flatMap(({ label, raised, cleared, brief }) => [
    label,
    raised(told),
    cleared(told),
    brief(told),
  ]);
}

it('a service is lost while it fails, and one that does not warn may be so for longer', () => {
  let reports: readonly ServiceReport[] = [];
  const settings = { holdMs: 2 * HOUR, otherHoldMs: 6 * HOUR };
  const watch = new SourceLostWatch({ reports: () => reports, settings });
  reports = [
    { name: 'vigilance', state: 'stale', since: 1, lastSuccess: 5 },
    { name: 'weather', state: 'down', since: 1 },
    { name: 'llm', state: 'off' },
    { name: 'geocoding', state: 'ok' },
    { name: 'lightning', state: 'ok', since: 1 },
  ];
  expect(watch.look()).toEqual([
    { subject: 'vigilance', judgement: RAISE, facts: { service: 'vigilance', lastSuccess: 5 } },
    { subject: 'weather', judgement: RAISE, facts: { service: 'weather' }, holdMs: 6 * HOUR },
    { subject: 'lightning', judgement: CLEAR, facts: { service: 'lightning' } },
  ]);
  expect(words(watch)[1]).toMatch(
    /^❓ vigilance lost for 1h \(last answer \d\d:\d\d\): what it would warn of I cannot see\.$/,
  );
  const weather: Watch = { ...watch, texts: watch.texts, sample: { service: 'weather' }, look: () => [] };
  expect(words(weather)[1]).toBe('❓ weather lost for 1h.');
  expect(words(weather)[5]).toBe('❓ météo : perdu depuis 1h.');
  const second: Watch = { ...weather, sample: { service: 'weather fallback' }, look: () => [] };
  expect(words(second)[5]).toBe('❓ météo secours : perdu depuis 1h.');
});

it('the database is in trouble after ten failed writes in five minutes, until writes are good again', async () => {
  const clock = new FakeClock();
  const writes = new WriteHealth(clock);
  const watch = new StorageWatch(writes, { raise: 10, withinMs: 300_000, clearMs: 600_000 });
  expect(watch.look()).toMatchObject([{ judgement: CLEAR }]);
  for (let failure = 0; failure < 9; failure++) writes.failed();
  expect(watch.look()).toMatchObject([{ judgement: KEEP }]);
  writes.failed();
  expect(watch.look()).toMatchObject([{ judgement: RAISE, facts: { failures: 10 } }]);
  await clock.advance(301_000);
  expect(watch.look()).toMatchObject([{ judgement: CLEAR, facts: { failures: 0 } }]);
  for (let failure = 0; failure < 3000; failure++) writes.failed();
  expect(writes.failuresWithin(1)).toBe(1000);
  expect(words(watch).every((text) => typeof text === 'string')).toBe(true);
});

it('a changed key is raised until somebody settles it, also after a restart', () => {
  const nodes = new NodeDb();
  nodes.learn(aReport({ nodeNum: ALPHA, user: aUser('Alpha', 'ALPH') }), 0);
  const inbox = new AlertInbox();
  const watch = new KeyChangedWatch(inbox, nodes);
  let rings = 0;
  watch.start({ changed: () => rings++, happened: () => {} });
  const matter = { alert: 'key-changed', subject: '!16fad3dc' } as const;
  inbox.raise(matter, { trusted: 'aaaaaaaa', seen: 'bbbbbbbb' });
  inbox.raise(matter, { trusted: 'aaaaaaaa', seen: 'cccccccc' });
  inbox.raise({ alert: 'link-down' }, {});
  expect(rings).toBe(1);
  expect(watch.look([])).toEqual([
    {
      subject: '!16fad3dc',
      judgement: RAISE,
      facts: { name: 'Alpha', trusted: 'aaaaaaaa', seen: 'bbbbbbbb' },
    },
  ]);
  inbox.clear(matter);
  expect(watch.look(['!16fad3dc'])).toEqual([{ subject: '!16fad3dc', judgement: CLEAR }]);
  expect(watch.look([])).toEqual([]);
  inbox.raise({ alert: 'key-changed', subject: 'odd' }, {});
  expect(watch.look([])).toMatchObject([{ facts: { name: 'odd' } }]);
  watch.stop();
  expect(rings).toBe(3);
  expect(words(watch)[1]).toContain('Alpha shows another key: 81c2d04e instead of 3f9a01c7');
});

it('a service that refuses us is raised until it lets us in', () => {
  const inbox = new AlertInbox();
  const watch = new ServiceDeniedWatch(inbox);
  let rings = 0;
  watch.start({ changed: () => rings++, happened: () => {} });
  expect(watch.look()).toEqual([]);
  inbox.raise({ alert: 'service-denied', subject: 'vigilance' }, { remedy: 'check the key' });
  expect(watch.look()).toMatchObject([{ subject: 'vigilance', judgement: RAISE }]);
  inbox.clear({ alert: 'service-denied', subject: 'vigilance' });
  expect(watch.look()).toMatchObject([{ subject: 'vigilance', judgement: CLEAR }]);
  watch.stop();
  inbox.raise({ alert: 'service-denied', subject: 'vigilance' }, {});
  expect(rings).toBe(2);
  expect(words(watch)[1]).toContain('vigilance refuses me');
});

describe('the weekly self-test', () => {
  function aTest(subscriptions = [aSubscription()], watches: readonly Watch[] = [new PlayedWatch()]) {
    const clock = new FakeClock();
    const nodes = new NodeDb();
    const ways = [new MeshWay(new FakeRadio())];
    const watch = new SelfTestWatch({
      clock,
      nodes,
      ways,
      watches: () => watches,
      subscriptions: () => subscriptions,
      isAdmin: (userId) => userId === 'mesh:!16fad3dc',
    });
    return { clock, nodes, watch, problems: () => watch.look()[0]?.facts?.problems };
  }

  it('is made an hour after the start, and then once a week', async () => {
    const { clock, nodes, watch, problems } = aTest();
    expect(watch.look()).toEqual([]);
    await clock.advance(HOUR);
    expect(problems()).toEqual(['mesh:!16fad3dc has no key']);
    nodes.learn(aReport({ nodeNum: ALPHA, user: aUser('Alpha', 'ALPH', { publicKey: KEY }) }), 0);
    await clock.advance(WEEK - HOUR);
    expect(watch.look()).toMatchObject([{ judgement: RAISE }]);
    await clock.advance(HOUR);
    expect(watch.look()).toMatchObject([{ judgement: CLEAR, facts: { problems: [] } }]);
    expect(words(watch)[1]).toContain('has no key');
  });

  it('finds who cannot be told, and what cannot be said', async () => {
    const mute = new PlayedWatch();
    Object.assign(mute, {
      texts: {
        ...mute.texts,
        fr: {
          ...mute.texts.fr,
          cleared: () => {
            throw new Error('no words');
          },
        },
      },
    });
    const { clock, problems } = aTest(
      [
        aSubscription({ userId: 'telegram:7' }),
        aSubscription({ userId: 'mesh:!00000009', topic: 'system' }),
        aSubscription({ userId: 'mesh:nobody' }),
      ],
      [mute],
    );
    await clock.advance(HOUR);
    expect(problems()).toEqual([
      'lightning has no text',
      'telegram:7 cannot be reached',
      'mesh:!00000009 is no admin',
      'mesh:nobody has no key',
    ]);
  });
});
