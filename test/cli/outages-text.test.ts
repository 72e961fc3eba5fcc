import { describe, expect, it } from 'vitest';
import type { OutageRecord, OutageReport } from '../../src/app.js';
import { localTime } from '../../src/cli/local-time.js';
import { outagesJson, outagesText } from '../../src/cli/outages-text.js';

const NOON = 1_773_316_800_000;

const OUTAGE: OutageRecord = {
  key: 3,
  startedAt: NOON,
  reason: 'silent',
  endedAt: NOON + 42_000,
  lengthMs: 41_600,
  seenAt: NOON + 40_000,
  hasGap: false,
  tries: 1,
  lastReason: null,
  heard: null,
  restarted: null,
};

function told(changes: Partial<OutageRecord>, ...older: OutageRecord[]): string[] {
  const outage = { ...OUTAGE, ...changes };
  const report: OutageReport = { last: { ...outage, recording: [] }, outages: [outage, ...older] };
  return outagesText(report, NOON + 600_000).split('\n');
}

describe('outagesText', () => {
  it('says of what is not known that it is not', () => {
    expect(told({})).toEqual([
      'What passed before it was not kept.',
      '',
      `outage    ${localTime(NOON)}, lasted 42 s`,
      'reason    silent: nothing came any more',
      'tries     1',
      'remedy    the node no longer answers heartbeats: it hangs, lost its network or its power',
      'node      whether it restarted is not known',
      'heard     what the node heard meanwhile is not known',
      '',
      'The last one, newest first:',
      `  ${localTime(NOON)}  silent  1 try  lasted 42 s`,
    ]);
  });

  it('says what is known', () => {
    const heard = { packets: 42, from: NOON - 60_000, to: NOON + 60_000 };
    const lines = told({ heard, restarted: true, tries: 12, lastReason: 'refused' });
    expect(lines[4]).toBe('tries     12; the last failed one: refused');
    expect(lines.slice(6, 8)).toEqual([
      'node      restarted meanwhile: its boot counter rose',
      `heard     42 packets from ${localTime(heard.from)} to ${localTime(heard.to)}, by the node's own counter`,
    ]);
    expect(lines.at(-1)).toBe(`  ${localTime(NOON)}  silent, then refused  12 tries  lasted 42 s`);
    expect(told({ restarted: false })[6]).toBe(
      'node      its boot counter did not rise: no sign of a restart',
    );
  });

  it.each<[Partial<OutageRecord>, RegExp]>([
    [{ reason: 'closed_by_node' }, /phone app/],
    [{ reason: 'closed_by_node', lastReason: 'refused' }, /^remedy {4}nothing listens there: is the node on/],
    [{ reason: 'closed_by_node', lastReason: 'unreachable' }, /^remedy {4}no way to that address/],
    [{ reason: 'closed_by_node', lastReason: 'silent' }, /^remedy {4}the node no longer answers/],
    [{ reason: 'closed_by_node', restarted: true }, /^remedy {4}the node restarted/],
    [{ reason: 'refused', lastReason: 'closed_by_node' }, /phone app/],
  ])('advises what fits the newest trouble: %j', (changes, remedy) => {
    const lines = told(changes);
    expect(lines.filter((line) => line.startsWith('remedy'))).toEqual([expect.stringMatching(remedy)]);
    const isAdvised = remedy.source === 'phone app';
    expect(lines.some((line) => line.includes('phone app'))).toBe(isAdvised);
  });

  it.each<[Partial<OutageRecord>, string]>([
    [{ endedAt: null, lengthMs: null }, 'lasts, 10 min so far'],
    [
      { endedAt: null, lengthMs: null, hasGap: true },
      'lasts, 10 min so far: the bot did not run all the time',
    ],
    [{ hasGap: true, lengthMs: 90_000 }, 'lasted 40 s to 1 min 30 s: the bot did not run all the time'],
  ])('of %j says "%s"', (changes, words) => {
    expect(told(changes)[2]).toBe(`outage    ${localTime(NOON)}, ${words}`);
  });

  it('lists the last ones, and does not let an old one last until now', () => {
    const lines = told({}, { ...OUTAGE, key: 2, endedAt: null, lengthMs: null });
    expect(lines.at(-3)).toBe('The last 2, newest first:');
    expect(lines.at(-1)).toMatch(/its end was not kept$/);
  });

  it('says that there was none', () => {
    expect(outagesText({ last: null, outages: [] }, NOON)).toMatch(/^No outage: /);
  });
});

describe('outagesJson', () => {
  it('has stamps that programs read', () => {
    const heard = { packets: 1, from: NOON, to: NOON };
    const recording = [{ at: NOON, uptime: 5, way: 'link', what: 'ready' }] as const;
    const json = outagesJson({ last: { ...OUTAGE, recording }, outages: [{ ...OUTAGE, heard }] });
    const noon = '2026-03-12T12:00:00.000Z';
    expect(JSON.parse(json)).toMatchObject({
      last: {
        startedAt: noon,
        heard: null,
        recording: [{ time: noon, uptime: 5, way: 'link', what: 'ready' }],
      },
      outages: [{ startedAt: noon, endedAt: '2026-03-12T12:00:42.000Z', heard: { from: noon, to: noon } }],
    });
    expect(JSON.parse(outagesJson({ last: null, outages: [] }))).toEqual({ last: null, outages: [] });
  });
});
