import { describe, expect, it } from 'vitest';
import { DEFAULT_SWITCHES, SwitchBoard } from '../../src/sim/switches.js';
import { UserError } from '../../src/util/errors.js';

describe('the switch board', () => {
  it('shows the values it was given, and changes nobody else’s', () => {
    const board = new SwitchBoard(DEFAULT_SWITCHES);
    board.set('txQueue', 3);
    expect(board.values.txQueue).toBe(3);
    expect(DEFAULT_SWITCHES.txQueue).toBe(16);
  });

  it('shows changes through the same object', () => {
    const board = new SwitchBoard(DEFAULT_SWITCHES);
    const { values } = board;
    board.set('managed', true);
    expect(values.managed).toBe(true);
  });

  it('puts the former value back when an override ends', () => {
    const board = new SwitchBoard(DEFAULT_SWITCHES);
    const stop = board.override('txEnabled', false);
    expect(board.values.txEnabled).toBe(false);
    stop();
    stop();
    expect(board.values.txEnabled).toBe(true);
  });

  it('nests overrides that end in any order', () => {
    const board = new SwitchBoard(DEFAULT_SWITCHES);
    const stopFirst = board.override('capacity', 1);
    const stopSecond = board.override('capacity', 2);
    stopFirst();
    expect(board.values.capacity).toBe(2);
    const stopThird = board.override('capacity', 3);
    stopThird();
    expect(board.values.capacity).toBe(2);
    stopSecond();
    expect(board.values.capacity).toBe(100);
  });

  it('keeps a value that is set under an override until that one ends', () => {
    const board = new SwitchBoard(DEFAULT_SWITCHES);
    const stop = board.override('capacity', 1);
    board.set('capacity', 50);
    expect(board.values.capacity).toBe(1);
    stop();
    expect(board.values.capacity).toBe(50);
  });
});

describe('switches from text', () => {
  it.each([
    ['idleSeconds', '60', 60],
    ['rxDiscard', 'false', false],
    ['slot', 'oldest', 'oldest'],
    ['slot', 'many:3', 'many:3'],
    ['heartbeat', 'silent', 'silent'],
    ['gaps', '1,2,3', { textSeconds: 1, tracerouteSeconds: 2, othersSeconds: 3 }],
    ['dataBytes', '200,180', { channel: 200, pki: 180 }],
    ['queueStatusPerPacket', '2', 2],
  ])('%s %s', (name, text, value) => {
    const board = new SwitchBoard(DEFAULT_SWITCHES);
    board.setFromText(name, text);
    expect(board.values).toMatchObject({ [name]: value });
  });

  it.each([
    ['nonsense', '1', 'no switch nonsense; there are slot, '],
    ['toString', '1', 'no switch toString'],
    ['idleSeconds', '-1', 'idleSeconds is a number from 0 up, not -1'],
    ['idleSeconds', '', 'idleSeconds is a number from 0 up'],
    ['rxDiscard', 'maybe', 'rxDiscard is one of true, false, not maybe'],
    ['slot', 'many:0', 'slot is one of newest, oldest, many:N, not many:0'],
    ['heartbeat', 'loud', 'heartbeat is one of queueStatus, silent, not loud'],
    ['gaps', '1,2', 'gaps are 3 numbers with commas, not 1,2'],
    ['queueStatusPerPacket', '3', 'queueStatusPerPacket is one of 1, 2'],
  ])('refuses %s %s with advice', (name, text, advice) => {
    const board = new SwitchBoard(DEFAULT_SWITCHES);
    const attempt = () => board.setFromText(name, text);
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(advice);
  });

  it('takes the printed form of every default back', () => {
    const board = new SwitchBoard(DEFAULT_SWITCHES);
    for (const [name, value] of Object.entries(DEFAULT_SWITCHES)) {
      const text = typeof value === 'object' ? Object.values(value).join(',') : String(value);
      board.setFromText(name, text);
    }
    expect(board.values).toEqual(DEFAULT_SWITCHES);
  });
});
