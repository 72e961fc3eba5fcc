import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Telemetry } from '@meshtastic/protobufs';
import type { NodeContext } from './context.js';
import type { DutyCycle } from './duty-cycle.js';
import type { NodeTable } from './node-table.js';

const TWO_HOURS_SECONDS = 7200;
const EXTERNAL_POWER = 101;
const VOLTS = 4.2;
const HEAP_BYTES = 278_000;

/** Packets since the node booted. */
export interface PacketCounts {
  sent: number;
  heard: number;
  repeated: number;
}

export interface OwnTelemetryParts {
  readonly context: NodeContext;
  readonly duty: DutyCycle;
  readonly table: NodeTable;
  readonly counts: PacketCounts;
}

type Variant = Telemetry.Telemetry['variant']['case'];

/** What the node measures of itself. */
export class OwnTelemetry {
  readonly #context: NodeContext;
  readonly #duty: DutyCycle;
  readonly #table: NodeTable;
  readonly #counts: PacketCounts;
  #bootedAt = 0;

  constructor({ context, duty, table, counts }: OwnTelemetryParts) {
    this.#context = context;
    this.#duty = duty;
    this.#table = table;
    this.#counts = counts;
  }

  boot(): void {
    this.#bootedAt = this.#context.clock.uptime();
    Object.assign(this.#counts, { sent: 0, heard: 0, repeated: 0 });
  }

  /** To a request; device metrics unless something is asked for that this node cannot measure. */
  answer(variant: Variant): Telemetry.Telemetry | undefined {
    if (variant === 'localStats') return this.localStats();
    return variant === 'deviceMetrics' || variant === undefined ? this.device() : undefined;
  }

  metrics(): Telemetry.DeviceMetrics {
    return create(Telemetry.DeviceMetricsSchema, {
      batteryLevel: EXTERNAL_POWER,
      voltage: VOLTS,
      channelUtilization: this.#duty.channelUtilization(),
      airUtilTx: this.#duty.airUtilTx(),
      uptimeSeconds: this.#uptimeSeconds(),
    });
  }

  device(): Telemetry.Telemetry {
    return this.#telemetry({ case: 'deviceMetrics', value: this.metrics() });
  }

  localStats(): Telemetry.Telemetry {
    const value = create(Telemetry.LocalStatsSchema, {
      uptimeSeconds: this.#uptimeSeconds(),
      channelUtilization: this.#duty.channelUtilization(),
      airUtilTx: this.#duty.airUtilTx(),
      numPacketsTx: this.#counts.sent,
      numPacketsRx: this.#counts.heard,
      numRxDupe: this.#counts.repeated,
      numOnlineNodes: this.#online(),
      numTotalNodes: this.#table.size,
      heapTotalBytes: HEAP_BYTES,
      heapFreeBytes: HEAP_BYTES / 2,
    });
    return this.#telemetry({ case: 'localStats', value });
  }

  #telemetry(variant: MessageInitShape<typeof Telemetry.TelemetrySchema>['variant']): Telemetry.Telemetry {
    return create(Telemetry.TelemetrySchema, {
      time: this.#context.time.seconds(),
      ...(variant && { variant }),
    });
  }

  #online(): number {
    const since = this.#context.time.seconds() - TWO_HOURS_SECONDS;
    return 1 + this.#table.all().filter((entry) => entry.lastHeard >= since).length;
  }

  #uptimeSeconds(): number {
    return Math.floor((this.#context.clock.uptime() - this.#bootedAt) / 1000);
  }
}
