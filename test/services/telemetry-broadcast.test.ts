import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BROADCAST_NUM } from '../../src/mesh/ids.js';
import type { OutgoingTelemetry } from '../../src/mesh/radio.js';
import type { Metric } from '../../src/services/esphome/metrics.js';
import {
  percentOf,
  TelemetryBroadcast,
  type TelemetrySettings,
} from '../../src/services/telemetry-broadcast.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeRadio } from '../support/fake-radio.js';
import { RecordingLog } from '../support/recording-log.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LEAD = [
  { volts: 11, percent: 0 },
  { volts: 13.8, percent: 100 },
];

let clock: FakeClock;
let radio: FakeRadio;
let values: Partial<Record<Metric, number>>;
let ageMs: number;
let utilization: number | undefined;
let draw: number;
let stored: number | undefined;
let isWritable: boolean;
const started: TelemetryBroadcast[] = [];

beforeEach(() => {
  clock = new FakeClock();
  radio = new FakeRadio();
  values = { temperature: 21.3, humidity: 56, pressure: 1013, batteryVoltage: 12.8, batteryCurrent: 0.45 };
  ageMs = MINUTE;
  utilization = 5;
  draw = 0.5;
  stored = undefined;
  isWritable = true;
});
afterEach(() => {
  for (const broadcast of started.splice(0)) broadcast.stop();
  expect(clock.pending()).toEqual([]);
});

function aBroadcast(changes: Partial<TelemetrySettings> = {}): TelemetryBroadcast {
  const settings = {
    intervalMs: HOUR,
    kinds: ['environment', 'power'],
    device: false,
    batteryCurve: LEAD,
  } as const;
  const broadcast = new TelemetryBroadcast({
    radio,
    values: () =>
      Object.fromEntries(
        Object.entries(values).map(([metric, value]) => [metric, { value, ageMs, at: clock.now() - ageMs }]),
      ),
    channelUtilization: () => utilization,
    store: {
      lastSentAt: () => stored,
      noteSent: (at) => {
        if (isWritable) stored = at;
        return isWritable;
      },
    },
    clock,
    random: () => draw,
    log: new RecordingLog(),
    settings: { ...settings, ...changes },
  });
  started.push(broadcast);
  broadcast.start();
  return broadcast;
}

const told = (): OutgoingTelemetry[] =>
  radio.sent.flatMap(({ content }) => (content.kind === 'telemetry' ? [content.telemetry] : []));

describe('the telemetry of the sensors', () => {
  it('goes to everybody on the primary channel, behind everything else, one packet a kind', async () => {
    aBroadcast();
    await clock.advance(30_000);
    expect(told()).toEqual([
      {
        variant: 'environment',
        metrics: { temperatureCelsius: 21.3, relativeHumidityPercent: 56, pressureHectopascal: 1013 },
      },
      { variant: 'power', metrics: { voltage: 12.8, milliamperes: 450 } },
    ]);
    for (const message of radio.sent) {
      expect(message).toMatchObject({ to: BROADCAST_NUM, channel: 0, priority: 'announcement' });
      expect(message.content).toMatchObject({ time: clock.now() });
    }
  });

  it('goes out once in the interval, a tenth more or less', async () => {
    aBroadcast({ kinds: ['power'] });
    draw = 0;
    await clock.advance(30_000);
    await clock.advance(0.9 * HOUR - 30_000);
    expect(told()).toHaveLength(1);
    draw = 1;
    await clock.advance(30_000);
    expect(told()).toHaveLength(2);
    await clock.advance(1.1 * HOUR - 30_000);
    expect(told()).toHaveLength(2);
    await clock.advance(30_000);
    expect(told()).toHaveLength(3);
  });

  it('is no nearer to its turn after a restart', async () => {
    stored = clock.now() - 20 * MINUTE;
    aBroadcast({ kinds: ['power'] });
    await clock.advance(40 * MINUTE - 1);
    expect(told()).toHaveLength(0);
    await clock.advance(30_000);
    expect(told()).toHaveLength(1);
    expect(stored).toBe(clock.now() - 29_999);
  });

  it('waits a whole interval when the clock says that the last time is still to come', async () => {
    stored = clock.now() + 24 * HOUR;
    aBroadcast();
    await clock.advance(HOUR - 1);
    expect(told()).toHaveLength(0);
    await clock.advance(30_000);
    expect(told()).toHaveLength(2);
  });

  it('waits a whole interval when it cannot be remembered, so that no restart makes it go out', async () => {
    isWritable = false;
    aBroadcast({ kinds: ['power'] });
    await clock.advance(HOUR);
    expect(told()).toHaveLength(0);
    await clock.advance(MINUTE);
    expect(told()).toHaveLength(1);
  });

  it('leaves out what is older than ten minutes, and the packet with nothing in it', async () => {
    values = { batteryVoltage: 12.8 };
    aBroadcast();
    await clock.advance(30_000);
    expect(told()).toEqual([{ variant: 'power', metrics: { voltage: 12.8 } }]);
    ageMs = 10 * MINUTE + 1;
    await clock.advance(2 * HOUR);
    expect(told()).toHaveLength(1);
    ageMs = 10 * MINUTE;
    await clock.advance(30_000);
    expect(told()).toHaveLength(2);
  });

  it.each([
    ['the channel is busy', () => (utilization = 25.1), () => (utilization = 25)],
    [
      'there is no link',
      () => radio.change({ state: 'waiting', reason: 'silent' }),
      () => radio.change({ state: 'ready' }),
    ],
  ])('is held back while %s, and goes out after that', async (_, begin, end) => {
    begin();
    aBroadcast();
    await clock.advance(HOUR);
    expect(told()).toHaveLength(0);
    end();
    await clock.advance(30_000);
    expect(told()).toHaveLength(2);
  });

  it('tells the battery as the own one only where that is wanted', async () => {
    aBroadcast({ kinds: [], device: true });
    await clock.advance(30_000);
    expect(told()).toEqual([{ variant: 'device', metrics: { batteryLevel: 64, voltage: 12.8 } }]);
    values = { temperature: 20 };
    await clock.advance(2 * HOUR);
    expect(told()).toHaveLength(1);
  });

  it('is not told of an unknown use of the channel as a busy one', async () => {
    utilization = undefined;
    aBroadcast();
    await clock.advance(30_000);
    expect(told()).toHaveLength(2);
  });
});

describe('the curve of a battery', () => {
  it.each([
    [10, 0],
    [11, 0],
    [12.4, 50],
    [13.8, 100],
    [15, 100],
  ])('has %s V at %s %%', (volts, percent) => {
    expect(percentOf(volts, LEAD)).toBeCloseTo(percent);
  });

  it('bends at its points', () => {
    const curve = [
      { volts: 3, percent: 10 },
      { volts: 3.6, percent: 40 },
      { volts: 4.2, percent: 90 },
    ];
    expect(percentOf(3.3, curve)).toBeCloseTo(25);
    expect(percentOf(3.9, curve)).toBeCloseTo(65);
    expect(percentOf(2, curve)).toBe(10);
    expect(percentOf(3, [])).toBe(0);
  });
});
