import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BROADCAST_NUM,
  formatAddressee,
  formatNodeId,
  isChannelIndex,
  isOneNode,
  lastByteOf,
  NOBODY,
  PRIMARY_CHANNEL,
  parseNodeId,
  toChannelIndex,
  toNodeNum,
  toPacketId,
} from '../../src/mesh/ids.js';

describe('node numbers and packet ids', () => {
  it.each([
    [0, 0],
    [0x16fad3dc, 0x16fad3dc],
    [0xffff_ffff, 0xffff_ffff],
    [-1, 0xffff_ffff],
    [0x1_0000_0001, 1],
  ])('%i is the unsigned number %i', (value, unsigned) => {
    expect(toNodeNum(value)).toBe(unsigned);
    expect(toPacketId(value)).toBe(unsigned);
  });

  it.each([
    ['nobody', NOBODY, false],
    ['everybody', BROADCAST_NUM, false],
    ['the first', toNodeNum(1), true],
    ['the last', toNodeNum(0xffff_fffe), true],
  ])('knows whether %s is one node', (_who, nodeNum, isOne) => {
    expect(isOneNode(nodeNum)).toBe(isOne);
  });
});

describe('channel indexes', () => {
  it.each([
    [-1, false],
    [0, true],
    [7, true],
    [8, false],
    [1.5, false],
    [Number.NaN, false],
  ])('%d is one: %s', (value, isIndex) => {
    expect(isChannelIndex(value)).toBe(isIndex);
  });

  it('has the primary channel at 0', () => {
    expect(PRIMARY_CHANNEL).toBe(toChannelIndex(0));
  });
});

describe('printed ids', () => {
  it.each([
    [0x16fad3dc, '!16fad3dc'],
    [0xab, '!000000ab'],
    [0, '!00000000'],
    [0xffff_ffff, '!ffffffff'],
  ])('prints %i as %s', (value, id) => {
    expect(formatNodeId(toNodeNum(value))).toBe(id);
  });

  it('prints everybody as ^all', () => {
    expect(formatAddressee(BROADCAST_NUM)).toBe('^all');
    expect(formatAddressee(toNodeNum(0x16fad3dc))).toBe('!16fad3dc');
  });

  it.each([
    ['!16fad3dc', 0x16fad3dc],
    ['16FAD3DC', 0x16fad3dc],
    ['0x16fad3dc', 0x16fad3dc],
    ['!ffffffff', 0xffff_ffff],
    ['!16fad3d', undefined],
    ['!16fad3dcc', undefined],
    ['!16fad3dg', undefined],
    ['!!16fad3dc', undefined],
    [' 16fad3dc', undefined],
    ['', undefined],
  ])('reads %j as %s', (text, nodeNum) => {
    expect(parseNodeId(text)).toBe(nodeNum);
  });

  it('reads what it prints', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => parseNodeId(formatNodeId(toNodeNum(value))) === value >>> 0),
    );
  });
});

describe('lastByteOf', () => {
  it.each([
    [0x16fad3dc, 0xdc],
    [0x16fad300, 0xff],
    [0xffff_ffff, 0xff],
  ])('names %i on the air as %i', (value, byte) => {
    expect(lastByteOf(toNodeNum(value))).toBe(byte);
  });
});
