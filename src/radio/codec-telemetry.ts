import { create, toBinary } from '@bufbuild/protobuf';
import { Telemetry } from '@meshtastic/protobufs';
import type { OutgoingContent, OutgoingTelemetry } from '../mesh/radio.js';
import { known } from '../util/known.js';

type Variant = Telemetry.Telemetry['variant'];

/** The payload of a telemetry packet; a value that is no number is left out. */
export function encodeTelemetry(content: Extract<OutgoingContent, { kind: 'telemetry' }>): Uint8Array {
  const time = Math.round(content.time / 1000);
  const message = create(Telemetry.TelemetrySchema, { time, variant: variantOf(content.telemetry) });
  return toBinary(Telemetry.TelemetrySchema, message);
}

function variantOf(telemetry: OutgoingTelemetry): Variant {
  switch (telemetry.variant) {
    case 'environment': {
      const { temperatureCelsius, relativeHumidityPercent, pressureHectopascal } = telemetry.metrics;
      const value = known({
        temperature: finite(temperatureCelsius),
        relativeHumidity: finite(relativeHumidityPercent),
        barometricPressure: finite(pressureHectopascal),
      });
      return { case: 'environmentMetrics', value: create(Telemetry.EnvironmentMetricsSchema, value) };
    }
    case 'power': {
      const { voltage, milliamperes } = telemetry.metrics;
      const value = known({ ch1Voltage: finite(voltage), ch1Current: finite(milliamperes) });
      return { case: 'powerMetrics', value: create(Telemetry.PowerMetricsSchema, value) };
    }
    case 'device': {
      const { batteryLevel, voltage } = telemetry.metrics;
      const value = known({ batteryLevel: finite(batteryLevel), voltage: finite(voltage) });
      return { case: 'deviceMetrics', value: create(Telemetry.DeviceMetricsSchema, value) };
    }
  }
}

function finite(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
