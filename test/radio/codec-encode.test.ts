import { fromBinary } from '@bufbuild/protobuf';
import { Admin, Mesh, Portnums } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { toChannelIndex, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import type { OutgoingContent } from '../../src/mesh/radio.js';
import {
  dataBytes,
  encodeGoodbye,
  encodeHeartbeat,
  encodeMetadataRequest,
  encodePacket,
  encodeWantConfig,
} from '../../src/radio/codec-encode.js';

const { PortNum } = Portnums;
const own = toNodeNum(0xf6fa_d3dc);

/** What the node reads: one frame with one `ToRadio`. */
function toRadioIn(frame: Uint8Array) {
  const [start1, start2, high = 0, low = 0] = frame;
  expect([start1, start2, high * 256 + low]).toEqual([0x94, 0xc3, frame.length - 4]);
  return fromBinary(Mesh.ToRadioSchema, frame.subarray(4)).payloadVariant;
}

function packetIn(frame: Uint8Array): Mesh.MeshPacket {
  const variant = toRadioIn(frame);
  if (variant.case !== 'packet') throw new Error(`no packet but ${variant.case}`);
  return variant.value;
}

function sent(content: OutgoingContent) {
  return packetIn(
    encodePacket({
      from: own,
      to: toNodeNum(0x16fad3dc),
      id: toPacketId(0xffff_ffff),
      channel: toChannelIndex(3),
      hopLimit: 4,
      content,
    }),
  );
}

const dataIn = (packet: Mesh.MeshPacket) =>
  packet.payloadVariant.case === 'decoded' ? packet.payloadVariant.value : undefined;

describe('what keeps the link', () => {
  it('asks for the configuration with its nonce', () => {
    expect(toRadioIn(encodeWantConfig(0xffff_fff0))).toEqual({ case: 'wantConfigId', value: 0xffff_fff0 });
  });

  it('beats with nonce 0, which does not transmit', () => {
    expect(toRadioIn(encodeHeartbeat())).toMatchObject({ case: 'heartbeat', value: { nonce: 0 } });
  });

  it('says goodbye', () => {
    expect(toRadioIn(encodeGoodbye())).toEqual({ case: 'disconnect', value: true });
  });

  it('asks the node itself for its metadata, without hops and without an acknowledgement', () => {
    const packet = packetIn(encodeMetadataRequest(own, toPacketId(9)));
    expect(packet).toMatchObject({ from: own, to: own, id: 9, hopLimit: 0, channel: 0, wantAck: false });
    const data = dataIn(packet);
    expect(data).toMatchObject({ portnum: PortNum.ADMIN_APP, wantResponse: true });
    const admin = fromBinary(Admin.AdminMessageSchema, data?.payload ?? new Uint8Array());
    expect(admin.payloadVariant).toEqual({ case: 'getDeviceMetadataRequest', value: true });
  });
});

describe('a packet', () => {
  it('always names its sender, its hops and its id, and wants an acknowledgement', () => {
    expect(sent({ kind: 'text', text: 'hi' })).toMatchObject({
      from: own,
      to: 0x16fad3dc,
      id: 0xffff_ffff,
      channel: 3,
      hopLimit: 4,
      wantAck: true,
    });
  });

  it('carries a text in UTF-8', () => {
    const data = dataIn(sent({ kind: 'text', text: 'Météo 🌲' }));
    expect(data).toMatchObject({
      portnum: PortNum.TEXT_MESSAGE_APP,
      wantResponse: false,
      replyId: 0,
      emoji: 0,
    });
    expect(Buffer.from(data?.payload ?? []).toString('utf8')).toBe('Météo 🌲');
  });

  it('names the message that it answers', () => {
    const data = dataIn(sent({ kind: 'text', text: 'hi', replyId: toPacketId(0xffff_fffe) }));
    expect(data).toMatchObject({ replyId: 0xffff_fffe, emoji: 0 });
  });

  it('is a reaction when it shall be one', () => {
    const content = { kind: 'text', text: '👍', replyId: toPacketId(5), isReaction: true } as const;
    expect(dataIn(sent(content))).toMatchObject({ replyId: 5, emoji: 1 });
    expect(dataIn(sent({ ...content, isReaction: false }))).toMatchObject({ replyId: 5, emoji: 0 });
  });

  it('asks for the way', () => {
    const data = dataIn(sent({ kind: 'traceroute' }));
    expect(data).toMatchObject({ portnum: PortNum.TRACEROUTE_APP, wantResponse: true });
    expect(data?.payload).toHaveLength(0);
  });
});

describe('dataBytes', () => {
  it.each([
    // Port 2 bytes; payload key, length and content.
    ['a text', { kind: 'text', text: 'hello' }, 2 + 2 + 5],
    ['a text of 200 bytes, whose length takes two', { kind: 'text', text: 'é'.repeat(100) }, 2 + 3 + 200],
    ['a reply, whose id takes five', { kind: 'text', text: 'hello', replyId: toPacketId(1) }, 2 + 2 + 5 + 5],
    ['a traceroute', { kind: 'traceroute' }, 2 + 2],
  ] as const)('counts what is on the air for %s', (_what, content, bytes) => {
    expect(dataBytes(content)).toBe(bytes);
  });
});
