import { distanceMeters, type Place } from '../../mesh/geo.js';
import { formatNodeId, type NodeNum } from '../../mesh/ids.js';
import type { Chance, Stream } from '../random.js';

/** Anything with an antenna: a person's node or a simulated one. */
export interface Station {
  nodeNum: NodeNum;
  place: Place;
  readonly isOnHill: boolean;
  /** Repeats what it hears: all roles but CLIENT_MUTE. */
  readonly relays: boolean;
  /** False for one that is met by MQTT only. */
  readonly hasRadio: boolean;
}

/** What faults do to all links. */
export interface Conditions {
  /** Shares, 0 to 1, of the receptions that are lost on top of fading. */
  readonly losses: Set<{ readonly share: number }>;
  readonly deaf: Set<number>;
  /** Links for which one of these says true are gone. */
  readonly cuts: Set<(a: number, b: number) => boolean>;
  /** More than 0: nobody repeats anything. */
  relaysOff: number;
}

/** Shortest ways from one station to all others. */
export interface Tree {
  /** The station before, on the way from the root; −1 where there is none. */
  readonly parent: Int16Array;
  /** Links from the root; −1 out of reach. */
  readonly depth: Int16Array;
  /** All within reach, nearer ones first, without the root. */
  readonly order: readonly number[];
}

const BEST_SNR_DB = 12;
const WORST_SNR_DB = -20;
/** Log-distance path loss: 10 × exponent 3, dB for each factor of 10 beyond 1 km. */
const DB_PER_DECADE = 30;
/** So that two nodes in a town reach each other over 6 km, and two on hills over 30. */
const SNR_AT_ONE_KM_DB = 7;
const HILL_BONUS_DB = 10;
const FADING_DB = 2.5;
/** Below this distance the receiver is saturated anyway. */
const NEAREST_KM = 0.05;
const NOISE_TO_RSSI_DB = 115;
/** A link with this margin above the limit seldom fades away. */
const STURDY_MARGIN_DB = 4;

export function rssiOf(snr: number): number {
  return Math.round(snr - NOISE_TO_RSSI_DB);
}

/** Who can hear whom, and how well. */
export class RadioMap {
  readonly conditions: Conditions = { losses: new Set(), deaf: new Set(), cuts: new Set(), relaysOff: 0 };
  readonly stations: Station[] = [];
  readonly #limitDb: number;
  readonly #chance: Chance;
  readonly #snr: number[][] = [];
  readonly #trees = new Map<string, Tree>();
  readonly #streams = new Map<number, Stream>();

  constructor(chance: Chance, limitDb: number) {
    this.#chance = chance;
    this.#limitDb = limitDb;
  }

  add(station: Station): number {
    const index = this.stations.push(station) - 1;
    this.#snr.push([]);
    this.#measure(index);
    return index;
  }

  move(index: number, place: Place): void {
    const station = this.stations[index];
    if (!station) return;
    station.place = place;
    this.#measure(index);
  }

  /** Has to be called after a change of the conditions. */
  refresh(): void {
    this.#trees.clear();
  }

  /** dB without fading. */
  meanSnr(a: number, b: number): number {
    return this.#snr[a]?.[b] ?? Number.NEGATIVE_INFINITY;
  }

  relays(index: number): boolean {
    const isAble = this.conditions.relaysOff === 0 && !this.conditions.deaf.has(index);
    return isAble && (this.stations[index]?.relays ?? false);
  }

  hasLink(a: number, b: number): boolean {
    return a !== b && this.meanSnr(a, b) >= this.#limitDb && !this.#isCut(a, b);
  }

  /** One transmission from `a` as `b` hears it: dB, or undefined when it is lost. */
  crossing(a: number, b: number): number | undefined {
    if (!this.hasLink(a, b) || this.conditions.deaf.has(b)) return undefined;
    const stream = this.#stream(a, b);
    const faded = stream.gaussian(this.meanSnr(a, b), FADING_DB);
    const snr = Math.round(Math.min(BEST_SNR_DB, Math.max(WORST_SNR_DB, faded)) * 4) / 4;
    for (const { share } of this.conditions.losses) if (stream.chance(share)) return undefined;
    return snr < this.#limitDb ? undefined : snr;
  }

  /** `sturdy`: over links only that seldom fade away, which may be a longer way. */
  tree(root: number, kind: 'shortest' | 'sturdy'): Tree {
    const key = `${kind} ${root}`;
    const known = this.#trees.get(key);
    if (known) return known;
    const tree = this.#grow(root, this.#limitDb + (kind === 'sturdy' ? STURDY_MARGIN_DB : 0));
    this.#trees.set(key, tree);
    return tree;
  }

  #grow(root: number, limitDb: number): Tree {
    const parent = new Int16Array(this.stations.length).fill(-1);
    const depth = new Int16Array(this.stations.length).fill(-1);
    const order: number[] = [];
    let outside = this.stations.flatMap((station, index) =>
      station.hasRadio && index !== root ? [index] : [],
    );
    depth[root] = 0;
    for (let level = [root], links = 1; level.length > 0 && outside.length > 0; links++) {
      const speakers = level.filter((index) => index === root || this.relays(index));
      const reached: number[] = [];
      const rest: number[] = [];
      for (const to of outside) {
        const from = this.#bestHeard(to, speakers, limitDb);
        (from === undefined ? rest : reached).push(to);
        if (from === undefined) continue;
        parent[to] = from;
        depth[to] = links;
      }
      order.push(...reached);
      [level, outside] = [reached, rest];
    }
    return { parent, depth, order };
  }

  /** Of two ways of one length the one with the better last link wins. */
  #bestHeard(to: number, speakers: readonly number[], limitDb: number): number | undefined {
    const row = this.#snr[to] ?? [];
    let best: number | undefined;
    let bestSnr = limitDb;
    for (const from of speakers) {
      const snr = row[from] ?? Number.NEGATIVE_INFINITY;
      if (snr < bestSnr || this.#isCut(from, to)) continue;
      best = from;
      bestSnr = snr;
    }
    return best;
  }

  #isCut(a: number, b: number): boolean {
    if (this.conditions.cuts.size === 0) return false;
    for (const isCut of this.conditions.cuts) if (isCut(a, b)) return true;
    return false;
  }

  #measure(index: number): void {
    const row = this.#snr[index];
    if (!row) return;
    for (let other = 0; other < this.stations.length; other++) {
      const snr = other === index ? Number.NEGATIVE_INFINITY : this.#between(index, other);
      row[other] = snr;
      const back = this.#snr[other];
      if (back) back[index] = snr;
    }
    this.#trees.clear();
  }

  #between(a: number, b: number): number {
    const one = this.stations[a];
    const two = this.stations[b];
    if (!one?.hasRadio || !two?.hasRadio) return Number.NEGATIVE_INFINITY;
    const km = Math.max(NEAREST_KM, distanceMeters(one.place, two.place) / 1000);
    const bonus = (one.isOnHill ? HILL_BONUS_DB : 0) + (two.isOnHill ? HILL_BONUS_DB : 0);
    return Math.min(BEST_SNR_DB, SNR_AT_ONE_KM_DB - DB_PER_DECADE * Math.log10(km) + bonus);
  }

  #stream(a: number, b: number): Stream {
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    const known = this.#streams.get(low * 0x1_0000 + high);
    if (known) return known;
    const name = [low, high].map((index) => formatNodeId(this.stations[index]?.nodeNum ?? (0 as NodeNum)));
    const stream = this.#chance.stream(`link/${name.join('-')}`);
    this.#streams.set(low * 0x1_0000 + high, stream);
    return stream;
  }
}
