import { beforeEach, expect, it } from 'vitest';
import { NodeRestartWatch } from '../../src/alerts/node-restart.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { ALPHA, anOwnNode, aReport, aText, aUser, OSCAR } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeRadio } from '../support/fake-radio.js';
import { MemoryValueStore } from '../support/memory-value-store.js';
import { aMemory } from '../support/watch-memory.js';

const REBOOT_MS = 120_000;

let clock: FakeClock;
let radio: FakeRadio;
let nodes: NodeDb;
let values: MemoryValueStore;
let happened: unknown[];

beforeEach(() => {
  clock = new FakeClock();
  radio = new FakeRadio();
  nodes = new NodeDb();
  nodes.learn(aReport({ nodeNum: OSCAR, user: aUser('Oscar', 'OSCR') }), clock.now());
  values = new MemoryValueStore();
  happened = [];
});

/** In a new process on the same database. */
function aWatch(): NodeRestartWatch {
  const memory = aMemory<number>('node-restart', values);
  const watch = new NodeRestartWatch({ radio, nodes, clock, memory, watched: [OSCAR], rebootMs: REBOOT_MS });
  watch.start({ changed: () => {}, happened: (event) => happened.push(event) });
  return watch;
}

function ready(rebootCount: number): void {
  radio.own = anOwnNode({ rebootCount });
  radio.change({ state: 'ready' });
}

function telemetry(uptimeSeconds: number | undefined, from = OSCAR): void {
  const metrics = uptimeSeconds === undefined ? {} : { uptimeSeconds };
  const { kind: _kind, text: _text, ...rest } = aText('', { from });
  radio.receive({ ...rest, kind: 'telemetry', telemetry: { variant: 'device', metrics } } as never);
}

it('of our own node is one when its counter rose and nobody asked', () => {
  const watch = aWatch();
  ready(0);
  ready(3);
  ready(3);
  expect(happened).toEqual([]);
  ready(4);
  expect(happened).toEqual([{ subject: '!0b07ba5e', facts: { name: 'Base', count: 4 } }]);
  watch.expectReboot();
  ready(5);
  expect(happened).toHaveLength(1);
  expect(watch.look()).toEqual([]);
});

it('of our own node while the bot was away is told of when it is back, once', () => {
  const first = aWatch();
  ready(3);
  first.stop();
  const second = aWatch();
  ready(4);
  second.stop();
  aWatch();
  ready(4);
  expect(happened).toMatchObject([{ facts: { count: 4 } }]);
});

it('is not told of where it was asked for shortly before the bot went', async () => {
  const first = aWatch();
  ready(3);
  first.expectReboot();
  first.stop();
  await clock.advance(REBOOT_MS / 2);
  const second = aWatch();
  ready(4);
  expect(happened).toEqual([]);
  await clock.advance(REBOOT_MS);
  ready(5);
  expect(happened).toHaveLength(1);
  second.stop();
});

it('is nothing to compare with another node, or with one that was set back', () => {
  aWatch();
  ready(9);
  radio.own = anOwnNode({ nodeNum: ALPHA, rebootCount: 40 });
  radio.change({ state: 'ready' });
  ready(1);
  expect(happened).toEqual([]);
  ready(2);
  expect(happened).toHaveLength(1);
});

it('of a watched node is one when it has been up for less long than before', () => {
  const watch = aWatch();
  telemetry(1000);
  telemetry(undefined);
  telemetry(1060);
  telemetry(10, ALPHA);
  expect(happened).toEqual([]);
  telemetry(10);
  expect(happened).toEqual([{ subject: '!5f20c3b7', facts: { name: 'Oscar' } }]);
  radio.receive(aText('hi'));
  watch.stop();
  expect(radio.listenerCount()).toBe(0);
});

it('is told of in both languages', () => {
  const { texts, sample } = aWatch();
  const about = { peak: sample, level: 1, peakLevel: 1, since: 0, lastedMs: 0, now: 0 };
  expect(texts.en.raised({ ...about, facts: sample })).toBe('🔄 Oscar has restarted unasked (restart 12).');
  expect(texts.fr.raised({ ...about, facts: { name: 'Oscar' } })).toBe(
    "🔄 Oscar a redémarré sans qu'on le demande.",
  );
});
