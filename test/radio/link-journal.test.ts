import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../src/mesh/ids.js';
import { LONG_FAST } from '../../src/mesh/modem.js';
import type { OwnNode } from '../../src/mesh/own-node.js';
import type { LossReason } from '../../src/mesh/radio.js';
import { LinkJournal } from '../../src/radio/link-journal.js';
import { FIRST_TRY, type RetryPlan } from '../../src/radio/retry.js';
import { RecordingLog } from '../support/recording-log.js';

const own: OwnNode = {
  nodeNum: toNodeNum(0x16fad3dc),
  longName: 'Base',
  shortName: 'BASE',
  firmware: '2.7.26',
  hwModel: 'TBEAM',
  rebootCount: 0,
  channels: [],
  modem: LONG_FAST,
  region: 'EU_868',
  hopLimit: 3,
  txEnabled: true,
  hasNeighborInfo: false,
};

const again: RetryPlan = { state: FIRST_TRY, waitMs: 0, isYielding: false };
const yielding = (yields: number): RetryPlan => ({
  state: { ...FIRST_TRY, evictions: [1, 2, 3], yields },
  waitMs: 10_000,
  isYielding: true,
});
const inFight = { ...FIRST_TRY, yields: 1 };

function aJournal() {
  const log = new RecordingLog();
  return { log, journal: new LinkJournal(log, { address: 'node.local:4403' }) };
}

const levels = (log: RecordingLog) => log.lines.map((line) => `${line.level} ${line.msg}`);

describe('a link that comes up', () => {
  it('is told with the node, its firmware and how long it took', () => {
    const { log, journal } = aJournal();
    journal.ready(own, { nodes: 42, tookMs: 123.4, attempt: 1 }, FIRST_TRY);
    expect(log.lines).toEqual([
      {
        level: 'info',
        name: '',
        msg: 'link ready',
        fields: { node: '!16fad3dc', firmware: '2.7.26', nodes: 42, tookMs: 123, attempt: 1 },
      },
    ]);
  });

  it('is told as restored with the length of the outage, how it began and what it was at last', () => {
    const { log, journal } = aJournal();
    journal.lost({ reason: 'silent' }, 1, again);
    journal.failed({ reason: 'refused' }, { tries: 1, isFirst: false });
    journal.restored({ reason: 'silent', outageMs: 5001, tries: 2 }, FIRST_TRY);
    expect(log.lines.at(-1)).toMatchObject({
      level: 'info',
      msg: 'link restored',
      fields: { outageMs: 5001, reason: 'silent', lastReason: 'refused', tries: 2 },
    });
  });

  it('is no rare event while another client takes the slot again and again', () => {
    const { log, journal } = aJournal();
    journal.ready(own, { nodes: 1, tookMs: 1, attempt: 1 }, inFight);
    journal.restored({ reason: 'closed_by_node', outageMs: 1, tries: 1 }, inFight);
    expect(levels(log)).toEqual(['debug link ready', 'debug link restored']);
  });
});

describe('a link that is lost', () => {
  it('is a warning with the reason, the time that it held and a remedy', () => {
    const { log, journal } = aJournal();
    journal.lost({ reason: 'reset', detail: 'read ECONNRESET' }, 60_000.4, again);
    expect(log.lines).toEqual([
      {
        level: 'warn',
        name: '',
        msg: 'link lost',
        fields: {
          reason: 'reset',
          upMs: 60_000,
          detail: 'read ECONNRESET',
          remedy: expect.stringContaining('restarted'),
        },
      },
    ]);
  });

  it('prints no stack for what networks do', () => {
    const { log, journal } = aJournal();
    journal.lost({ reason: 'broken_pipe', detail: 'write EPIPE' }, 1, again);
    expect(log.lines[0]?.fields).not.toHaveProperty('err');
  });

  it('is an error with its stack when networks do not do that, once for each kind', () => {
    const { log, journal } = aJournal();
    const bug = new TypeError('x is undefined');
    const other = new RangeError('y is too large');
    journal.lost({ reason: 'reset', detail: bug.message, unexpected: bug }, 1, again);
    journal.lost({ reason: 'reset', detail: bug.message, unexpected: bug }, 1, again);
    journal.lost({ reason: 'reset', detail: other.message, unexpected: other }, 1, again);
    expect(levels(log)).toEqual(['error link lost', 'warn link lost', 'error link lost']);
    expect(log.lines.map((line) => line.fields['err'])).toEqual([bug, bug, other]);
  });

  it.each([
    'closed_by_node',
    'reset',
    'broken_pipe',
    'refused',
    'unreachable',
    'unresolved',
    'connect_timeout',
    'handshake_timeout',
    'silent',
    'evicted',
    'stopped',
  ] as const)('has words for %s', (reason: LossReason) => {
    const { log, journal } = aJournal();
    journal.lost({ reason }, 1, again);
    expect(log.lines[0]?.fields['remedy']).toMatch(/\w+ \w+/);
  });
});

describe('a link that yields', () => {
  it('is told once, with what to do, and then no more', () => {
    const { log, journal } = aJournal();
    const loss = { reason: 'closed_by_node' } as const;
    journal.lost(loss, 1, yielding(1));
    journal.lost(loss, 1, yielding(2));
    expect(levels(log)).toEqual([
      'warn link lost',
      'warn link yielding',
      'debug link lost',
      'debug link yielding',
    ]);
    expect(log.find('link yielding')[0]?.fields).toEqual({
      losses: 3,
      nextTryMs: 10_000,
      remedy: expect.stringContaining('another client'),
    });
  });
});

describe('a try that failed', () => {
  const loss = { reason: 'refused', detail: 'connect ECONNREFUSED' } as const;

  it('is a warning the first time and debug after that', () => {
    const { log, journal } = aJournal();
    journal.failed(loss, { tries: 1, isFirst: true });
    journal.failed(loss, { tries: 2, isFirst: false });
    expect(levels(log)).toEqual(['warn node not reachable', 'debug node not reachable']);
    expect(log.lines[0]?.fields).toEqual({
      reason: 'refused',
      address: 'node.local:4403',
      tries: 1,
      detail: 'connect ECONNREFUSED',
      remedy: expect.stringContaining('is the node on'),
    });
  });

  it('is an error when networks do not do that', () => {
    const { log, journal } = aJournal();
    journal.failed({ reason: 'reset', unexpected: new Error('odd') }, { tries: 1, isFirst: true });
    expect(levels(log)).toEqual(['error node not reachable']);
  });
});

describe('what answers as no Meshtastic node', () => {
  const http = Buffer.from('HTTP/1.1 400 Bad Request\r\nServer: x\r\n');
  const timeout = { reason: 'handshake_timeout' } as const;
  const first = { tries: 1, isFirst: true };

  it('is shown as far as it can be printed, once, and explains the failure', () => {
    const { log, journal } = aJournal();
    journal.noise(Buffer.concat([Buffer.from([0, 7]), http]));
    journal.noise(Buffer.from('more'));
    journal.failed(timeout, first);
    journal.failed(timeout, first);
    expect(levels(log).slice(0, 2)).toEqual(['debug noise', 'debug noise']);
    const [shown, after] = log.find('node not reachable');
    expect(shown?.fields).toMatchObject({
      received: '..HTTP/1.1 400 Bad Reque',
      remedy: expect.stringContaining('check address and port'),
    });
    expect(after?.fields).not.toHaveProperty('received');
  });

  it('explains also a close by the other side', () => {
    const { log, journal } = aJournal();
    journal.noise(http);
    journal.failed({ reason: 'closed_by_node' }, first);
    expect(log.find('node not reachable')[0]?.fields['remedy']).toContain('check address and port');
  });

  it('explains no pulled cable: a node prints its log to it', () => {
    const { log, journal } = aJournal();
    journal.noise(Buffer.from('INFO | booting'));
    journal.failed({ reason: 'unplugged' }, first);
    expect(log.find('node not reachable')[0]?.fields).toMatchObject({
      received: 'INFO | booting',
      remedy: expect.stringContaining('check the cable'),
    });
  });

  it('is forgotten once a link is ready or lost', () => {
    const { log, journal } = aJournal();
    journal.noise(http);
    journal.ready(own, { nodes: 1, tookMs: 1, attempt: 1 }, FIRST_TRY);
    journal.lost({ reason: 'reset' }, 1, again);
    journal.noise(http);
    journal.lost({ reason: 'reset' }, 1, again);
    journal.failed(timeout, first);
    const shown = log.lines.filter((line) => 'received' in line.fields);
    expect(shown).toEqual([]);
  });

  it('is copied: the chunk that it came in can go', () => {
    const { log, journal } = aJournal();
    const chunk = Buffer.from('SSH-2.0-OpenSSH');
    journal.noise(chunk);
    chunk.fill(0);
    journal.failed(timeout, first);
    expect(log.find('node not reachable')[0]?.fields['received']).toBe('SSH-2.0-OpenSSH');
  });
});
