import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums, Telemetry } from '@meshtastic/protobufs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Packet } from '../../src/mesh/packet.js';
import { decodeFromRadio } from '../../src/radio/codec.js';
import { toPacket } from '../../src/radio/codec-packet.js';
import { fromRadioOf, meshPacketOf, packetFrameOf } from '../support/wire.js';

const { PortNum } = Portnums;
const NOON = 1_773_316_800_000;
const key = new Uint8Array(32).fill(5);

/** All the way from the bytes of a frame. */
function packetIn(payload: Uint8Array): Packet {
  const message = decodeFromRadio(payload, NOON);
  if (message?.kind !== 'packet') throw new Error(`no packet but ${message?.kind}`);
  return message.packet;
}

const packetOf = (...args: Parameters<typeof packetFrameOf>) => packetIn(packetFrameOf(...args));
const textOf = (payload: Uint8Array) => packetOf({ portnum: PortNum.TEXT_MESSAGE_APP, payload });
const text = { portnum: PortNum.TEXT_MESSAGE_APP, payload: Buffer.from('hi') };

function encryptedOf(header: Parameters<typeof meshPacketOf>[1], encrypted: Uint8Array) {
  const message = meshPacketOf({}, header);
  message.payloadVariant = { case: 'encrypted', value: encrypted };
  return packetIn(fromRadioOf({ case: 'packet', value: message }));
}

describe('the header of a packet', () => {
  it('leaves out what is unknown', () => {
    const { sizeBytes, ...packet } = packetOf(text);
    expect(sizeBytes).toBe(packetFrameOf(text).length);
    expect(packet).toEqual({
      kind: 'text',
      text: 'hi',
      airBytes: 22,
      isReaction: false,
      from: 0x16fad3dc,
      to: 0xffff_ffff,
      id: 7,
      isDirect: false,
      receivedAt: NOON,
      hopLimit: 3,
      viaMqtt: false,
      wantAck: false,
      pkiEncrypted: false,
      channel: 0,
      portnum: 1,
      wantResponse: false,
    });
  });

  it('brings all that is known', () => {
    const header = {
      to: 0x2222_2222,
      channel: 3,
      rxTime: 1_773_316_000,
      rxSnr: -7.25,
      rxRssi: -112,
      hopLimit: 2,
      hopStart: 5,
      relayNode: 0xdc,
      viaMqtt: true,
      wantAck: true,
      pkiEncrypted: true,
      publicKey: key,
    };
    const answers = { wantResponse: true, requestId: 0xffff_ffff, replyId: 9 };
    expect(packetOf({ ...text, ...answers }, header)).toMatchObject({
      ...header,
      ...answers,
      rxTime: 1_773_316_000_000,
      isDirect: true,
      hopsAway: 3,
    });
  });

  it.each([0, 0xffff_ffff])('takes node number and id %i as they are', (value) => {
    expect(packetOf(text, { from: value, to: value, id: value })).toMatchObject({
      from: value,
      to: value,
      id: value,
      isDirect: value === 0,
    });
  });

  it.each([0, 31, 33])('takes a key of %i bytes for none', (length) => {
    expect(packetOf(text, { publicKey: new Uint8Array(length) })).not.toHaveProperty('publicKey');
  });

  it('takes a channel that cannot be an index for the primary one', () => {
    expect(packetOf(text, { channel: 8 })).toMatchObject({ channel: 0 });
    expect(packetOf(text, { channel: 7 })).toMatchObject({ channel: 7 });
  });
});

describe('the signal', () => {
  it.each([
    ['absent when both are 0', 0, 0, {}],
    ['an SNR of 0 when there is a strength', 0, -90, { rxSnr: 0, rxRssi: -90 }],
    ['an SNR alone', 6.25, 0, { rxSnr: 6.25 }],
    ['both', -17.5, -120, { rxSnr: -17.5, rxRssi: -120 }],
    ['a strength alone when the SNR is no number', Number.NaN, -90, { rxRssi: -90 }],
  ])('is %s', (...[, rxSnr, rxRssi, expected]) => {
    const packet = packetOf(text, { rxSnr, rxRssi });
    const signal = Object.fromEntries(Object.entries(packet).filter(([name]) => /^rx(Snr|Rssi)$/.test(name)));
    expect(signal).toEqual(expected);
  });
});

describe('the hops away', () => {
  it.each([
    ['the difference', 5, 2, undefined, 3],
    ['none for a direct packet', 3, 3, undefined, 0],
    ['unknown when the start is 0 and the sender is old', 0, 0, undefined, undefined],
    ['none when the start is 0 and the sender sends the bitfield', 0, 0, 1, 0],
    ['none also when no bit of it is set', 0, 0, 0, 0],
    ['unknown when the limit is above the start', 3, 4, 1, undefined],
    ['unknown when the limit is above a start of 0', 0, 3, 1, undefined],
  ])('are %s', (...[, hopStart, hopLimit, bitfield, hopsAway]) => {
    const data = { ...text, ...(bitfield !== undefined && { bitfield }) };
    expect(packetOf(data, { hopStart, hopLimit }).hopsAway).toBe(hopsAway);
  });

  it('are known of an encrypted packet only when it names its start', () => {
    expect(encryptedOf({ hopStart: 5, hopLimit: 3 }, key).hopsAway).toBe(2);
    expect(encryptedOf({ hopStart: 0, hopLimit: 0 }, key).hopsAway).toBeUndefined();
  });
});

describe('a text', () => {
  it.each([
    ['in any script', 'Météo à 20°, Привет 🌲', 'Météo à 20°, Привет 🌲'],
    ['of nothing', '', ''],
    ['longer than the air allows', 'x'.repeat(300), 'x'.repeat(300)],
    ['with a byte that means nothing', Uint8Array.of(0x61, 0xff, 0x62), 'a\ufffdb'],
    ['cut inside a letter', Buffer.from('é').subarray(0, 1), '\ufffd'],
  ])('is read %s', (_what, payload, expected) => {
    expect(textOf(Buffer.from(payload))).toMatchObject({ kind: 'text', text: expected });
  });

  it('is a reaction when it says so', () => {
    expect(packetOf({ ...text, emoji: 1, replyId: 5 })).toMatchObject({ isReaction: true, replyId: 5 });
  });

  it('is read from any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => textOf(bytes).kind === 'text'));
  });
});

describe('the other kinds', () => {
  it('are a position', () => {
    const message = create(Mesh.PositionSchema, { latitudeI: -338_688_000, longitudeI: 1_512_093_000 });
    const payload = toBinary(Mesh.PositionSchema, message);
    expect(packetOf({ portnum: PortNum.POSITION_APP, payload })).toMatchObject({
      kind: 'position',
      position: { latitude: -33.8688, longitude: 151.2093 },
    });
  });

  it('are a position that tells none', () => {
    expect(packetOf({ portnum: PortNum.POSITION_APP })).not.toHaveProperty('position');
    expect(packetOf({ portnum: PortNum.POSITION_APP })).toMatchObject({ kind: 'position' });
  });

  it('are who a node is', () => {
    const message = create(Mesh.UserSchema, { longName: 'Zoé', shortName: 'ZOE' });
    const payload = toBinary(Mesh.UserSchema, message);
    expect(packetOf({ portnum: PortNum.NODEINFO_APP, payload })).toMatchObject({
      kind: 'nodeInfo',
      user: { longName: 'Zoé', shortName: 'ZOE' },
    });
  });

  it.each([
    [1_773_316_000, { time: 1_773_316_000_000 }],
    [0, {}],
  ])('are telemetry measured at %i s', (time, expected) => {
    const variant = {
      case: 'deviceMetrics',
      value: create(Telemetry.DeviceMetricsSchema, { voltage: 4 }),
    } as const;
    const payload = toBinary(Telemetry.TelemetrySchema, create(Telemetry.TelemetrySchema, { time, variant }));
    const packet = packetOf({ portnum: PortNum.TELEMETRY_APP, payload });
    expect(packet).toMatchObject({
      kind: 'telemetry',
      telemetry: { variant: 'device', metrics: { voltage: 4 } },
      ...expected,
    });
    expect('time' in packet).toBe(time !== 0);
  });

  it('are a traceroute', () => {
    const message = create(Mesh.RouteDiscoverySchema, {
      route: [0x11, 0xffff_ffff],
      snrTowards: [25, -128, -30],
      routeBack: [],
      snrBack: [0],
    });
    const payload = toBinary(Mesh.RouteDiscoverySchema, message);
    expect(packetOf({ portnum: PortNum.TRACEROUTE_APP, payload })).toMatchObject({
      kind: 'traceroute',
      towards: { relays: [0x11, undefined], snr: [6.25, undefined, -7.5] },
      back: { relays: [], snr: [0] },
    });
  });

  it('are neighbours, without the one that stands for none and without those that have no signal', () => {
    const message = create(Mesh.NeighborInfoSchema, {
      nodeId: 0x16fad3dc,
      neighbors: [{ nodeId: 0 }, { nodeId: 0xffff_fffe, snr: -7.5 }, { nodeId: 5, snr: Number.NaN }],
    });
    const payload = toBinary(Mesh.NeighborInfoSchema, message);
    expect(packetOf({ portnum: PortNum.NEIGHBORINFO_APP, payload })).toMatchObject({
      kind: 'neighborInfo',
      nodeNum: 0x16fad3dc,
      neighbors: [{ nodeNum: 0xffff_fffe, snr: -7.5 }],
    });
  });

  it('are what is encrypted for somebody else', () => {
    const packet = encryptedOf({ channel: 112 }, Uint8Array.of(1, 2, 3));
    expect(packet).toMatchObject({ kind: 'encrypted', channelHash: 112 });
    expect(packet).toHaveProperty('payload', Uint8Array.of(1, 2, 3));
    expect(packet).not.toHaveProperty('channel');
  });

  it('are a packet that carries nothing at all', () => {
    const packet = toPacket(create(Mesh.MeshPacketSchema, { from: 1 }), 4, NOON);
    expect(packet).toMatchObject({ kind: 'encrypted', payload: new Uint8Array(0) });
  });
});

describe('a verdict', () => {
  const routing = (payload: Uint8Array) => packetOf({ portnum: PortNum.ROUTING_APP, requestId: 5, payload });

  it.each([
    ['NONE in two bytes', [0x18, 0x00], 'NONE'],
    ['NONE in no bytes', [], 'NONE'],
    ['MAX_RETRANSMIT', [0x18, 0x05], 'MAX_RETRANSMIT'],
    ['PKI_SEND_FAIL_PUBLIC_KEY', [0x18, 39], 'PKI_SEND_FAIL_PUBLIC_KEY'],
    ['one that is newer than we are', [0x18, 99], 'UNKNOWN'],
  ])('is read: %s', (_what, bytes, error) => {
    expect(routing(Uint8Array.from(bytes))).toMatchObject({ kind: 'routing', requestId: 5, error });
  });

  it.each(['routeRequest', 'routeReply'] as const)('is not what a %s brings', (name) => {
    const variant = { case: name, value: create(Mesh.RouteDiscoverySchema, {}) };
    const packet = routing(toBinary(Mesh.RoutingSchema, create(Mesh.RoutingSchema, { variant })));
    expect(packet.kind).toBe('routing');
    expect(packet).not.toHaveProperty('error');
  });
});

describe('what we cannot read', () => {
  const BROKEN = Uint8Array.of(0x0a, 50, 1);

  it.each([
    PortNum.POSITION_APP,
    PortNum.NODEINFO_APP,
    PortNum.ROUTING_APP,
    PortNum.TELEMETRY_APP,
    PortNum.TRACEROUTE_APP,
    PortNum.NEIGHBORINFO_APP,
    PortNum.PRIVATE_APP,
    PortNum.UNKNOWN_APP,
    300,
  ])('is kept as it came on port %i', (portnum) => {
    expect(packetOf({ portnum, payload: BROKEN })).toMatchObject({ kind: 'other', portnum, payload: BROKEN });
  });

  it('never makes it throw, whatever port and payload', () => {
    const ports = fc.oneof(fc.constantFrom(1, 3, 4, 5, 67, 70, 71), fc.nat(511));
    fc.assert(
      fc.property(ports, fc.uint8Array({ maxLength: 240 }), (portnum, payload) => {
        const packet = packetOf({ portnum, payload });
        expect(packet).toMatchObject({ portnum });
        if (packet.kind === 'other') expect(packet.payload).toEqual(payload);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is handed out', () => {
  const user = toBinary(Mesh.UserSchema, create(Mesh.UserSchema, { publicKey: key }));

  /** Every byte array in a value, however deep. */
  function bytesIn(value: unknown): Uint8Array[] {
    if (value instanceof Uint8Array) return [value];
    if (typeof value !== 'object' || value === null) return [];
    return Object.values(value).flatMap(bytesIn);
  }

  const encrypted = meshPacketOf({}, { publicKey: key });
  encrypted.payloadVariant = { case: 'encrypted', value: Uint8Array.of(1, 2, 3) };
  const nodeInfo = create(Mesh.NodeInfoSchema, { num: 9, user: { publicKey: key } });

  it.each([
    ['the key of a direct message', packetFrameOf(text, { publicKey: key }), 1],
    ['the key of a user', packetFrameOf({ portnum: PortNum.NODEINFO_APP, payload: user }), 1],
    ['the key in the node database', fromRadioOf({ case: 'nodeInfo', value: nodeInfo }), 1],
    ['an unknown payload', packetFrameOf({ portnum: PortNum.PRIVATE_APP, payload: key }), 1],
    ['an encrypted payload and its key', fromRadioOf({ case: 'packet', value: encrypted }), 2],
  ])('is no view of the chunk that it came in: %s', (_what, chunk, count) => {
    const handedOut = bytesIn(decodeFromRadio(chunk, NOON));
    expect(handedOut).toHaveLength(count);
    for (const bytes of handedOut) {
      expect(bytes.buffer).not.toBe(chunk.buffer);
      expect(bytes.byteLength).toBe(bytes.buffer.byteLength);
    }
  });
});
