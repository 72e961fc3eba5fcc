/** People who ask, and texts that the bot is given, all the while. */
import { BROADCAST_NUM, type PacketId, PRIMARY_CHANNEL } from '../../src/mesh/ids.js';
import type { Delivery, Outgoing, Priority } from '../../src/mesh/radio.js';
import type { Stream } from '../../src/sim/random.js';
import type { Stop } from '../../src/util/clock.js';
import type { Pair } from './pair.js';

export interface GivenText {
  readonly text: string;
  /** A name in the story; absent for everybody. */
  readonly to?: string;
  end?: Delivery;
}

export interface Question {
  readonly who: string;
  readonly id: PacketId;
}

export const PEOPLE = ['Alpha', 'Bravo', 'Charlie', 'Delta'] as const;
const PRIORITIES: readonly Priority[] = ['emergency', 'reply', 'alert', 'announcement'];
const QUESTION_EVERY_MS = [4000, 10_000] as const;
const TEXT_EVERY_MS = [4000, 9000] as const;
const CHAT_EVERY_MS = [5000, 15_000] as const;
const BROADCAST_SHARE = 0.2;
const TTL_MS = [60_000, 120_000] as const;

export class Traffic {
  readonly texts: GivenText[] = [];
  readonly questions: Question[] = [];
  readonly #pair: Pair;
  readonly #stream: Stream;
  readonly #stops = new Set<Stop>();

  constructor(pair: Pair, stream: Stream) {
    this.#pair = pair;
    this.#stream = stream;
  }

  start(): void {
    this.#often(QUESTION_EVERY_MS, () => this.ask(this.#stream.pick(PEOPLE)));
    this.#often(TEXT_EVERY_MS, () => this.give());
    this.#often(CHAT_EVERY_MS, () => {
      this.#pair.simulation.world.say(this.#stream.pick(PEOPLE), 'All quiet here');
    });
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops.clear();
  }

  ask(who: string): Question {
    const question = { who, id: this.#pair.simulation.world.dm(who, '/ping') };
    this.questions.push(question);
    return question;
  }

  /** Hands a text to the outbox, which has accepted it when this returns. */
  give(): void {
    const { app, simulation } = this.#pair;
    const isBroadcast = this.#stream.chance(BROADCAST_SHARE);
    const to = this.#stream.pick(PEOPLE);
    const given: GivenText = { text: `text ${this.texts.length + 1}`, ...(!isBroadcast && { to }) };
    this.texts.push(given);
    const message: Outgoing = {
      to: isBroadcast ? BROADCAST_NUM : simulation.world.find(to).nodeNum,
      channel: PRIMARY_CHANNEL,
      content: { kind: 'text', text: given.text },
      priority: this.#stream.pick(PRIORITIES),
      ttlMs: this.#stream.int(...TTL_MS),
    };
    void app.radio.send(message).then((end) => {
      given.end = end;
    });
  }

  #often([least, most]: readonly [number, number], task: () => void): void {
    const wait = this.#pair.clock.after('campaign.traffic', this.#stream.int(least, most), () => {
      this.#stops.delete(wait);
      task();
      this.#often([least, most], task);
    });
    this.#stops.add(wait);
  }
}
