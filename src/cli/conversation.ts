import type { Stop } from '../util/clock.js';
import { timeOfDay } from './terminal-log.js';

/** As much of the simulated world as a listener needs. */
export interface TalkingWorld {
  readonly base: Speaker;
  readonly people: readonly { readonly identity: Speaker }[];
  onConversation(listener: (line: SpokenLine) => void): Stop;
}

interface Speaker {
  readonly nodeNum: number;
  readonly longName: string;
}

interface SpokenLine {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** ms since 1970 */
  readonly at: number;
  readonly channelName?: string;
}

/** What the mesh says, one line each, and whether the bot had a part in it. */
export class Conversation {
  readonly #world: TalkingWorld;
  readonly #names = new Map<number, string>();
  /** Said before anybody followed: the story begins before the screen is ready. */
  #early: string[] = [];
  #print: (line: string) => void = (line) => this.#early.push(line);
  #hasAnswer = false;

  constructor(world: TalkingWorld) {
    this.#world = world;
    for (const { nodeNum, longName } of [world.base, ...world.people.map((person) => person.identity)]) {
      this.#names.set(nodeNum, longName);
    }
    world.onConversation((line) => {
      if (line.from === this.#world.base.nodeNum) this.#hasAnswer = true;
      this.#print(this.#format(line));
    });
  }

  /** The bot's node said something. */
  get hasAnswer(): boolean {
    return this.#hasAnswer;
  }

  /** From the first word on, also what was said before. */
  follow(print: (line: string) => void): Stop {
    for (const line of this.#early.splice(0)) print(line);
    this.#print = print;
    return () => {
      this.#print = () => {};
    };
  }

  #format({ at, from, to, text, channelName }: SpokenLine): string {
    const addressee = this.#names.get(to) ?? (channelName ? `everybody on ${channelName}` : 'everybody');
    return `${timeOfDay(at)}  ${this.#names.get(from) ?? 'somebody'} → ${addressee}: ${text.replaceAll(/\s*\n\s*/g, ' ⏎ ')}`;
  }
}
