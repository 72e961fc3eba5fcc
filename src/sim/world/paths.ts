import type { RadioMap, Tree } from './radio-map.js';

/** How a packet came from one station to another. */
export interface Arrival {
  readonly station: number;
  /** In order of travel; empty for a direct neighbour. */
  readonly relays: readonly number[];
  /** dB at each receiver in order of travel, one more than relays; empty for one that came by MQTT. */
  readonly snrs: readonly number[];
}

/** Neighbours that are asked to repeat a packet before it counts as repeated by nobody. */
const ECHO_CANDIDATES = 5;

/** Which way packets take, and whether they arrive. */
export class Paths {
  readonly #map: RadioMap;

  constructor(map: RadioMap) {
    this.#map = map;
  }

  /** One packet to one receiver: over the shortest way, and when that fades away over the sturdy one. */
  reach(from: number, to: number, hopLimit: number): Arrival | undefined {
    return this.#along('shortest', { from, to, hopLimit }) ?? this.#along('sturdy', { from, to, hopLimit });
  }

  /** Everybody whom a broadcast reaches. */
  flood(from: number, hopLimit: number): Arrival[] {
    const arrivals = new Map<number, Arrival>();
    for (const kind of ['shortest', 'sturdy'] as const) {
      this.#floodAlong(this.#map.tree(from, kind), { from, hopLimit }, arrivals);
    }
    return [...arrivals.values()];
  }

  /** A neighbour that repeats a packet of `station` so that the station hears it. */
  echo(station: number): { readonly relay: number; readonly snr: number } | undefined {
    const neighbors = this.#map
      .tree(station, 'shortest')
      .order.filter((other) => this.#map.relays(other) && this.#map.hasLink(station, other))
      .sort((a, b) => this.#map.meanSnr(station, b) - this.#map.meanSnr(station, a));
    for (const relay of neighbors.slice(0, ECHO_CANDIDATES)) {
      if (this.#map.crossing(station, relay) === undefined) continue;
      const snr = this.#map.crossing(relay, station);
      if (snr !== undefined) return { relay, snr };
    }
    return undefined;
  }

  /** Links between two stations on the shortest way, undefined when there is none. */
  distance(a: number, b: number): number | undefined {
    const depth = this.#wayTree(a, b, 'shortest').depth[Math.min(a, b)] ?? -1;
    return depth < 0 ? undefined : depth;
  }

  #along(
    kind: 'shortest' | 'sturdy',
    leg: { from: number; to: number; hopLimit: number },
  ): Arrival | undefined {
    const way = this.#way(leg.from, leg.to, kind);
    if (!way || way.length - 2 > leg.hopLimit) return undefined;
    const snrs: number[] = [];
    for (let i = 1; i < way.length; i++) {
      const snr = this.#map.crossing(way[i - 1] ?? -1, way[i] ?? -1);
      if (snr === undefined) return undefined;
      snrs.push(snr);
    }
    return { station: leg.to, relays: way.slice(1, -1), snrs };
  }

  /** Stations from `from` to `to`, both included. */
  #way(from: number, to: number, kind: 'shortest' | 'sturdy'): number[] | undefined {
    const tree = this.#wayTree(from, to, kind);
    const root = Math.max(from, to);
    const way = [Math.min(from, to)];
    for (let at = way[0] ?? -1; at !== root; ) {
      at = tree.parent[at] ?? -1;
      if (at < 0) return undefined;
      way.push(at);
    }
    return root === from ? way.reverse() : way;
  }

  /** Links work both ways, so one tree serves both. Simulated nodes come after the people, and everybody talks to them. */
  #wayTree(a: number, b: number, kind: 'shortest' | 'sturdy'): Tree {
    return this.#map.tree(Math.max(a, b), kind);
  }

  #floodAlong(tree: Tree, source: Source, arrivals: Map<number, Arrival>): void {
    for (const station of tree.order) {
      if (arrivals.has(station)) continue;
      const parent = tree.parent[station] ?? -1;
      const relays = relaysVia(parent, source, arrivals);
      const snr = relays && this.#map.crossing(parent, station);
      if (snr === undefined) continue;
      const before = arrivals.get(parent)?.snrs ?? [];
      arrivals.set(station, { station, relays: relays ?? [], snrs: [...before, snr] });
    }
  }
}

interface Source {
  readonly from: number;
  readonly hopLimit: number;
}

/** The relays up to and including `parent`; undefined when it did not hear the packet or may not repeat it. */
function relaysVia(
  parent: number,
  source: Source,
  arrivals: Map<number, Arrival>,
): readonly number[] | undefined {
  if (parent === source.from) return [];
  const before = arrivals.get(parent);
  return before && before.relays.length < source.hopLimit ? [...before.relays, parent] : undefined;
}
