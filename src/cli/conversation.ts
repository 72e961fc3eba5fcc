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
  #hasAnswer = false;

  constructor(world: TalkingWorld) {
    this.#world = world;
    for (const { nodeNum, longName } of [world.base, ...world.people.map((person) => person.identity)]) {
      this.#names.set(nodeNum, longName);
    }
  }

  /** The bot's node said something. */
  get hasAnswer(): boolean {
    return this.#hasAnswer;
  }

  follow(print: (line: string) => void): Stop {
    return this.#world.onConversation((line) => {
      if (line.from === this.#world.base.nodeNum) this.#hasAnswer = true;
      print(this.#format(line));
    });
  }

  #format({ at, from, to, text, channelName }: SpokenLine): string {
    const addressee = this.#names.get(to) ?? (channelName ? `everybody on ${channelName}` : 'everybody');
    return `${timeOfDay(at)}  ${this.#names.get(from) ?? 'somebody'} → ${addressee}: ${text.replaceAll(/\s*\n\s*/g, ' ⏎ ')}`;
  }
}
