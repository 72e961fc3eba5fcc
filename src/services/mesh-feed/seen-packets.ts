import type { NodeNum, PacketId } from '../../mesh/ids.js';
import type { FeedEnvelope, Gateway } from '../../mesh/mesh-feed.js';
import type { Clock } from '../../util/clock.js';

const KEPT_MS = 10 * 60_000;
/** What comes in ten minutes at the rate that is let through. */
const MAX_KEPT = 30_000;
/** A packet that a whole country heard. */
const MAX_GATEWAYS = 32;

interface Seen {
  readonly at: number;
  readonly gateways: Gateway[];
}

/** Each packet once, with all who brought it. */
export class SeenPackets {
  readonly #clock: Pick<Clock, 'uptime'>;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Pick<Clock, 'uptime'>) {
    this.#clock = clock;
  }

  /** False when it was there already: then only its gateway is new. */
  add({ from, id, gateway }: FeedEnvelope): boolean {
    const key = keyOf(from, id);
    const known = this.#seen.get(key);
    if (known && this.#clock.uptime() - known.at < KEPT_MS) {
      const isNew = known.gateways.every(({ nodeNum }) => nodeNum !== gateway.nodeNum);
      if (isNew && known.gateways.length < MAX_GATEWAYS) known.gateways.push(gateway);
      return false;
    }
    this.#forgetOld();
    this.#seen.delete(key);
    this.#seen.set(key, { at: this.#clock.uptime(), gateways: [gateway] });
    return true;
  }

  /** Who heard it, in the order in which they told. */
  gatewaysOf(from: NodeNum, id: PacketId): readonly Gateway[] {
    return this.#seen.get(keyOf(from, id))?.gateways ?? [];
  }

  #forgetOld(): void {
    const limit = this.#clock.uptime() - KEPT_MS;
    for (const [key, { at }] of this.#seen) {
      if (at > limit && this.#seen.size < MAX_KEPT) return;
      this.#seen.delete(key);
    }
  }
}

function keyOf(from: NodeNum, id: PacketId): string {
  return `${from} ${id}`;
}
