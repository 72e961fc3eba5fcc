import { createHash } from 'node:crypto';

/** One seeded line of chance. Two streams of one name and seed say the same, whatever else is drawn. */
export interface Stream {
  /** 0 (included) to 1 (excluded) */
  next(): number;
  /** Whole numbers, both ends included. */
  int(min: number, max: number): number;
  between(min: number, max: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** Throws a RangeError for an empty list. */
  pick<T>(items: readonly T[]): T;
  bytes(count: number): Uint8Array;
  gaussian(mean: number, sigma: number): number;
  /** A stream of its own, which depends on this one's name and not on what was drawn from it. */
  stream(name: string): Stream;
}

/** All chance of a simulation: streams derived from one seed by name. */
export class Chance {
  readonly seed: string;
  readonly #launch: number | undefined;

  /** `launch` is what a new start differs by from another one of that seed; without it nothing does. */
  constructor(seed: number | string, launch?: number) {
    this.seed = String(seed);
    this.#launch = launch;
  }

  stream(name: string): Stream {
    return new SeededStream(`${this.seed}/${name}`);
  }

  /** Another stream at every launch; undefined where launches do not differ. */
  launchStream(name: string): Stream | undefined {
    return this.#launch === undefined ? undefined : this.stream(`${name}/${this.#launch}`);
  }
}

/** The generator sfc32: small, fast, with a period far beyond any simulation. */
class SeededStream implements Stream {
  readonly #path: string;
  #a: number;
  #b: number;
  #c: number;
  #count: number;

  constructor(path: string) {
    this.#path = path;
    const seed = createHash('sha256').update(path).digest();
    this.#a = seed.readInt32LE(0);
    this.#b = seed.readInt32LE(4);
    this.#c = seed.readInt32LE(8);
    this.#count = seed.readInt32LE(12);
  }

  next(): number {
    const drawn = (((this.#a + this.#b) | 0) + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + drawn) | 0;
    return (drawn >>> 0) / 0x1_0000_0000;
  }

  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  chance(p: number): boolean {
    return this.next() < p;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[this.int(0, items.length - 1)] as T;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.int(0, 255));
  }

  gaussian(mean: number, sigma: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return mean + sigma * radius * Math.cos(2 * Math.PI * this.next());
  }

  stream(name: string): Stream {
    return new SeededStream(`${this.#path}/${name}`);
  }
}
