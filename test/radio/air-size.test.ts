import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { expect, it } from 'vitest';
import { decodedAirBytes, encryptedAirBytes } from '../../src/radio/air-size.js';

it.each([
  ['a text', { portnum: 1, payload: new Uint8Array(20) }],
  ['a long payload', { portnum: 1, payload: new Uint8Array(200) }],
  ['an empty payload', { portnum: 5 }],
  ['a private port', { portnum: 300, payload: new Uint8Array(3) }],
  [
    'every field',
    { portnum: 70, payload: new Uint8Array(9), wantResponse: true, dest: 1, source: 2, bitfield: 3 },
  ],
  ['a reaction', { portnum: 1, payload: new Uint8Array(4), requestId: 5, replyId: 0xffff_ffff, emoji: 1 }],
  ['a large bitfield', { portnum: 1, bitfield: 0xffff_ffff }],
])('is the header and the encoded data of %s', (_what, fields) => {
  const message = create(Mesh.DataSchema, fields);
  expect(decodedAirBytes(message, false)).toBe(16 + toBinary(Mesh.DataSchema, message).length);
  expect(decodedAirBytes(message, true)).toBe(decodedAirBytes(message, false) + 12);
});

it('of a packet that nobody here can read is the header and what it carries', () => {
  expect(encryptedAirBytes(new Uint8Array(40))).toBe(56);
});
