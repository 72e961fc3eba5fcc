import type { ChatOrder, ChatRelay, ChatRights, Progress } from '../../../bot/chat-relay.js';
import { wait } from '../../../bot/format.js';
import type { House } from '../../../bot/house.js';
import type { Limits } from '../../../bot/limits.js';
import { PAGE_BYTES } from '../../../bot/pages.js';
import type { Language, Request } from '../../../bot/request.js';
import type { Answer } from '../../../bot/router.js';
import type { LimitSettings } from '../../../bot/settings.js';
import { authorOf, spokenLine } from '../../../bot/spoken-line.js';
import { COMMON } from '../../../bot/texts.js';
import type { ChatMessage, NewChatMessage } from '../../../mesh/chat-store.js';
import { BROADCAST_NUM, type ChannelIndex, type NodeNum, type PacketId } from '../../../mesh/ids.js';
import type { Gateway } from '../../../mesh/mesh-feed.js';
import type { NodeDb } from '../../../mesh/node-db.js';
import type { Radio } from '../../../mesh/radio.js';
import type { RelayBinding, RelayPlace, RelayStore, ShownPacket } from '../../../mesh/relay-store.js';
import type { PairedPerson } from '../../../mesh/user-store.js';
import type { Clock, Stop } from '../../../util/clock.js';
import { UserError } from '../../../util/errors.js';
import type { Lifecycle } from '../../../util/lifecycle.js';
import type { Log } from '../../../util/log.js';
import { OwnBroadcasts } from '../../own-broadcasts.js';
import type { Admission } from '../admission.js';
import type { BotApi } from '../bot-api.js';
import { contentOf, messagesOf } from '../content.js';
import type { TextMessage } from '../incoming.js';
import type { PostEnd } from '../postman.js';
import type { Refusals } from '../refusals.js';
import { Bindings } from './bindings.js';
import { isEmoji } from './emoji.js';
import { HeardTexts } from './heard-texts.js';
import { SPOKEN_TTL_MS } from './progress.js';
import { SpokenTexts } from './spoken-texts.js';
import { RELAY_WORDS } from './texts.js';

export interface RelayDeps {
  readonly radio: Radio;
  readonly nodes: NodeDb;
  readonly store: RelayStore;
  readonly house: Pick<House, 'isBlocked'>;
  readonly limits: Pick<Limits, 'takeCommand' | 'takeGlobal' | 'takeNotice' | 'left'>;
  readonly limitSettings: Pick<LimitSettings, 'global'>;
  readonly people: {
    readonly people: readonly PairedPerson[];
    person(userId: string): PairedPerson | undefined;
  };
  readonly admission: Admission;
  readonly refusals: Refusals;
  readonly api: Pick<BotApi, 'account' | 'isAdministrator'>;
  readonly prefixes: readonly string[];
  readonly language: Language;
  readonly clock: Clock;
  readonly log: Log;
  /** Why nothing may be said to a channel now; undefined while something may. */
  suspended(language: Language): string | undefined;
  heardBy(from: NodeNum, id: PacketId): readonly Gateway[];
  post(messages: readonly NewChatMessage[]): void;
}

/** What the platform does not know by itself. */
export type RelaySources = Pick<
  RelayDeps,
  'radio' | 'nodes' | 'store' | 'house' | 'limits' | 'limitSettings' | 'suspended' | 'heardBy'
>;

const LOOK_MS = 5000;
const REACTION_TTL_MS = 300_000;
const ANSWER_TTL_MS = 600_000;

/** Chats and channels of the mesh, joined both ways. It listens to the mesh also before Telegram is there. */
export class Relay implements ChatRelay {
  readonly listening: Lifecycle = {
    name: 'relay',
    start: () => this.#start(),
    stop: () => this.#stop(),
  };
  readonly #deps: RelayDeps;
  readonly #own: OwnBroadcasts;
  readonly #bindings: Bindings;
  readonly #heard: HeardTexts;
  readonly #spoken: SpokenTexts;
  #stops: readonly Stop[] = [];
  #stopLooking: Stop | undefined;

  constructor(deps: RelayDeps) {
    this.#deps = deps;
    this.#own = new OwnBroadcasts(deps.clock);
    this.#bindings = new Bindings(deps);
    this.#heard = new HeardTexts({ ...deps, bindings: this.#bindings, own: this.#own });
    this.#spoken = new SpokenTexts(deps);
  }

  say(order: ChatOrder): Progress {
    const progress = this.#spoken.speak(order);
    this.#watch();
    return progress;
  }

  bindingOf(place: RelayPlace): RelayBinding | undefined {
    return this.#bindings.of(place);
  }

  isTrue(binding: RelayBinding): boolean {
    return this.#bindings.isTrue(binding);
  }

  isTakenBy(place: RelayPlace, channel: ChannelIndex): boolean {
    return this.#bindings.isTakenBy(place, channel);
  }

  bind(place: RelayPlace, channel: ChannelIndex): void {
    this.#bindings.bind(place, channel);
    this.#deps.log.info('relay on', { ...place, channel });
  }

  unbind(place: RelayPlace): void {
    this.#bindings.unbind(place);
    this.#deps.log.info('relay off', { ...place });
  }

  /** In a group an administrator sees everything, and others what privacy mode leaves them. */
  async rightsIn({ chat }: RelayPlace, signal: AbortSignal): Promise<ChatRights> {
    const { api, log } = this.#deps;
    if (chat > 0) return { readsTexts: true, seesReactions: true };
    try {
      const { id, readsAll } = await api.account(signal);
      const isAdministrator = await api.isAdministrator(chat, id, signal);
      return { readsTexts: readsAll || isAdministrator, seesReactions: isAdministrator };
    } catch (error) {
      log.debug('rights on telegram not read', { chat, reason: String(error) });
      return { readsTexts: undefined, seesReactions: undefined };
    }
  }

  /** What a message has begun that is told again, because we ended before it was done. */
  begunBy(message: TextMessage): Pick<Answer, 'pages' | 'progress'> | undefined {
    const known = this.#spoken.find(message);
    return known && { pages: [known.text], progress: known.progress };
  }

  /** What somebody wrote in a place that is joined to a channel, with what he is told of it. */
  speak(message: TextMessage, request: Request, language: Language): Pick<Answer, 'pages' | 'progress'> {
    const binding = this.bindingOf(message);
    if (!binding) return { pages: [] };
    const { chat, topic, messageId, replyTo } = message;
    try {
      const text = this.#lineOf(request, language);
      const hindrance = this.#hindrance(binding, request, language);
      if (hindrance !== undefined) return { pages: [hindrance] };
      const replyId = replyTo === undefined ? undefined : this.#deps.store.packetFor(chat, replyTo)?.id;
      const origin = { chat, messageId, ...(topic !== undefined && { topic }) };
      const order = { origin, channel: binding.channel, text, language };
      const said = this.#spoken.speak({ ...order, ...(replyId !== undefined && { replyId }) });
      this.#watch();
      return { pages: [said.text], progress: said.progress };
    } catch (error) {
      if (error instanceof UserError) return { pages: [error.message] };
      throw error;
    }
  }

  /** Signs under what came from the mesh, or went there, go there too. What is against it is told once in a while. */
  react(request: Request, emojis: readonly string[], language: Language): void {
    const { radio, store, limits } = this.#deps;
    const { origin } = request;
    const packet = origin && store.packetFor(origin.chat, origin.messageId);
    // Telegram does not tell the topic of a reaction: that of the message counts, as long as it is joined.
    const binding = packet && this.#readerOf(packet, origin.chat);
    if (!packet || !binding) return;
    for (const emoji of emojis.filter(isEmoji)) {
      const hindrance = this.#hindrance(binding, request, language);
      if (hindrance !== undefined) {
        if (limits.takeNotice(request)) this.#refuse(request, binding, { text: hindrance, language });
        return;
      }
      void radio.send({
        to: BROADCAST_NUM,
        channel: packet.channel,
        content: { kind: 'text', text: emoji, replyId: packet.id, isReaction: true },
        priority: 'reply',
        ttlMs: REACTION_TTL_MS,
      });
    }
  }

  /** A message to a chat came to its end. */
  ended(message: ChatMessage, end: PostEnd): void {
    this.#heard.ended(message, end);
    this.#spoken.ended(message, end);
    const { reaction, text, language, topic } = contentOf(message);
    if (!reaction || end.state !== 'failed' || end.reason !== 'refused') return;
    const { chat, kind, madeAt } = message;
    const place = { chat, ...(topic !== undefined && { topic }) };
    const { messageId: replyTo } = reaction;
    const ttlMs = SPOKEN_TTL_MS;
    this.#deps.post(messagesOf({ place, kind, text, language, replyTo, madeAt, ttlMs }));
  }

  /** The message that a waiting one answers. */
  replyTo(message: ChatMessage): number | undefined {
    const { topic, answers, replyTo } = contentOf(message);
    const place = { chat: message.chat, ...(topic !== undefined && { topic }) };
    return answers === undefined ? replyTo : this.#deps.store.messageFor(place, answers);
  }

  /** Under its new number nothing is left of the messages of a chat. */
  move(from: number, to: number): void {
    this.#bindings.move(from, to);
    this.#spoken.forgetChat(from);
    this.#deps.store.removeLinks(from);
  }

  #start(): void {
    const { radio } = this.#deps;
    for (const { ids, text } of this.#spoken.load())
      for (const id of ids)
        this.#own.remember({ id, message: { to: BROADCAST_NUM, content: { kind: 'text', text } } });
    this.#stops = [
      radio.on('offer', (offer) => {
        this.#own.remember(offer);
        this.#spoken.onOffer(offer);
      }),
      radio.on('delivery', (settled) => this.#spoken.onDelivery(settled)),
      radio.on('packet', (packet) => {
        if (packet.kind !== 'text') return;
        this.#heard.receive(packet);
        this.#watch();
      }),
    ];
    this.#watch();
  }

  #stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#stopLooking?.();
    this.#stopLooking = undefined;
  }

  #readerOf({ channel, topic }: ShownPacket, chat: number): RelayBinding | undefined {
    const readers = this.#bindings.readersOf(channel);
    return readers.find((binding) => binding.chat === chat && binding.topic === topic);
  }

  /** Looks after what is under way, for as long as something is. */
  #watch(): void {
    const isNeeded = this.#heard.isWatching || this.#spoken.isWatching;
    if (!isNeeded || this.#stopLooking || this.#stops.length === 0) return;
    this.#stopLooking = this.#deps.clock.after('telegram.relay', LOOK_MS, () => {
      this.#stopLooking = undefined;
      this.#heard.look();
      this.#spoken.look();
      this.#watch();
    });
  }

  /** Throws `UserError`. */
  #lineOf({ user, text }: Request, language: Language): string {
    const { people, prefixes } = this.#deps;
    return spokenLine(authorOf(people, user, this.#deps), text, { prefixes, maxBytes: PAGE_BYTES, language });
  }

  /** Why that person may not speak on that channel now; who may is counted. */
  #hindrance(binding: RelayBinding, request: Request, language: Language): string | undefined {
    const { limits, limitSettings, suspended } = this.#deps;
    if (!this.isTrue(binding)) return RELAY_WORDS[language].channelRenamed;
    const hindrance = suspended(language);
    if (hindrance !== undefined) return hindrance;
    const ownMs = limits.takeCommand(request);
    const { of, windowMs } = limits.left(request);
    if (ownMs > 0) return COMMON[language].limited(of, wait(windowMs), wait(ownMs));
    const { answers, seconds } = limitSettings.global;
    const allMs = limits.takeGlobal();
    if (allMs === 0) return undefined;
    return RELAY_WORDS[language].limited(answers, wait(seconds * 1000), wait(allMs));
  }

  #refuse(
    { origin }: Request,
    { chat, topic }: RelayBinding,
    { text, language }: { readonly text: string; readonly language: Language },
  ): void {
    const { clock, post } = this.#deps;
    const place = { chat, ...(topic !== undefined && { topic }) };
    const replyTo = origin === undefined ? {} : { replyTo: origin.messageId };
    const madeAt = clock.now();
    post(messagesOf({ place, kind: 'answer', text, language, ...replyTo, madeAt, ttlMs: ANSWER_TTL_MS }));
  }
}
