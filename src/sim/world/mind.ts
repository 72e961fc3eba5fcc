import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';
import { BROADCAST_NUM, type NodeNum, type PacketId } from '../../mesh/ids.js';
import type { Clock } from '../../util/clock.js';
import type { Chance, Stream } from '../random.js';
import type { Agenda } from './agenda.js';
import type { ReadText } from './inbox.js';
import { localHour, userPayload } from './payloads.js';
import type { People } from './people.js';
import type { Person } from './person.js';
import { PHRASES, QUESTIONS, TAPBACKS } from './phrases.js';
import type { Voice } from './voice.js';

const HOUR_MS = 3_600_000;
/** Of the whole mesh, per hour of the day. */
const TALKS_PER_HOUR = 6;
const QUESTIONS_PER_HOUR = 4;
const TRACES_PER_HOUR = 1;
/** At night the channel sees half a text an hour. */
const NIGHT_SHARE = 0.5 / TALKS_PER_HOUR;
const MORNING_HOUR = 7;
const NIGHT_HOUR = 22;
const REACTION_TIME_MS = [4_000, 40_000] as const;
/** After this an impatient person asks again. */
const PATIENCE_MS = 60_000;
const FOLLOW_UP_SHARE = 0.6;
const TAPBACK_SHARE = 0.4;
/** How often somebody reacts to what the bot says. */
const ANSWERS_BOT_SHARE = 0.3;

export interface MindParts {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly chance: Chance;
  readonly people: People;
  readonly voice: Voice;
  /** The bot's node. */
  readonly base: NodeNum;
  readonly pace: number;
}

/** What people want: they chat, ask the bot, react, and lose patience. */
export class Mind {
  readonly #parts: MindParts;
  readonly #talk: Stream;
  readonly #chatters: readonly Person[];
  readonly #askers: readonly Person[];
  readonly #tracers: readonly Person[];
  /** Questions of the impatient that the bot has not answered. */
  readonly #unanswered = new Set<Person>();
  readonly #lastQuestions = new Map<Person, { readonly id: PacketId; readonly text: string }>();
  #isAwake = false;

  constructor(parts: MindParts) {
    this.#parts = parts;
    this.#talk = parts.chance.stream('talk');
    const { all } = parts.people;
    this.#chatters = all.filter(({ traits }) => traits.chats && !traits.isForeign);
    this.#askers = all.filter(({ traits }) => traits.talksToBot);
    this.#tracers = all.filter(({ traits }) => !traits.isSensor && !traits.isForeign && !traits.viaMqtt);
  }

  /** From now on people speak of their own accord. */
  wake(): void {
    this.#isAwake = true;
    this.#often(TALKS_PER_HOUR, () => this.#chat());
    this.#often(QUESTIONS_PER_HOUR, () => this.#askSomething());
    this.#often(TRACES_PER_HOUR, () => this.#trace());
  }

  /** A direct message to the bot. The impatient ask again when no answer comes. */
  ask(person: Person, text: string, isRepeat = false): void {
    const id = this.#parts.voice.say(person, text, this.#parts.base);
    this.#lastQuestions.set(person, { id, text });
    if (!person.traits.isImpatient || isRepeat) return;
    this.#unanswered.add(person);
    this.#parts.agenda.after(PATIENCE_MS, () => {
      if (this.#unanswered.delete(person)) this.ask(person, text, true);
    });
  }

  read(person: Person, text: ReadText): void {
    if (text.from !== this.#parts.base) return;
    if (text.isDirect) this.#unanswered.delete(person);
    // A broadcast is read by many, and one of them may react.
    const share = text.isDirect ? ANSWERS_BOT_SHARE : ANSWERS_BOT_SHARE / Math.max(1, this.#chatters.length);
    if (!this.#isAwake || !person.traits.chats || !person.stream.chance(share)) return;
    const to = text.isDirect ? text.from : BROADCAST_NUM;
    this.#later(() => this.#react(person, text.id, to, PHRASES[person.traits.language].thanks));
  }

  /** The bot's node lacks the person's key: the node announces it, and the person asks again. */
  meetMissingKey(person: Person, from: NodeNum, id: PacketId): void {
    const { agenda, voice } = this.#parts;
    const payload = userPayload(person.identity);
    const announcement = { to: from, portnum: Portnums.PortNum.NODEINFO_APP, payload };
    agenda.after(person.stream.between(1_000, 3_000), () => voice.send(person, announcement));
    const question = this.#lastQuestions.get(person);
    if (question?.id !== id) return;
    this.#lastQuestions.delete(person);
    agenda.after(person.stream.between(15_000, 30_000), () => this.ask(person, question.text, true));
  }

  #often(perHour: number, task: () => void): void {
    const meanMs = HOUR_MS / (perHour * this.#parts.pace);
    this.#parts.agenda.repeat(() => -Math.log(1 - this.#talk.next()) * meanMs, task);
  }

  #later(task: () => void): void {
    const [min, max] = REACTION_TIME_MS;
    this.#parts.agenda.after(this.#talk.between(min, max) / this.#parts.pace, task);
  }

  #chat(): void {
    if (this.#chatters.length === 0 || (this.#isNight() && !this.#talk.chance(NIGHT_SHARE))) return;
    const speaker = this.#talk.pick(this.#chatters);
    const phrases = PHRASES[speaker.traits.language];
    const text = this.#talk.pick(this.#talk.chance(0.2) ? phrases.greetings : phrases.remarks);
    const id = this.#parts.voice.say(speaker, text);
    const follower = this.#talk.pick(this.#chatters);
    if (!this.#talk.chance(FOLLOW_UP_SHARE) || follower === speaker) return;
    this.#later(() => {
      if (!follower.screen.has(speaker.nodeNum, id)) return;
      this.#react(follower, id, BROADCAST_NUM, PHRASES[follower.traits.language].replies);
    });
  }

  /** An emoji, or words that refer to the message. */
  #react(person: Person, replyId: PacketId, to: NodeNum, words: readonly string[]): void {
    const isReaction = this.#talk.chance(TAPBACK_SHARE);
    this.#parts.voice.say(person, this.#talk.pick(isReaction ? TAPBACKS : words), to, {
      replyId,
      isReaction,
    });
  }

  #askSomething(): void {
    if (this.#askers.length > 0) this.ask(this.#talk.pick(this.#askers), this.#talk.pick(QUESTIONS));
  }

  #trace(): void {
    if (this.#tracers.length === 0) return;
    this.#parts.voice.send(this.#talk.pick(this.#tracers), {
      to: this.#parts.base,
      portnum: Portnums.PortNum.TRACEROUTE_APP,
      payload: toBinary(Mesh.RouteDiscoverySchema, create(Mesh.RouteDiscoverySchema)),
      wantAck: true,
      wantResponse: true,
    });
  }

  #isNight(): boolean {
    const hour = localHour(this.#parts.clock.now(), this.#chatters[0]?.identity.place);
    return hour < MORNING_HOUR || hour >= NIGHT_HOUR;
  }
}
