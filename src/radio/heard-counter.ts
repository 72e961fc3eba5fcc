import type { OutageRecord } from '../mesh/outage-store.js';
import type { Packet } from '../mesh/packet.js';
import type { Radio } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';

/** The node's own counter, as it told it in its LocalStats: every 15 min (firmware 2.7.26 DeviceTelemetry.h:51-52). */
interface Reading {
  readonly packets: number;
  readonly uptimeSeconds: number;
  /** When it was measured, ms since 1970. */
  readonly at: number;
  /** Our uptime when it came. */
  readonly cameAt: number;
  readonly boots: number;
}

/** A message can wait in the node for so long, or its clock differ from ours, before its uptime speaks of a restart. */
const SAME_BOOT_TOLERANCE_SECONDS = 120;
/** A node that tells nothing for long must not gather outages without end. */
const MAX_WAITING = 50;

/** What the node heard while we did not: its counter before an outage, and the first one after it. */
export class HeardCounter {
  readonly #radio: Pick<Radio, 'own'>;
  readonly #clock: Clock;
  /** The last one, from before every outage that waits. */
  #reading: Reading | undefined;
  #bootsBefore = 0;
  #waiting: OutageRecord[] = [];

  constructor({ radio, clock }: { readonly radio: Pick<Radio, 'own'>; readonly clock: Clock }) {
    this.#radio = radio;
    this.#clock = clock;
  }

  begin(): void {
    this.#bootsBefore = this.#boots;
  }

  /** The outage with what the handshake told; what was heard comes with the next reading. */
  end(outage: OutageRecord): OutageRecord {
    // Only ESP32 counts its boots; elsewhere it is 0. What the node was before another process began is not known.
    const isKnown = this.#bootsBefore > 0 && this.#boots > 0;
    const ended = isKnown ? { ...outage, restarted: this.#boots > this.#bootsBefore } : outage;
    if (this.#reading && !outage.hasGap) this.#waiting = [...this.#waiting, ended].slice(-MAX_WAITING);
    this.#bootsBefore = 0;
    return ended;
  }

  /** The outages of which this packet tells what was heard meanwhile. */
  take(packet: Packet): readonly OutageRecord[] {
    const after = this.#readingIn(packet);
    if (!after) return [];
    // Measured in the outage, and kept by the node until we came back: it tells half.
    const lastEnd = this.#waiting.at(-1)?.endedAt ?? Number.NEGATIVE_INFINITY;
    if (this.#waiting.length > 0 && after.at < lastEnd) return [];
    const [before, waiting] = [this.#reading, this.#waiting];
    this.#reading = after;
    this.#waiting = [];
    if (!before || !isSameBoot(before, after)) return [];
    const heard = { packets: after.packets - before.packets, from: before.at, to: after.at };
    return waiting.map((outage) => ({ ...outage, heard }));
  }

  get #boots(): number {
    return this.#radio.own?.rebootCount ?? 0;
  }

  #readingIn(packet: Packet): Reading | undefined {
    if (packet.kind !== 'telemetry' || packet.from !== this.#radio.own?.nodeNum) return undefined;
    const { telemetry, time, receivedAt } = packet;
    if (telemetry.variant !== 'localStats') return undefined;
    const { packetsRx: packets, uptimeSeconds } = telemetry.metrics;
    return {
      packets,
      uptimeSeconds,
      at: time ?? receivedAt,
      cameAt: this.#clock.uptime(),
      boots: this.#boots,
    };
  }
}

function isSameBoot(before: Reading, after: Reading): boolean {
  if (after.boots !== before.boots || after.packets < before.packets) return false;
  const passedSeconds = (after.cameAt - before.cameAt) / 1000;
  return after.uptimeSeconds - before.uptimeSeconds >= passedSeconds - SAME_BOOT_TOLERANCE_SECONDS;
}
