import { beforeEach, describe, expect, it } from 'vitest';
import { AlertLog } from '../../src/alerts/alert-log.js';
import { RemoteNodeAlerts } from '../../src/alerts/remote-nodes.js';
import type { RemoteLook, RemoteOutcome } from '../../src/mesh/remote-node.js';
import { Emitter } from '../../src/util/emitter.js';
import { ALPHA, aLook, someRemoteFacts, without } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

const FAILED: RemoteOutcome = { kind: 'failed', reason: 'refused', remedy: 'is it on?' };

let clock: FakeClock;
let log: RecordingLog;
let looks: Emitter<{ look: RemoteLook }>;
let watch: RemoteNodeAlerts;

beforeEach(() => {
  clock = new FakeClock();
  log = new RecordingLog();
  looks = new Emitter((error) => {
    throw error;
  });
  watch = new RemoteNodeAlerts({
    remoteNodes: { on: (event, listener) => looks.on(event, listener) },
    alerts: new AlertLog(log),
    clock,
  });
  watch.start();
});

function look(outcome: RemoteOutcome, name = 'Hill'): void {
  looks.emit('look', aLook(outcome, { name, at: clock.now() }));
}

function reached(changes = {}): RemoteOutcome {
  return { kind: 'reached', facts: someRemoteFacts(changes) };
}

function told(): string[] {
  return log.lines.map(({ msg, fields }) => `${msg} ${fields['alert']} ${fields['subject']}`);
}

describe('a remote node that is away', () => {
  it('is told of at the second look in a row that fails, once, and when it is back', async () => {
    look(reached());
    look(FAILED);
    expect(told()).toEqual([]);
    await clock.advance(30_000);
    look(FAILED);
    await clock.advance(30_000);
    look(FAILED);
    expect(told()).toEqual(['alert raised remote-node-down Hill']);
    expect(log.lines[0]?.fields).toMatchObject({
      address: '192.168.1.40:4403',
      downSince: '2026-03-12T12:00:00.000Z',
      reason: 'refused',
      remedy: 'is it on?',
    });
    await clock.advance(30_000);
    look(reached());
    look(reached());
    expect(told()).toEqual(['alert raised remote-node-down Hill', 'alert cleared remote-node-down Hill']);
    expect(log.lines[1]?.fields).toMatchObject({ downMs: 90_000 });
  });

  it('is not told of when only every other look fails', () => {
    for (let turn = 0; turn < 5; turn++) {
      look(FAILED);
      look(reached());
    }
    expect(told()).toEqual([]);
  });

  it('is told of by its own name', () => {
    for (const name of ['Hill', 'Cave', 'Hill', 'Cave']) look(FAILED, name);
    look(reached(), 'Cave');
    expect(told()).toEqual([
      'alert raised remote-node-down Hill',
      'alert raised remote-node-down Cave',
      'alert cleared remote-node-down Cave',
    ]);
  });

  it('stays away while another bot has it, and is no matter of ours when it is our own node', () => {
    look(FAILED);
    look(FAILED);
    look({ kind: 'held' });
    expect(told()).toHaveLength(1);
    look({ kind: 'main' });
    expect(told()).toEqual(['alert raised remote-node-down Hill', 'alert cleared remote-node-down Hill']);
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
    expect(told()).toEqual([
      'alert raised remote-node-restarted Hill',
      'alert cleared remote-node-restarted Hill',
    ]);
    expect(log.lines[0]?.fields).toMatchObject(facts);
  });

  it('is no restart while the counter stands, whatever the old telemetry says', () => {
    look(reached());
    look(reached({ uptimeSeconds: 60 }));
    expect(told()).toEqual([]);
  });

  it('is other firmware', () => {
    look(reached());
    look(reached({ firmware: '2.8.0.1111111' }));
    look(reached({ firmware: '2.8.0.1111111' }));
    expect(told()).toEqual([
      'alert raised remote-node-firmware Hill',
      'alert cleared remote-node-firmware Hill',
    ]);
    expect(log.lines[0]?.fields).toMatchObject({ firmware: '2.8.0.1111111', before: '2.7.26.54e0d8d' });
  });

  it('is held against the last look that told it', () => {
    look(reached());
    look({ kind: 'reached', facts: without(someRemoteFacts(), 'bootCount', 'firmware', 'uptimeSeconds') });
    look(reached({ bootCount: 13 }));
    expect(told()[0]).toBe('alert raised remote-node-restarted Hill');
  });

  it('is nothing to compare when another node has that address now', () => {
    look(reached());
    look(reached({ nodeNum: ALPHA, bootCount: 99 }));
    look(reached({ nodeNum: ALPHA, bootCount: 99 }));
    expect(told()).toEqual([]);
  });

  it('is not listened for after the end', () => {
    watch.stop();
    look(FAILED);
    look(FAILED);
    expect(told()).toEqual([]);
  });
});
