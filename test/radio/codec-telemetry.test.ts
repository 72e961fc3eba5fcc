import { fromBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums, Telemetry } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { BROADCAST_NUM, toChannelIndex, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import type { OutgoingTelemetry } from '../../src/mesh/radio.js';
import { encodePacket, wantsAck } from '../../src/radio/codec-encode.js';

const TIME = 1_773_316_800_000;

function sent(telemetry: OutgoingTelemetry) {
  const frame = encodePacket({
    from: toNodeNum(0xf6fa_d3dc),
    to: BROADCAST_NUM,
    id: toPacketId(7),
    channel: toChannelIndex(0),
    hopLimit: 3,
    content: { kind: 'telemetry', time: TIME, telemetry },
  });
  const { payloadVariant } = fromBinary(Mesh.ToRadioSchema, frame.subarray(4));
  if (payloadVariant.case !== 'packet') throw new Error('no packet');
  const packet = payloadVariant.value;
  if (packet.payloadVariant.case !== 'decoded') throw new Error('not decoded');
  const data = packet.payloadVariant.value;
  return { packet, data, telemetry: fromBinary(Telemetry.TelemetrySchema, data.payload) };
}

describe('telemetry on its way out', () => {
  it('is a packet from our own node to all, that nobody acknowledges', () => {
    const { packet, data, telemetry } = sent({
      variant: 'environment',
      metrics: { temperatureCelsius: 21.5 },
    });
    expect(packet).toMatchObject({
      from: 0xf6fa_d3dc,
      to: 0xffff_ffff,
      wantAck: false,
      hopLimit: 3,
      channel: 0,
    });
    expect(data).toMatchObject({ portnum: Portnums.PortNum.TELEMETRY_APP, wantResponse: false });
    expect(telemetry.time).toBe(TIME / 1000);
    expect(wantsAck({ kind: 'traceroute' })).toBe(true);
  });

  it('carries the environment', () => {
    const metrics = { temperatureCelsius: -2.5, relativeHumidityPercent: 56, pressureHectopascal: 1013.25 };
    expect(sent({ variant: 'environment', metrics }).telemetry.variant).toMatchObject({
      case: 'environmentMetrics',
      value: { temperature: -2.5, relativeHumidity: 56, barometricPressure: 1013.25 },
    });
  });

  it('carries the power, the current in mA', () => {
    const { variant } = sent({ variant: 'power', metrics: { voltage: 12.75, milliamperes: -450 } }).telemetry;
    expect(variant).toMatchObject({ case: 'powerMetrics', value: { ch1Voltage: 12.75, ch1Current: -450 } });
  });

  it('carries the battery of a device', () => {
    const { variant } = sent({ variant: 'device', metrics: { batteryLevel: 64, voltage: 12.75 } }).telemetry;
    expect(variant).toMatchObject({ case: 'deviceMetrics', value: { batteryLevel: 64, voltage: 12.75 } });
  });

  it('leaves out what is no number', () => {
    const metrics = { temperatureCelsius: Number.NaN, relativeHumidityPercent: 0 };
    const { value } = sent({ variant: 'environment', metrics }).telemetry.variant;
    expect(value).toMatchObject({ relativeHumidity: 0 });
    expect(value).not.toHaveProperty('temperature', expect.anything());
    expect(value).not.toHaveProperty('barometricPressure', expect.anything());
  });
});
