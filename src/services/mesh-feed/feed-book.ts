import type { NodeNum } from '../../mesh/ids.js';
import type { FeedEnvelope } from '../../mesh/mesh-feed.js';
import type { Clock } from '../../util/clock.js';

/** Who brought us packets of nodes around here. */
interface GatewaySums {
  readonly nodeNum: NodeNum;
  readonly packets: number;
  /** Since the last one. */
  readonly ageMs: number;
}

export interface FeedSums {
  /** Each counted once, however many gateways brought it. */
  readonly packets: number;
  /** Of the time that was asked about, so much has been counted. */
  readonly knownMs: number;
  /** Most packets first. */
  readonly gateways: readonly GatewaySums[];
}

const HOUR_MS = 3_600_000;
const KEPT_HOURS = 168;
/** Of nodes around here; anybody may make up any number of them. */
const MAX_GATEWAYS_AN_HOUR = 100;
/** As many as the directory takes of nodes that only a broker knows. */
const MAX_NODES = 2000;

interface Hour {
  packets: number;
  readonly gateways: Map<NodeNum, { packets: number; at: number }>;
}

/** What a broker brought in the last week, by the hour, and who brought what it told of each node. In memory alone. */
export class FeedBook {
  readonly #clock: Pick<Clock, 'uptime'>;
  readonly #since: number;
  readonly #hours = new Map<number, Hour>();
  readonly #nodes = new Map<NodeNum, NodeNum>();

  constructor(clock: Pick<Clock, 'uptime'>) {
    this.#clock = clock;
    this.#since = clock.uptime();
  }

  /** A packet that was not there before. */
  count(): void {
    this.#hour().packets += 1;
  }

  /** It told of a node around here. */
  noteNear({ from, gateway }: Pick<FeedEnvelope, 'from' | 'gateway'>): void {
    this.#nodes.delete(from);
    this.#nodes.set(from, gateway.nodeNum);
    const [oldest] = this.#nodes.keys();
    if (this.#nodes.size > MAX_NODES && oldest !== undefined) this.#nodes.delete(oldest);
    this.#credit(gateway.nodeNum);
  }

  /** One more gateway brought a packet that was there already. */
  noteRepeat({ from, gateway }: Pick<FeedEnvelope, 'from' | 'gateway'>): void {
    if (this.#nodes.has(from)) this.#credit(gateway.nodeNum);
  }

  /** Who was the first to bring the last that was told of a node. */
  gatewayOf(nodeNum: NodeNum): NodeNum | undefined {
    return this.#nodes.get(nodeNum);
  }

  /** Of the last whole hours, and of the one that runs. */
  sums(hours: number): FeedSums {
    const now = this.#clock.uptime();
    const first = slotOf(now) - hours;
    const recent = [...this.#hours].filter(([slot]) => slot >= first).map(([, hour]) => hour);
    return {
      packets: recent.reduce((total, { packets }) => total + packets, 0),
      knownMs: Math.min(now - this.#since, hours * HOUR_MS + (now % HOUR_MS)),
      gateways: gatewaysIn(recent, now),
    };
  }

  #credit(gateway: NodeNum): void {
    const { gateways } = this.#hour();
    const sums = gateways.get(gateway) ?? { packets: 0, at: 0 };
    if (sums.packets === 0 && gateways.size >= MAX_GATEWAYS_AN_HOUR) return;
    gateways.set(gateway, { packets: sums.packets + 1, at: this.#clock.uptime() });
  }

  #hour(): Hour {
    const slot = slotOf(this.#clock.uptime());
    const known = this.#hours.get(slot);
    if (known) return known;
    for (const old of this.#hours.keys()) if (old < slot - KEPT_HOURS) this.#hours.delete(old);
    const hour: Hour = { packets: 0, gateways: new Map() };
    this.#hours.set(slot, hour);
    return hour;
  }
}

function slotOf(uptime: number): number {
  return Math.floor(uptime / HOUR_MS);
}

function gatewaysIn(hours: readonly Hour[], now: number): GatewaySums[] {
  const all = new Map<NodeNum, GatewaySums>();
  for (const { gateways } of hours) {
    for (const [nodeNum, { packets, at }] of gateways) {
      all.set(nodeNum, { nodeNum, packets: packets + (all.get(nodeNum)?.packets ?? 0), ageMs: now - at });
    }
  }
  return [...all.values()].sort((a, b) => b.packets - a.packets || a.ageMs - b.ageMs);
}
