import { beforeEach, describe, expect, it } from 'vitest';
import type { Sight, Told, Watch } from '../../src/alerts/alert.js';
import { DutyLimitWatch } from '../../src/alerts/duty-limit.js';
import { LinkWatch } from '../../src/alerts/link.js';
import { NodeRestartWatch } from '../../src/alerts/node-restart.js';
import { NodeSilentWatch } from '../../src/alerts/node-silent.js';
import { RemoteFirmwareWatch, RemoteRestartWatch } from '../../src/alerts/remote-news.js';
import { RemoteNodeDownWatch } from '../../src/alerts/remote-nodes.js';
import { SilentMeshWatch } from '../../src/alerts/silent-mesh.js';
import { SlotTakenWatch } from '../../src/alerts/slot-taken.js';
import { HistoryAwayError } from '../../src/mesh/history-away.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { byteLength } from '../../src/util/text.js';
import { ALPHA, anOwnNode, aReport, aText, aUser, BASE, OSCAR } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeRadio } from '../support/fake-radio.js';
import { aMemory } from '../support/watch-memory.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RAISE = { kind: 'known', raise: 1, keep: 1 };
const KEEP = { kind: 'known', raise: 0, keep: 1 };
const CLEAR = { kind: 'known', raise: 0, keep: 0 };
const UNKNOWN = { kind: 'unknown' };

let clock: FakeClock;
let radio: FakeRadio;
let nodes: NodeDb;
let rings: number;

beforeEach(() => {
  clock = new FakeClock();
  radio = new FakeRadio();
  nodes = new NodeDb();
  rings = 0;
});

function start(watch: Watch): void {
  watch.start?.({
    changed: () => {
      rings += 1;
    },
    happened: () => {},
  });
}

function only(sights: readonly Sight[]): Sight {
  const [sight] = sights;
  if (!sight) throw new Error('sees nothing');
  return sight;
}

function aTold<Facts extends Readonly<Record<string, unknown>>>(facts: Facts): Told<Facts> {
  const now = new Date(2026, 2, 12, 14, 5).getTime();
  const lastedMs = 192_000;
  return { facts, peak: facts, level: 1, peakLevel: 1, since: now - lastedMs, lastedMs, now };
}

/** Every text of an alert with its sample fits one packet, and says something. */
function expectTexts(watch: Watch): void {
  const told = aTold(watch.sample);
  for (const { label, brief, raised, reminded, cleared } of Object.values(watch.texts)) {
    for (const text of [label, raised(told), reminded?.(told) ?? label, cleared(told)]) {
      expect(text.trim()).not.toBe('');
      expect(byteLength(text)).toBeLessThanOrEqual(200);
    }
    expect(byteLength(brief(told))).toBeLessThan(60);
  }
}

it('the texts of every alert fit one packet', () => {
  const watched = [OSCAR];
  const history = aHistory(1);
  const times = { raise: 3, gaps: 5, withinMs: 1, holdMs: 0, clearMs: 0, remindMs: 0 };
  const remoteNodes = { all: () => [], on: () => () => {} };
  const all: readonly Watch[] = [
    new LinkWatch({ radio, clock, settings: { alertAfterMs: 1, clearMs: 1, remindMs: 1, rebootMs: 1 } }),
    new SlotTakenWatch(radio, times),
    new SilentMeshWatch({ radio, nodes, clock, history, settings: times }),
    new NodeSilentWatch({ radio, clock, nodes, history, watched, settings: times }),
    new NodeRestartWatch({ radio, nodes, clock, memory: aMemory('node-restart'), watched, rebootMs: 1 }),
    new DutyLimitWatch({ radio, clock, settings: times }),
    new RemoteNodeDownWatch({ remoteNodes, settings: times }),
    new RemoteRestartWatch(remoteNodes, aMemory('remote-node-restart')),
    new RemoteFirmwareWatch(remoteNodes, aMemory('remote-node-firmware')),
  ];
  for (const watch of all) expectTexts(watch);
});

describe('the link', () => {
  const settings = { alertAfterMs: MINUTE, clearMs: 30_000, remindMs: 6 * HOUR, rebootMs: 120_000 };
  const away = (reason?: 'silent' | 'refused') => ({
    away: { since: clock.now(), ...(reason && { reason }) },
  });

  it('is raised while there is none, with the cause', () => {
    const watch = new LinkWatch({ radio, clock, settings });
    expect(watch.levels).toEqual([{ holdMs: MINUTE, clearMs: 30_000, remindMs: 6 * HOUR, isSevere: false }]);
    expect(only(watch.look())).toMatchObject({ judgement: CLEAR });
    radio.facts = away('silent');
    expect(only(watch.look())).toMatchObject({ judgement: RAISE, facts: { reason: 'silent' } });
    const { en, fr } = watch.texts;
    expect(en.raised(aTold(watch.sample))).toBe(
      '🔴 Node link lost at 14:01: no reply. I keep trying; texts wait.',
    );
    expect(fr.raised(aTold(watch.sample))).toBe(
      '🔴 Lien radio perdu à 14:01 : sans réponse. Je réessaie; les textes attendent.',
    );
    expect(en.cleared(aTold(watch.sample))).toBe(
      '🟢 Node link back after 3min 12s (node rebooted). 2 waiting texts sent.',
    );
    expect(fr.cleared(aTold(watch.sample))).toBe(
      '🟢 Lien radio revenu après 3min 12s (nœud redémarré). 2 textes en attente envoyés.',
    );
    expect(en.reminded?.(aTold(watch.sample))).toContain('still lost, since 14:01 (3min 12s)');
    expect(fr.reminded?.(aTold(watch.sample))).toContain('toujours perdu, depuis 14:01');
    expect(fr.brief(aTold(watch.sample))).toBe('sans réponse');
  });

  it('counts what waited, and knows a reboot', () => {
    const watch = new LinkWatch({ radio, clock, settings });
    start(watch);
    radio.own = anOwnNode({ rebootCount: 3 });
    radio.change({ state: 'ready' });
    radio.own = anOwnNode({ rebootCount: 4 });
    radio.facts = { outbox: { queued: 2, inFlight: 0, delivered: 0, unconfirmed: 0, failed: 0, expired: 0 } };
    radio.change({ state: 'ready' });
    expect(rings).toBe(2);
    expect(only(watch.look()).facts).toEqual({ waiting: 2, isReboot: true });
    watch.stop();
    radio.change({ state: 'waiting' });
    expect(rings).toBe(2);
  });

  it('may be away longer after a reboot that was asked for', async () => {
    const watch = new LinkWatch({ radio, clock, settings });
    watch.expectReboot();
    await clock.advance(10_000);
    radio.facts = away('refused');
    expect(only(watch.look()).holdMs).toBe(120_000);
    await clock.advance(10 * MINUTE);
    expect(only(watch.look()).holdMs).toBe(120_000);
    radio.facts = {};
    watch.look();
    radio.facts = away('refused');
    expect(only(watch.look()).holdMs).toBeUndefined();
  });

  it('is as fresh as its last frame', () => {
    radio.facts = { lastFrameAgoMs: 4000 };
    expect(new LinkWatch({ radio, clock, settings }).freshness()).toBe(4000);
  });
});

it('the slot is taken while the link yields', () => {
  const watch = new SlotTakenWatch(radio, { holdMs: 0, clearMs: HOUR, remindMs: 6 * HOUR });
  start(watch);
  expect(only(watch.look()).judgement).toEqual(CLEAR);
  radio.change({ state: 'yielding' });
  expect([rings, only(watch.look()).judgement]).toEqual([1, RAISE]);
  expect(watch.texts.fr.raised(aTold({}))).toContain('autre client');
  expect(watch.texts.en.cleared(aTold({}))).toMatch(/since 14:05\.$/);
  expect(watch.texts.fr.cleared(aTold({}))).toMatch(/depuis 14:05\.$/);
  watch.stop();
  expect(radio.listenerCount()).toBe(0);
});

/** A history that counts so many packets in a week. */
function aHistory(packets: number, viaMqtt = 0) {
  const sums = { packets, viaMqtt, bytes: 0, airtimeMs: 0, kinds: [] };
  return {
    heardSince: () => clock.now() - 30 * 24 * HOUR,
    traffic: () => ({ ...sums, nodes: 1, newNodes: 0 }),
    trafficOf: () => ({ ...sums, nodeNum: OSCAR }),
    grow: (more: number) => {
      sums.packets += more;
    },
  };
}

describe('the mesh', () => {
  function aMesh(history = aHistory(0)) {
    const watch = new SilentMeshWatch({
      radio,
      nodes,
      clock,
      history,
      settings: { raise: 3, gaps: 5, remindMs: 24 * HOUR },
    });
    start(watch);
    return watch;
  }

  it('is silent when nothing came for three hours while the link was there', async () => {
    const watch = aMesh();
    radio.facts = { sinceMs: 2 * HOUR };
    await clock.advance(4 * HOUR);
    expect(only(watch.look()).judgement).toMatchObject({ raise: 0 });
    radio.facts = { sinceMs: 3 * HOUR };
    expect(only(watch.look())).toMatchObject({ judgement: RAISE, facts: { silentMs: 3 * HOUR } });
    expect(watch.texts.fr.raised(aTold(watch.sample))).toContain('depuis 3h');
    radio.receive(aText('hi', { from: OSCAR }));
    expect([rings, only(watch.look()).judgement]).toEqual([1, CLEAR]);
    expect(watch.texts.en.cleared(aTold(watch.sample))).toContain('since 14:05');
  });

  it('is silent since before the process, as far as anybody knows', async () => {
    const ago = (ms: number) => clock.now() - ms;
    nodes.learn(aReport({ nodeNum: OSCAR, lastHeard: ago(5 * HOUR) }), clock.now());
    nodes.learn(aReport({ nodeNum: ALPHA, lastHeard: ago(HOUR), viaMqtt: true }), clock.now());
    nodes.learn(aReport({ nodeNum: radio.own?.nodeNum ?? BASE, lastHeard: ago(0) }), clock.now());
    const watch = aMesh();
    radio.facts = { sinceMs: HOUR };
    expect(only(watch.look())).toMatchObject({ judgement: KEEP, facts: { silentMs: 5 * HOUR } });
    nodes.learn(aReport({ nodeNum: OSCAR, lastHeard: ago(HOUR) }), clock.now());
    expect(only(watch.look())).toMatchObject({ judgement: CLEAR, facts: { silentMs: HOUR } });
  });

  it('is not broken by our own node or by what comes over the internet', () => {
    const watch = aMesh();
    radio.facts = { sinceMs: 4 * HOUR };
    radio.receive(aText('hi', { from: radio.own?.nodeNum ?? BASE }));
    radio.receive(aText('hi', { viaMqtt: true }));
    expect(only(watch.look()).judgement).toEqual(RAISE);
  });

  it('is not heard again because more silence has become usual', async () => {
    const history = aHistory(0);
    const watch = aMesh(history);
    radio.facts = { sinceMs: 4 * HOUR };
    expect(only(watch.look()).judgement).toEqual(RAISE);
    history.grow(10);
    await clock.advance(HOUR);
    expect(only(watch.look()).judgement).toEqual(KEEP);
  });

  it('has no usual gap of a week in its first hours', () => {
    const history = { ...aHistory(60), heardSince: () => clock.now() - 10 * HOUR };
    radio.facts = { sinceMs: 4 * HOUR };
    expect(only(aMesh(history).look()).judgement).toEqual(RAISE);
    expect(only(aMesh({ ...history, heardSince: () => clock.now() + HOUR }).look()).judgement).toEqual(RAISE);
  });

  it('may be silent for longer where that is usual', () => {
    radio.facts = { sinceMs: 4 * HOUR };
    expect(only(aMesh(aHistory(168)).look()).judgement).toEqual(KEEP);
    expect(only(aMesh(aHistory(1000)).look()).judgement).toEqual(RAISE);
  });

  it('is unknown without the link', () => {
    const watch = aMesh();
    radio.change({ state: 'waiting' });
    expect(watch.look()).toEqual([{ judgement: UNKNOWN }]);
    watch.stop();
    expect(radio.listenerCount()).toBe(0);
  });
});

describe('a watched node', () => {
  function aWatch(history: ReturnType<typeof aHistory> = aHistory(672)) {
    const settings = { raise: 2, gaps: 3, remindMs: 24 * HOUR };
    const watch = new NodeSilentWatch({ radio, clock, nodes, history, watched: [OSCAR], settings });
    start(watch);
    return watch;
  }

  beforeEach(() => {
    nodes.learn(
      aReport({ nodeNum: OSCAR, user: aUser('Oscar', 'OSCR'), lastHeard: clock.now() - 2 * HOUR }),
      clock.now(),
    );
    radio.facts = { sinceMs: 5 * HOUR };
  });

  it('is silent after two hours, and back with its next packet', async () => {
    const watch = aWatch();
    expect(only(watch.look())).toMatchObject({
      subject: '!5f20c3b7',
      judgement: RAISE,
      facts: { name: 'Oscar', silentMs: 2 * HOUR, usualMs: 15 * MINUTE },
    });
    const told = { ...aTold(watch.sample), facts: watch.sample };
    expect(watch.texts.en.raised(told)).toBe('🔴 Oscar silent for 2h05 (usual 15min).');
    expect(watch.texts.fr.raised(told)).toBe("🔴 Oscar muet depuis 2h05 (d'habitude 15min).");
    expect(watch.texts.en.cleared(told)).toBe('🟢 Oscar is back, silent 2h05.');
    expect(watch.texts.fr.cleared(told)).toBe('🟢 Oscar est revenu après 2h05.');
    radio.receive(aText('hi', { from: ALPHA }));
    expect(rings).toBe(0);
    radio.receive(aText('hi', { from: OSCAR }));
    expect([rings, only(watch.look()).judgement]).toEqual([1, CLEAR]);
    const { sample } = watch;
    expect(watch.worst({ ...sample, silentMs: 9 }, { ...sample, silentMs: 2 }).silentMs).toBe(9);
    watch.stop();
    expect(radio.listenerCount()).toBe(0);
  });

  it('is not called silent where we could not hear it', () => {
    radio.facts = { sinceMs: HOUR };
    expect(only(aWatch().look()).judgement).toEqual(KEEP);
    radio.facts = { state: 'waiting' };
    expect(only(aWatch().look()).judgement).toEqual(UNKNOWN);
  });

  it('is judged without what is usual when the history cannot be read, and a bug is not hidden', () => {
    const broken = (error: Error) => ({
      ...aHistory(0),
      trafficOf: () => {
        throw error;
      },
    });
    const away = aWatch(broken(new HistoryAwayError(0, 'disk')));
    expect(away.texts.en.raised(aTold({ name: 'Oscar', silentMs: 2 * HOUR }))).toBe(
      '🔴 Oscar silent for 2h.',
    );
    expect(only(away.look()).judgement).toEqual(RAISE);
    expect(() => aWatch(broken(new Error('a bug'))).look()).toThrow('a bug');
  });
});

it('the node refuses too often when it does so three times in ten minutes', async () => {
  const settings = { raise: 3, withinMs: 10 * MINUTE, clearMs: HOUR / 2 };
  const watch = new DutyLimitWatch({ radio, clock, settings });
  start(watch);
  radio.say('Duty cycle limit exceeded. You can send again in 7 mins');
  radio.say('Hello');
  const message = {
    to: ALPHA,
    channel: 0,
    content: { kind: 'text', text: 'hi' },
    priority: 'reply',
    ttlMs: 1,
  } as never;
  radio.settle({ message, delivery: { outcome: 'failed', reason: 'queue_full', tookMs: 1 }, attempts: 1 });
  radio.settle({ message, delivery: { outcome: 'delivered', tookMs: 1 }, attempts: 1 });
  expect([rings, only(watch.look()).judgement]).toEqual([2, KEEP]);
  radio.say('Duty cycle limit exceeded. You can send again in 7 mins');
  expect(only(watch.look())).toMatchObject({ judgement: RAISE, facts: { refusals: 3 } });
  expect(watch.texts.en.raised(aTold(watch.sample))).toContain('3 refusals');
  expect(watch.texts.fr.cleared(aTold(watch.sample))).toContain('sans refus');
  await clock.advance(11 * MINUTE);
  expect(only(watch.look()).judgement).toEqual(CLEAR);
  watch.stop();
  expect(radio.listenerCount()).toBe(0);
});
