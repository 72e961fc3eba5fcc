import { describe, expect, it } from 'vitest';
import { fitPage, join } from '../../src/bot/compose.js';
import { hardwareName } from '../../src/bot/hardware.js';
import { longNameOf, relayName, shortNameOf } from '../../src/bot/node-names.js';
import { Recent } from '../../src/bot/recent.js';
import { SlidingWindow } from '../../src/bot/sliding-window.js';
import { mean } from '../../src/bot/statistics.js';
import { Users } from '../../src/bot/users.js';
import { toNodeNum } from '../../src/mesh/ids.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { ALPHA, aReport, aUser, OSCAR } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';

describe('recent things', () => {
  it('are forgotten after their time', () => {
    const clock = new FakeClock();
    const recent = new Recent<string>(clock, 10);
    recent.set('a', 'x', 100);
    clock.block(40);
    expect(recent.get('a')).toBe('x');
    expect(recent.leftMs('a')).toBe(60);
    clock.block(60);
    expect(recent.leftMs('a')).toBe(0);
    expect(recent.get('a')).toBeUndefined();
    expect(recent.size).toBe(0);
    expect(recent.leftMs('b')).toBe(0);
  });

  it('are bounded: the oldest goes', () => {
    const recent = new Recent<number>(new FakeClock(), 2);
    for (const [key, value] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
    ] as const)
      recent.set(key, value, 1000);
    expect(['a', 'b', 'c'].map((key) => recent.get(key))).toEqual([3, undefined, 4]);
    recent.delete('c');
    expect(recent.get('c')).toBeUndefined();
  });
});

describe('a sliding window', () => {
  it('gives room again as the oldest leaves it', () => {
    const clock = new FakeClock();
    const window = new SlidingWindow(clock);
    expect(window.take('a', 2, 100)).toBe(0);
    clock.block(30);
    expect(window.take('a', 2, 100)).toBe(0);
    expect(window.take('a', 2, 100)).toBe(70);
    expect(window.take('b', 2, 100)).toBe(0);
    expect([window.used('a', 100), window.oldestLeavesMs('a', 100)]).toEqual([2, 70]);
    clock.block(70);
    expect(window.take('a', 2, 100)).toBe(0);
    expect([window.used('c', 100), window.oldestLeavesMs('c', 100)]).toEqual([0, 0]);
  });
});

describe('chosen languages', () => {
  it('are kept, taken back, and bounded', () => {
    const languages = new Users();
    languages.set('a', 'fr');
    expect(languages.get('a')).toBe('fr');
    languages.set('a', undefined);
    expect(languages.get('a')).toBeUndefined();
    for (let index = 0; index <= 5000; index++) languages.set(`user ${index}`, 'fr');
    expect([languages.get('user 0'), languages.get('user 1')]).toEqual([undefined, 'fr']);
  });
});

describe('a short answer', () => {
  it('gives up the least important parts first, and empty lines', () => {
    const wide = 'x'.repeat(90);
    const lines = [
      { parts: [{ text: wide }, { text: wide, drop: 1 }] },
      { parts: [{ text: 'late', drop: 3 }] },
      { parts: [{ text: 'y'.repeat(20), drop: 2 }], glue: ' ' },
    ];
    expect(fitPage(lines)).toBe(`${wide}, ${wide}`);
    expect(fitPage(lines.slice(1))).toBe(`late\n${'y'.repeat(20)}`);
    expect(join(['a', undefined, '', 'b'])).toBe('a, b');
  });
});

describe('names', () => {
  const nodes = new NodeDb();
  nodes.learn(aReport({ user: aUser('Al\u202eph\na', '🦊🦊') }), 1);
  nodes.learn(aReport({ nodeNum: OSCAR, user: aUser('\u0007', ' ') }), 1);

  it('are shown clean, cut on grapheme borders, and else by the id', () => {
    expect([longNameOf(nodes, ALPHA), shortNameOf(nodes, ALPHA)]).toEqual(['Al ph a', '🦊']);
    expect([longNameOf(nodes, OSCAR), shortNameOf(nodes, OSCAR)]).toEqual(['!5f20c3b7', 'c3b7']);
  });

  it('of a relay are said only when one node can be meant', () => {
    expect(relayName(nodes, 0xdc, [])).toBe('🦊');
    nodes.learn(aReport({ nodeNum: toNodeNum(0x111111dc) }), 1);
    expect(relayName(nodes, 0xdc, [])).toBe('…dc');
    expect(relayName(nodes, 0xdc, [ALPHA])).toBe('ALPH');
    expect(relayName(nodes, 0x05, [])).toBe('…05');
  });

  it('of hardware read as people write them', () => {
    expect(['TBEAM', 'HELTEC_V3', 'STATION_G2', 'RAK4631', 'UNSET'].map(hardwareName)).toEqual([
      'T-Beam',
      'Heltec V3',
      'Station G2',
      'RAK4631',
      '',
    ]);
  });
});

describe('statistics', () => {
  it('know no mean of nothing', () => {
    expect(mean([])).toBeUndefined();
    expect(mean([1, 2])).toBe(1.5);
  });
});
