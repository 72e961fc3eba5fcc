import { create, toBinary } from '@bufbuild/protobuf';
import { Channel, Config, Mesh, ModuleConfig } from '@meshtastic/protobufs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modemOfPreset } from '../../src/mesh/modem.js';
import { decodeFromRadio } from '../../src/radio/codec.js';
import { fromRadioOf, meshPacketOf } from '../support/wire.js';

const NOON = 1_773_316_800_000;
const decode = (...args: Parameters<typeof fromRadioOf>) => decodeFromRadio(fromRadioOf(...args), NOON);

describe('the parts of the handshake', () => {
  it('tell the number and the boots of the node', () => {
    const value = create(Mesh.MyNodeInfoSchema, { myNodeNum: 0xf6fa_d3dc, rebootCount: 12 });
    expect(decode({ case: 'myInfo', value })).toEqual({
      kind: 'myInfo',
      nodeNum: 0xf6fa_d3dc,
      rebootCount: 12,
    });
  });

  it('tell the firmware and the hardware', () => {
    const value = create(Mesh.DeviceMetadataSchema, {
      firmwareVersion: '2.7.26.54e0d8d',
      hwModel: Mesh.HardwareModel.TBEAM,
    });
    expect(decode({ case: 'metadata', value })).toEqual({
      kind: 'metadata',
      firmware: '2.7.26.54e0d8d',
      hwModel: 'TBEAM',
    });
  });

  it('give hardware that is newer than we are its number', () => {
    const value = create(Mesh.DeviceMetadataSchema, { hwModel: 9999 as Mesh.HardwareModel });
    expect(decode({ case: 'metadata', value })).toMatchObject({ hwModel: 'HW_9999' });
  });

  it.each([
    [Channel.Channel_Role.DISABLED, 'disabled'],
    [Channel.Channel_Role.PRIMARY, 'primary'],
    [Channel.Channel_Role.SECONDARY, 'secondary'],
    [9 as Channel.Channel_Role, 'disabled'],
  ])('tell a channel of role %i', (wireRole, role) => {
    const value = create(Channel.ChannelSchema, { index: 3, role: wireRole, settings: { name: 'Lyon' } });
    expect(decode({ case: 'channel', value })).toEqual({
      kind: 'channel',
      channel: { index: 3, name: 'Lyon', role },
    });
  });

  it('tell a channel without settings as one without a name', () => {
    const value = create(Channel.ChannelSchema, { index: 0, role: Channel.Channel_Role.PRIMARY });
    expect(decode({ case: 'channel', value })).toMatchObject({ channel: { name: '' } });
  });

  it.each([-1, 8])('leave a channel aside whose index is %i', (index) => {
    const value = create(Channel.ChannelSchema, { index });
    expect(decode({ case: 'channel', value })).toEqual({ kind: 'other', name: 'channel' });
  });

  it('tell the LoRa settings', () => {
    const lora = create(Config.Config_LoRaConfigSchema, {
      usePreset: true,
      modemPreset: Config.Config_LoRaConfig_ModemPreset.MEDIUM_FAST,
      region: Config.Config_LoRaConfig_RegionCode.EU_868,
      hopLimit: 5,
      txEnabled: true,
    });
    const value = create(Config.ConfigSchema, { payloadVariant: { case: 'lora', value: lora } });
    expect(decode({ case: 'config', value })).toEqual({
      kind: 'lora',
      facts: { modem: modemOfPreset('MEDIUM_FAST'), region: 'EU_868', hopLimit: 5, txEnabled: true },
    });
  });

  it.each([true, false])('tell whether the neighbour module is on: %s', (isEnabled) => {
    const neighborInfo = create(ModuleConfig.ModuleConfig_NeighborInfoConfigSchema, { enabled: isEnabled });
    const value = create(ModuleConfig.ModuleConfigSchema, {
      payloadVariant: { case: 'neighborInfo', value: neighborInfo },
    });
    expect(decode({ case: 'moduleConfig', value })).toEqual({ kind: 'neighborModule', isEnabled });
  });

  it('tell the end with its nonce', () => {
    expect(decode({ case: 'configCompleteId', value: 0xffff_fff0 })).toEqual({
      kind: 'configComplete',
      nonce: 0xffff_fff0,
    });
  });

  const security = create(Config.Config_SecurityConfigSchema, { privateKey: new Uint8Array(32).fill(7) });
  it.each([
    ['security', { case: 'config', value: { payloadVariant: { case: 'security', value: security } } }],
    ['a configuration without a variant', { case: 'config', value: {} }],
    ['a module', { case: 'moduleConfig', value: { payloadVariant: { case: 'mqtt', value: {} } } }],
    ['a module without a variant', { case: 'moduleConfig', value: {} }],
    ['the screen', { case: 'deviceuiConfig', value: {} }],
    ['a file', { case: 'fileInfo', value: {} }],
  ] as const)('that nobody needs hand nothing out: %s', (_what, payloadVariant) => {
    const message = create(Mesh.FromRadioSchema, { payloadVariant } as never);
    expect(decodeFromRadio(toBinary(Mesh.FromRadioSchema, message), NOON)).toEqual({ kind: 'config' });
  });
});

describe('an entry of the node database', () => {
  const key = new Uint8Array(32).fill(5);

  it('tells all that the node knows, in our units', () => {
    const value = create(Mesh.NodeInfoSchema, {
      num: 0xffff_fffe,
      user: { longName: 'Zoé', shortName: 'ZOE', publicKey: key, isLicensed: true },
      position: { latitudeI: 488_566_123, longitudeI: 23_522_000 },
      deviceMetrics: { batteryLevel: 101 },
      snr: -7.25,
      lastHeard: 1_773_316_000,
      hopsAway: 0,
      viaMqtt: true,
      isFavorite: true,
    });
    expect(decode({ case: 'nodeInfo', value })).toEqual({
      kind: 'node',
      report: {
        nodeNum: 0xffff_fffe,
        user: {
          longName: 'Zoé',
          shortName: 'ZOE',
          hwModel: 'UNSET',
          role: 'CLIENT',
          publicKey: key,
          isUnmessagable: false,
          isLicensed: true,
        },
        position: { latitude: 48.8566123, longitude: 2.3522 },
        metrics: { batteryLevel: 101 },
        snr: -7.25,
        lastHeard: 1_773_316_000_000,
        hopsAway: 0,
        viaMqtt: true,
        isFavorite: true,
      },
    });
  });

  it('leaves out what the node does not know', () => {
    const value = create(Mesh.NodeInfoSchema, { num: 9, position: {} });
    expect(decode({ case: 'nodeInfo', value })).toEqual({
      kind: 'node',
      report: { nodeNum: 9, viaMqtt: false, isFavorite: false },
    });
  });

  it('leaves out a signal that is no number', () => {
    const value = create(Mesh.NodeInfoSchema, { num: 9, snr: Number.NaN });
    expect(decode({ case: 'nodeInfo', value })).not.toHaveProperty('report.snr');
  });
});

describe('what comes any time', () => {
  it('is how the transmit queue stands', () => {
    const value = create(Mesh.QueueStatusSchema, { res: 32, free: 0, maxlen: 16, meshPacketId: 0xffff_ffff });
    expect(decode({ case: 'queueStatus', value })).toEqual({
      kind: 'queueStatus',
      status: { res: 32, free: 0, maxlen: 16, packetId: 0xffff_ffff },
    });
  });

  it('is a notice about one of our packets', () => {
    const value = create(Mesh.ClientNotificationSchema, {
      message: 'Duty cycle limit exceeded',
      replyId: 77,
    });
    expect(decode({ case: 'clientNotification', value })).toEqual({
      kind: 'notice',
      text: 'Duty cycle limit exceeded',
      about: 77,
    });
  });

  it.each([0, undefined])('is a notice about nothing of ours (%s)', (replyId) => {
    const value = create(Mesh.ClientNotificationSchema, {
      message: 'hello',
      ...(replyId === 0 && { replyId }),
    });
    expect(decode({ case: 'clientNotification', value })).toEqual({ kind: 'notice', text: 'hello' });
  });

  it('is that the node has just started', () => {
    expect(decode({ case: 'rebooted', value: true })).toEqual({ kind: 'rebooted' });
  });

  it('is a packet with its size, stamped on arrival', () => {
    const payload = fromRadioOf({ case: 'packet', value: meshPacketOf({ portnum: 1 }) });
    expect(decodeFromRadio(payload, NOON)).toMatchObject({
      kind: 'packet',
      packet: { kind: 'text', receivedAt: NOON, sizeBytes: payload.length },
    });
  });

  it('is named when it is of no use to us', () => {
    const value = create(Mesh.MqttClientProxyMessageSchema, { topic: 'msh' });
    expect(decode({ case: 'mqttClientProxyMessage', value })).toEqual({
      kind: 'other',
      name: 'mqttClientProxyMessage',
    });
  });

  it('is unknown when a newer firmware sends it', () => {
    // Field 19, `region_presets` of firmware 2.8, with two bytes in it.
    expect(decodeFromRadio(Uint8Array.of(0x9a, 0x01, 2, 8, 1), NOON)).toEqual({
      kind: 'other',
      name: 'unknown',
    });
  });

  it('is nothing in an empty frame', () => {
    expect(decodeFromRadio(new Uint8Array(), NOON)).toEqual({ kind: 'other', name: 'unknown' });
  });
});

describe('bytes that are no message', () => {
  it.each([
    ['a field that ends too early', [0x12, 50, 1]],
    ['a wire type that does not exist', [0x0f]],
    ['field number 0', [0x00, 0x00]],
    ['a number without end', new Array(12).fill(0xff)],
  ])('are refused: %s', (_what, bytes) => {
    expect(decodeFromRadio(Uint8Array.from(bytes), NOON)).toBeUndefined();
  });

  it('never make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 512 }), (bytes) => {
        expect(() => decodeFromRadio(bytes, NOON)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it('never make it throw when a sound message is bent', () => {
    const value = meshPacketOf({ portnum: 67, payload: Uint8Array.of(13, 1, 2, 3, 4) });
    const sound = fromRadioOf({ case: 'packet', value });
    const bends = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(bends, (changes) => {
        const bent = Uint8Array.from(sound);
        for (const [at, byte] of changes) bent[at] = byte;
        expect(() => decodeFromRadio(bent, NOON)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});

it('reads a name that was cut in the middle of a character, broken part replaced', () => {
  const name = Buffer.from('caf\u00e9');
  const nodeInfo = (bytes: Uint8Array) =>
    Uint8Array.from([
      0x22,
      bytes.length + 6,
      0x08,
      0x05,
      0x12,
      bytes.length + 2,
      0x12,
      bytes.length,
      ...bytes,
    ]);
  const decoded = decodeFromRadio(nodeInfo(name.subarray(0, 4)), NOON);
  expect(decoded).toMatchObject({ kind: 'node', report: { user: { longName: 'caf\ufffd' } } });
});
