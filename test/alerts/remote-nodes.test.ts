import { beforeEach, describe, expect, it } from 'vitest';
import type { Watch } from '../../src/alerts/alert.js';
import { AlertEngine } from '../../src/alerts/engine.js';
import { RemoteFirmwareWatch, RemoteRestartWatch } from '../../src/alerts/remote-news.js';
import { RemoteNodeDownWatch } from '../../src/alerts/remote-nodes.js';
import { render } from '../../src/alerts/words.js';
import type { RemoteLook, RemoteNode, RemoteOutcome } from '../../src/mesh/remote-node.js';
import { Emitter } from '../../src/util/emitter.js';
import { ALPHA, aLook, someRemoteFacts, without } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryAlertStore } from '../support/memory-alert-store.js';
import { MemoryValueStore } from '../support/memory-value-store.js';
import { RecordingLog } from '../support/recording-log.js';
import { aMemory } from '../support/watch-memory.js';

const FAILED: RemoteOutcome = { kind: 'failed', reason: 'refused', remedy: 'is it on?' };

let clock: FakeClock;
let store: MemoryAlertStore;
let values: MemoryValueStore;
let looks: Emitter<{ look: RemoteLook }>;
let last: Map<string, RemoteNode>;
let texts: string[];
let engine: AlertEngine;

function start(): void {
  const remoteNodes = {
    all: () => [...last.values()],
    on: (event: 'look', listener: (look: RemoteLook) => void) => looks.on(event, listener),
  };
  const watches: Watch[] = [
    new RemoteNodeDownWatch({ remoteNodes, settings: { raise: 2, remindMs: 24 * 3_600_000 } }),
    new RemoteRestartWatch(remoteNodes, aMemory('remote-node-restart', values)),
    new RemoteFirmwareWatch(remoteNodes, aMemory('remote-node-firmware', values)),
  ];
  engine = new AlertEngine({
    watches,
    store,
    clock,
    log: new RecordingLog(),
    tell: ({ matter, event }) => texts.push(render(matter.watch, event, engine.told(matter), 'en')),
    afterLook: () => {},
  });
  engine.start();
}

beforeEach(() => {
  clock = new FakeClock();
  store = new MemoryAlertStore();
  values = new MemoryValueStore();
  last = new Map();
  texts = [];
  looks = new Emitter((error) => {
    throw error;
  });
  start();
});

function look(outcome: RemoteOutcome, name = 'Hill'): void {
  const lastLook = aLook(outcome, { name, at: clock.now() });
  last.set(name, { name, address: lastLook.address, lastLook });
  looks.emit('look', lastLook);
}

function reached(changes = {}): RemoteOutcome {
  return { kind: 'reached', facts: someRemoteFacts(changes) };
}

describe('a remote node that is away', () => {
  it('is told of at the second look in a row that fails, once, and when it is back', async () => {
    look(reached());
    look(FAILED);
    expect(texts).toEqual([]);
    await clock.advance(30_000);
    look(FAILED);
    await clock.advance(90_000);
    look(FAILED);
    expect(texts).toEqual([
      expect.stringMatching(/^🔴 Hill \(192\.168\.1\.40:4403\) down since \d\d:\d\d: network refused\.$/),
    ]);
    look(reached());
    look(reached());
    expect(texts.slice(1)).toEqual(['🟢 Hill is back after 1min 30s.']);
  });

  it('is reminded of once a day', async () => {
    look(FAILED);
    look(FAILED);
    await clock.advance(25 * 3_600_000);
    expect(texts.slice(1)).toEqual(['🔴 Hill still down, for 1d: network refused.']);
  });

  it('is not told of when only every other look fails', () => {
    for (let turn = 0; turn < 5; turn++) {
      look(FAILED);
      look(reached());
    }
    expect(texts).toEqual([]);
  });

  it('is told of by its own name', () => {
    for (const name of ['Hill', 'Cave', 'Hill', 'Cave']) look(FAILED, name);
    look(reached(), 'Cave');
    expect(texts.map((text) => text.slice(0, 8))).toEqual(['🔴 Hill ', '🔴 Cave ', '🟢 Cave ']);
  });

  it('stays away while another bot has it, and is no matter of ours when it is our own node', () => {
    look(FAILED);
    look(FAILED);
    look({ kind: 'held' });
    expect(texts).toHaveLength(1);
    look({ kind: 'main' });
    expect(texts).toHaveLength(2);
  });

  it('is known to be away after a restart, until it was looked at', async () => {
    look(FAILED);
    look(FAILED);
    engine.stop();
    const node = last.get('Hill');
    if (node) last.set('Hill', { name: node.name, address: node.address });
    start();
    await clock.advance(30_000);
    expect(texts).toHaveLength(1);
    look(FAILED);
    expect(texts).toHaveLength(1);
    look(reached());
    expect(texts).toHaveLength(2);
  });

  it('is not listened for after the end', () => {
    engine.stop();
    look(FAILED);
    look(FAILED);
    expect([texts, looks.listenerCount(), clock.pending()]).toEqual([[], 0, []]);
  });
});

describe('a change of a remote node', () => {
  it.each([
    ['its boot counter rose', { bootCount: 13, uptimeSeconds: 400_000 }, { bootCount: 13 }],
    ['it has been up for less long', { bootCount: undefined, uptimeSeconds: 60 }, { uptimeSeconds: 60 }],
  ])('is a restart when %s', (_, changes, facts) => {
    const before =
      changes.bootCount === undefined ? without(someRemoteFacts(), 'bootCount') : someRemoteFacts();
    look({ kind: 'reached', facts: before });
    look({ kind: 'reached', facts: { ...before, ...without(changes, 'bootCount'), ...facts } });
    look({ kind: 'reached', facts: { ...before, ...without(changes, 'bootCount'), ...facts } });
    expect(texts).toEqual(['🔄 Hill has restarted.']);
  });

  it('is no restart while the counter stands, whatever the old telemetry says', () => {
    look(reached());
    look(reached({ uptimeSeconds: 60 }));
    expect(texts).toEqual([]);
  });

  it('is other firmware', () => {
    look(reached());
    look(reached({ firmware: '2.8.0.1111111' }));
    look(reached({ firmware: '2.8.0.1111111' }));
    expect(texts).toEqual(['⬆ Hill now runs firmware 2.8.0.1111111, before 2.7.26.54e0d8d.']);
  });

  it('is held against the last look that told it', () => {
    look(reached());
    look({ kind: 'reached', facts: without(someRemoteFacts(), 'bootCount', 'firmware', 'uptimeSeconds') });
    look(reached({ bootCount: 13 }));
    expect(texts).toEqual(['🔄 Hill has restarted.']);
  });

  it('while the bot was away is told of at the first look, once', () => {
    look(reached());
    engine.stop();
    start();
    look(reached({ bootCount: 13, firmware: '2.8.0.1111111' }));
    look(reached({ bootCount: 13, firmware: '2.8.0.1111111' }));
    expect(texts).toEqual([
      '🔄 Hill has restarted.',
      '⬆ Hill now runs firmware 2.8.0.1111111, before 2.7.26.54e0d8d.',
    ]);
  });

  it('is nothing to compare when another node has that address now', () => {
    look(reached());
    look(reached({ nodeNum: ALPHA, bootCount: 99 }));
    look(reached({ nodeNum: ALPHA, bootCount: 99 }));
    expect(texts).toEqual([]);
  });
});
