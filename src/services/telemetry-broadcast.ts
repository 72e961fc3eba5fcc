import { BROADCAST_NUM, toChannelIndex } from '../mesh/ids.js';
import type { OutgoingTelemetry, Radio } from '../mesh/radio.js';
import type { SentStore } from '../mesh/sent-store.js';
import type { Clock, Stop } from '../util/clock.js';
import { known } from '../util/known.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import type { Metric } from './esphome/metrics.js';
import { freshValue, type SensorValues } from './esphome/readings.js';

export interface BatteryPoint {
  readonly volts: number;
  readonly percent: number;
}

export interface TelemetrySettings {
  readonly intervalMs: number;
  readonly kinds: readonly ('environment' | 'power')[];
  /** Tell the battery as that of our own node too. */
  readonly device: boolean;
  /** By rising voltage. */
  readonly batteryCurve: readonly BatteryPoint[];
}

export interface TelemetryBroadcastDeps {
  readonly radio: Pick<Radio, 'state' | 'send'>;
  readonly values: () => SensorValues;
  /** Percent, as our own node measures it; undefined when it has not told lately. */
  readonly channelUtilization: () => number | undefined;
  readonly store: SentStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly settings: TelemetrySettings;
}

const CHECK_MS = 30_000;
const JITTER = 0.1;
/** The firmware's own limit for extra traffic. */
const MAX_CHANNEL_USE = 25;
/** Three packets 10.5 s apart have left within this, or the link is away and the values grow old. */
const TTL_MS = 120_000;

/** Tells everybody what the sensors say, as telemetry of our own node, so that phones show it. */
export class TelemetryBroadcast implements Lifecycle {
  readonly name = 'telemetry';
  readonly #deps: TelemetryBroadcastDeps;
  #stop: Stop = () => {};
  /** Uptime before which nothing goes out. */
  #dueAt = 0;
  #isRemembered = true;

  constructor(deps: TelemetryBroadcastDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { clock, store } = this.#deps;
    const last = store.lastSentAt();
    // A clock that went back says nothing of the time that has passed: then a whole interval is waited for.
    const agoMs = last === undefined ? Number.POSITIVE_INFINITY : Math.max(0, clock.now() - last);
    this.#dueAt = clock.uptime() + Math.max(0, this.#nextInterval() - agoMs);
    this.#stop = clock.every('telemetry.check', CHECK_MS, () => this.#check());
  }

  stop(): void {
    this.#stop();
  }

  #nextInterval(): number {
    const { random, settings } = this.#deps;
    return settings.intervalMs * (1 + JITTER * (2 * random() - 1));
  }

  #check(): void {
    const { clock, radio, channelUtilization } = this.#deps;
    if (clock.uptime() < this.#dueAt || radio.state !== 'ready') return;
    if ((channelUtilization() ?? 0) > MAX_CHANNEL_USE) return;
    const packets = this.#packets();
    if (packets.length === 0) return;
    const wasRemembered = this.#isRemembered;
    this.#dueAt = clock.uptime() + this.#nextInterval();
    this.#isRemembered = this.#deps.store.noteSent(clock.now());
    // What cannot be remembered would go out again at every restart: it waits a whole interval first.
    if (this.#isRemembered || !wasRemembered) this.#send(packets);
  }

  #send(packets: readonly OutgoingTelemetry[]): void {
    const { radio, clock, log } = this.#deps;
    for (const telemetry of packets) {
      const sending = radio.send({
        to: BROADCAST_NUM,
        channel: toChannelIndex(0),
        content: { kind: 'telemetry', time: clock.now(), telemetry },
        priority: 'announcement',
        ttlMs: TTL_MS,
      });
      const { variant } = telemetry;
      void sending.then(({ outcome }) => log.debug('telemetry sent', { variant, outcome }));
    }
  }

  /** Only of what is known now; a packet without a value is none. */
  #packets(): OutgoingTelemetry[] {
    const { kinds, device } = this.#deps.settings;
    const values = this.#deps.values();
    const of = (metric: Metric) => freshValue(values, metric);
    const [volts, amperes] = [of('batteryVoltage'), of('batteryCurrent')];
    const environment = known({
      temperatureCelsius: of('temperature'),
      relativeHumidityPercent: of('humidity'),
      pressureHectopascal: of('pressure'),
    });
    const power = known({
      voltage: volts,
      milliamperes: amperes === undefined ? undefined : amperes * 1000,
    });
    const packets: (OutgoingTelemetry | undefined)[] = [
      kinds.includes('environment') ? { variant: 'environment', metrics: environment } : undefined,
      kinds.includes('power') ? { variant: 'power', metrics: power } : undefined,
      device && volts !== undefined ? this.#device(volts) : undefined,
    ];
    return packets.filter(
      (packet) => packet !== undefined && Object.keys(packet.metrics).length > 0,
    ) as OutgoingTelemetry[];
  }

  #device(volts: number): OutgoingTelemetry {
    const batteryLevel = Math.round(percentOf(volts, this.#deps.settings.batteryCurve));
    return { variant: 'device', metrics: { batteryLevel, voltage: volts } };
  }
}

/** On straight lines between the points of the curve, and never beyond its ends. */
export function percentOf(volts: number, curve: readonly BatteryPoint[]): number {
  const above = curve.findIndex((point) => point.volts >= volts);
  const upper = curve[above === -1 ? curve.length - 1 : above];
  const lower = curve[above - 1];
  if (!upper) return 0;
  if (above === -1 || !lower) return upper.percent;
  const share = (volts - lower.volts) / (upper.volts - lower.volts);
  return lower.percent + share * (upper.percent - lower.percent);
}
