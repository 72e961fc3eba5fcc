import type { Clock, Stop } from '../../util/clock.js';
import { UserError } from '../../util/errors.js';
import type { Behavior } from '../behavior.js';
import type { EventLog } from '../event-log.js';
import type { Front } from '../front/front.js';
import type { SimNode } from '../node/sim-node.js';
import type { Stream } from '../random.js';
import type { SwitchBoard } from '../switches.js';
import type { World } from '../world/world.js';

/** The simulation, as a behaviour sees it. */
export interface Stage {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly switches: SwitchBoard;
  readonly front: Front;
  readonly node: SimNode;
  readonly world: World;
}

/** One run of a behaviour. Its timers and whatever it undoes end with it. */
export interface BehaviorContext extends Stage {
  readonly stream: Stream;
  readonly args: Args;
  after(ms: number, task: () => void): void;
  every(ms: number, task: () => void): void;
  /** Called when the behaviour stops. */
  undo(stop: Stop): void;
  /** Ends the behaviour from within. */
  finish(): void;
  /** Ends it after so many seconds; 0 leaves it running until it is stopped. */
  finishAfter(seconds: number): void;
}

export interface BehaviorKind {
  readonly name: string;
  /** The arguments with their defaults as written behind `=`; empty for none. */
  readonly usage: string;
  /** The arguments that a campaign gives, where they are not the defaults. */
  readonly drawArgs?: string;
  /** How long a campaign keeps it; 0 for what is over at once. */
  readonly drawSeconds: number;
  create(context: BehaviorContext): Omit<Behavior, 'name'>;
}

/** The comma-separated arguments of a behaviour. */
export class Args {
  readonly #name: string;
  readonly #parts: readonly string[];

  constructor(name: string, text: string) {
    this.#name = name;
    this.#parts = text === '' ? [] : text.split(',').map((part) => part.trim());
  }

  /** A number ≥ 0. */
  number(place: number, fallback: number): number {
    const text = this.#parts[place];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (Number.isFinite(value) && value >= 0) return value;
    throw new UserError(`${this.#name}: "${text}" is not a number; an example is ${this.#name}=${fallback}`);
  }

  /** A number that is not below `least`. */
  atLeast(place: number, fallback: number, least: number): number {
    const value = this.number(place, fallback);
    if (value >= least) return value;
    throw new UserError(`${this.#name}: at least ${least}, an example is ${this.#name}=${fallback}`);
  }

  /** A number from 0 to 1. */
  share(place: number, fallback: number): number {
    const value = this.number(place, fallback);
    if (value <= 1) return value;
    throw new UserError(`${this.#name}: a share goes from 0 to 1, such as ${this.#name}=${fallback}`);
  }

  /** One of `words`; the first of them when nothing is given. */
  choice<Word extends string>(place: number, words: readonly [Word, ...Word[]]): Word {
    const text = this.#parts[place];
    if (text === undefined || text === '') return words[0];
    const word = words.find((candidate) => candidate === text);
    if (word) return word;
    throw new UserError(`${this.#name}: "${text}" is none of ${[...new Set(words)].join(', ')}`);
  }

  /** Undefined when it is not given. */
  text(place: number): string | undefined {
    return this.#parts[place] || undefined;
  }

  required(place: number, example: string): string {
    const text = this.text(place);
    if (text) return text;
    throw new UserError(`${this.#name} needs an argument: ${this.#name}=${example}`);
  }
}

/** True at every n-th call; never for 0. */
export function everyNth(n: number): () => boolean {
  let calls = 0;
  return () => {
    calls += 1;
    return n > 0 && calls % n === 0;
  };
}
