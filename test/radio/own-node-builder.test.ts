import { describe, expect, it } from 'vitest';
import { toChannelIndex, toNodeNum } from '../../src/mesh/ids.js';
import { LONG_FAST, modemOfPreset } from '../../src/mesh/modem.js';
import type { FromNode } from '../../src/radio/codec.js';
import { OwnNodeBuilder } from '../../src/radio/own-node-builder.js';

const own = toNodeNum(0x16fad3dc);
const user = {
  longName: 'Base Lyon',
  shortName: 'BASE',
  hwModel: 'TBEAM',
  role: 'CLIENT',
  isUnmessagable: false,
  isLicensed: false,
};

const myInfo: FromNode = { kind: 'myInfo', nodeNum: own, rebootCount: 12 };
const metadata: FromNode = { kind: 'metadata', firmware: '2.7.26.54e0d8d', hwModel: 'TBEAM' };
const nodeOf = (nodeNum = own): FromNode => ({
  kind: 'node',
  report: { nodeNum, user, viaMqtt: false, isFavorite: true },
});
const channelOf = (index: number, name: string): FromNode => ({
  kind: 'channel',
  channel: { index: toChannelIndex(index), name, role: 'secondary' },
});
const loraOf = (hopLimit: number): FromNode => ({
  kind: 'lora',
  facts: { modem: modemOfPreset('SHORT_FAST'), region: 'EU_868', hopLimit, txEnabled: false },
});

function built(...messages: FromNode[]) {
  const builder = new OwnNodeBuilder();
  for (const message of messages) builder.take(message);
  return builder.build();
}

describe('OwnNodeBuilder', () => {
  it('gathers what the dump tells of the node itself', () => {
    const module: FromNode = { kind: 'neighborModule', isEnabled: true };
    const dump = [myInfo, nodeOf(), metadata, channelOf(0, ''), channelOf(1, 'Lyon'), loraOf(5), module];
    expect(built(...dump, nodeOf(toNodeNum(9)))).toEqual({
      nodeNum: own,
      longName: 'Base Lyon',
      shortName: 'BASE',
      firmware: '2.7.26.54e0d8d',
      hwModel: 'TBEAM',
      rebootCount: 12,
      channels: [
        { index: 0, name: '', role: 'secondary' },
        { index: 1, name: 'Lyon', role: 'secondary' },
      ],
      modem: modemOfPreset('SHORT_FAST'),
      region: 'EU_868',
      hopLimit: 5,
      txEnabled: false,
      hasNeighborInfo: true,
    });
  });

  it('is worth nothing without the number of the node', () => {
    expect(built(metadata, nodeOf(), channelOf(0, ''))).toBeUndefined();
  });

  it('assumes the installed defaults for what is not told', () => {
    expect(built(myInfo)).toEqual({
      nodeNum: own,
      longName: '',
      shortName: '',
      firmware: '',
      hwModel: '',
      rebootCount: 12,
      channels: [],
      modem: LONG_FAST,
      region: 'UNSET',
      hopLimit: 3,
      txEnabled: true,
      hasNeighborInfo: false,
    });
  });

  it('takes 0 hops for not told', () => {
    expect(built(myInfo, loraOf(0))?.hopLimit).toBe(3);
  });

  it('puts the channels in order and leaves no holes', () => {
    const node = built(myInfo, channelOf(5, 'five'), channelOf(1, 'one'));
    expect(node?.channels.map((channel) => channel.name)).toEqual(['one', 'five']);
  });

  it('keeps the last word when the dump comes twice', () => {
    const node = built(myInfo, channelOf(0, 'old'), nodeOf(), myInfo, channelOf(0, 'new'), nodeOf());
    expect(node?.channels.map((channel) => channel.name)).toEqual(['new']);
  });

  it('counts each node once', () => {
    const builder = new OwnNodeBuilder();
    for (const message of [nodeOf(), nodeOf(toNodeNum(9)), nodeOf()]) builder.take(message);
    expect(builder.nodeCount).toBe(2);
  });

  it.each([
    [myInfo, true],
    [metadata, true],
    [channelOf(0, ''), true],
    [loraOf(3), true],
    [{ kind: 'neighborModule', isEnabled: false }, true],
    [nodeOf(), true],
    [{ kind: 'config' }, true],
    [{ kind: 'configComplete', nonce: 1 }, false],
    [{ kind: 'notice', text: 'hi' }, false],
    [{ kind: 'rebooted' }, false],
    [{ kind: 'other', name: 'xmodemPacket' }, false],
  ] as const)('knows whether $kind is part of the dump', (message, isPart) => {
    expect(new OwnNodeBuilder().take(message)).toBe(isPart);
  });
});

it('keeps only so many reports of an endless dump, but always its own', () => {
  const builder = new OwnNodeBuilder();
  const report = (nodeNum: number) => ({ nodeNum: toNodeNum(nodeNum), viaMqtt: false, isFavorite: false });
  builder.take({ kind: 'myInfo', nodeNum: toNodeNum(5), rebootCount: 0 });
  for (let other = 1000; other < 4000; other++) builder.take({ kind: 'node', report: report(other) });
  builder.take({ kind: 'node', report: report(5) });
  expect(builder.nodeCount).toBe(2001);
});

it.each([0, 0xffff_ffff])('takes a dump of node number %i for none', (nodeNum) => {
  const builder = new OwnNodeBuilder();
  builder.take({ kind: 'myInfo', nodeNum: toNodeNum(nodeNum), rebootCount: 0 });
  expect(builder.build()).toBeUndefined();
});
