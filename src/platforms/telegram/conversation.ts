/** What is said to us on Telegram becomes requests, and answers become messages. */
import type { CommandDirectory } from '../../bot/command.js';
import { type CommandLine, parseCommandLine, splitArgs } from '../../bot/command-line.js';
import { longAge } from '../../bot/format.js';
import type { LanguageChoices } from '../../bot/languages.js';
import { Recent } from '../../bot/recent.js';
import type { Language, Request } from '../../bot/request.js';
import type { Answer, Router } from '../../bot/router.js';
import { SlidingWindow } from '../../bot/sliding-window.js';
import type { ChatUpdate, NewChatMessage } from '../../mesh/chat-store.js';
import type { PairedPerson } from '../../mesh/user-store.js';
import type { Clock } from '../../util/clock.js';
import type { Log } from '../../util/log.js';
import { cleanName } from '../../util/text.js';
import { type Admission, userIdOf } from './admission.js';
import { messagesOf } from './content.js';
import type { ChatPlace, Incoming, Reacted, TextMessage } from './incoming.js';
import { changesSomething } from './orders.js';
import type { Relay } from './relay/relay.js';
import { TEXTS } from './texts.js';

export interface ConversationDeps {
  readonly router: Pick<Router, 'handle'>;
  readonly registry: CommandDirectory;
  readonly languages: LanguageChoices;
  readonly admission: Admission;
  readonly relay: Pick<Relay, 'begunBy' | 'bindingOf' | 'speak' | 'react'>;
  readonly prefixes: readonly string[];
  readonly language: Language;
  readonly staleMs: number;
  readonly clock: Clock;
  readonly log: Log;
  person(userId: string): PairedPerson | undefined;
  /** The bot's own name; undefined as long as Telegram has not told it. */
  userName(): string | undefined;
  /** From now on this must not be done again. */
  begin(updateId: number): void;
  /** Shows that somebody is at work, until the answer is there. */
  typing<Answer>(place: ChatPlace, work: Promise<Answer>): Promise<Answer>;
}

const ONCE_PER_MS = 24 * 3_600_000;
const MAX_KEPT = 1000;
/** All strangers together get so much, so that a crowd of them takes nothing from those we know. */
const FOR_STRANGERS = { answers: 30, windowMs: 60_000 };
/** And one of them no more than he needs to be greeted, to mistype his code, and to be told that he is locked. */
const FOR_ONE_STRANGER = { answers: 10, windowMs: 600_000 };
const ANSWER_TTL_MS = 600_000;
/** Clocks that are set differ by less. */
const CLOCK_TOLERANCE_MS = 120_000;
const BEHIND =
  "this machine's clock is behind Telegram's: orders from there are refused until it is set, for example by NTP";
/** What a stranger may say. */
const OPEN_WORDS: ReadonlySet<string> = new Set(['start', 'pair']);

export class Conversation {
  readonly #deps: ConversationDeps;
  readonly #told: Recent<true>;
  readonly #strangers: SlidingWindow;
  #isBehind = false;

  constructor(deps: ConversationDeps) {
    this.#deps = deps;
    this.#told = new Recent(deps.clock, MAX_KEPT);
    this.#strangers = new SlidingWindow(deps.clock);
  }

  async answerTo(incoming: Incoming, update: ChatUpdate): Promise<readonly NewChatMessage[]> {
    if (incoming.kind === 'text') return this.#answerText(incoming, update);
    if (incoming.kind === 'unread') return this.#answerUnread(incoming);
    if (incoming.kind === 'reacted') this.#react(incoming, update);
    return [];
  }

  #answerText(message: TextMessage, update: ChatUpdate): Promise<readonly NewChatMessage[]> {
    const { admission } = this.#deps;
    if (!message.isPrivate && !admission.isListed(message.chat))
      return this.#ignore('a group that is not listed');
    const text = this.#addressed(message);
    if (text === undefined) return this.#ignore('meant for another bot');
    const request = this.#request(message, text);
    if (request.user.role === 'any') return this.#answerStranger(message, request);
    return this.#answer(message, request, update);
  }

  /** Without the bot's name behind the command; undefined where another one stands there. */
  #addressed({ text }: TextMessage): string | undefined {
    const found = /^(\s*\S[^\s@]*)@(\w+)(?=\s|$)([\s\S]*)$/u.exec(text);
    const [, command = '', name = '', rest = ''] = found ?? [];
    if (!this.#deps.prefixes.some((prefix) => command.trim().startsWith(prefix))) return text;
    return name.toLowerCase() === this.#deps.userName()?.toLowerCase() ? `${command}${rest}` : undefined;
  }

  #request({ from, isPrivate, sentAt, chat, topic, messageId }: TextMessage, text: string): Request {
    const { admission, language, person } = this.#deps;
    const id = userIdOf(from.id);
    return {
      platform: 'telegram',
      user: {
        id,
        name: (person(id)?.shortName ?? cleanName(from.name)) || id,
        role: admission.roleOf(from.id),
      },
      text,
      isDirect: isPrivate,
      isBrief: false,
      language,
      receivedAt: sentAt,
      origin: { chat, messageId, ...(topic !== undefined && { topic }) },
    };
  }

  /** He is told once a day who we are, and may show a code; in a group he is not even seen. */
  async #answerStranger(message: TextMessage, request: Request): Promise<readonly NewChatMessage[]> {
    const { registry, prefixes, router, clock } = this.#deps;
    if (!message.isPrivate) return this.#ignore('a stranger in a group');
    const word = parseCommandLine(request.text, { prefixes, needsPrefix: true })?.word ?? '';
    const isOpen = OPEN_WORDS.has(registry.find(word)?.name ?? '');
    if (!isOpen && this.#told.get(request.user.id)) return this.#ignore('a stranger');
    if (!this.#hasShare(request.user.id)) return this.#ignore('too many strangers');
    if (!isOpen) this.#told.set(request.user.id, true, ONCE_PER_MS);
    const asked = isOpen ? request : { ...request, text: `${prefixes[0]}start` };
    const answer = await router.handle({ ...asked, receivedAt: clock.now() });
    return answer ? this.#letter(message, request, answer) : [];
  }

  /** His own share comes first: what is beyond it costs the others nothing. */
  #hasShare(stranger: string): boolean {
    const own = this.#strangers.take(stranger, FOR_ONE_STRANGER.answers, FOR_ONE_STRANGER.windowMs);
    return own === 0 && this.#strangers.take('all', FOR_STRANGERS.answers, FOR_STRANGERS.windowMs) === 0;
  }

  async #answer(
    message: TextMessage,
    request: Request,
    update: ChatUpdate,
  ): Promise<readonly NewChatMessage[]> {
    const { router, typing, relay } = this.#deps;
    const line = this.#lineIn(request);
    const begun = relay.begunBy(message);
    if (begun) return this.#letter(message, request, begun);
    const isForMesh = !line && relay.bindingOf(message) !== undefined;
    if (isForMesh || this.#isOrder(line)) {
      const hindrance = this.#begin(message, request, update);
      if (hindrance !== undefined) return this.#letter(message, request, { pages: [hindrance] });
    }
    if (isForMesh)
      return this.#letter(message, request, relay.speak(message, request, this.#languageOf(request)));
    const answer = await typing(message, router.handle(request));
    if (!answer) return [];
    const isAside = answer.sendByDm === true && !message.isPrivate;
    const at = isAside ? { ...message, chat: message.from.id } : message;
    return this.#letter(at, request, answer, isAside);
  }

  /** What is done once, and when it is meant; gives what speaks against it, in words. */
  #begin({ sentAt }: TextMessage, request: Request, update: ChatUpdate): string | undefined {
    const { clock, staleMs, begin } = this.#deps;
    const language = this.#languageOf(request);
    if (update.isBegun) return TEXTS[language].interrupted;
    const ageMs = clock.now() - sentAt;
    if (this.#isAhead(ageMs)) return TEXTS[language].clockBehind(longAge(-ageMs, language));
    if (ageMs > staleMs) return TEXTS[language].tooOld(longAge(ageMs, language));
    begin(update.id);
    return undefined;
  }

  /** Telegram's clock is right: where it is ahead of ours, ours says of nothing how old it is. */
  #isAhead(ageMs: number): boolean {
    const isAhead = ageMs < -CLOCK_TOLERANCE_MS;
    if (isAhead && !this.#isBehind) this.#deps.log.warn(BEHIND, { byMs: -ageMs });
    this.#isBehind = isAhead;
    return isAhead;
  }

  #lineIn({ text }: Request): CommandLine | undefined {
    return parseCommandLine(text, { prefixes: this.#deps.prefixes, needsPrefix: true });
  }

  #isOrder(line: CommandLine | undefined): boolean {
    const command = line && this.#deps.registry.find(line.word);
    return command !== undefined && changesSomething(command, splitArgs(line?.rest ?? ''));
  }

  /** A sign that came late, or that may be on its way, is worth no second one. */
  #react(reacted: Reacted, update: ChatUpdate): void {
    const { admission, clock, staleMs, begin, relay } = this.#deps;
    const { from, chat, isPrivate, emojis, sentAt } = reacted;
    const isHeard = isPrivate || admission.isListed(chat);
    const ageMs = clock.now() - sentAt;
    const isLate = update.isBegun || ageMs > staleMs || this.#isAhead(ageMs);
    if (!isHeard || isLate || emojis.length === 0 || admission.roleOf(from.id) === 'any') return;
    begin(update.id);
    const request = this.#request({ ...reacted, kind: 'text', text: '' }, '');
    relay.react(request, emojis, this.#languageOf(request));
  }

  /** Only those we know are told that we do not look at pictures. */
  async #answerUnread(incoming: Incoming & { kind: 'unread' }): Promise<readonly NewChatMessage[]> {
    const { admission, clock, language, languages } = this.#deps;
    const { from, reason, isPrivate } = incoming;
    if (!from || !isPrivate || admission.roleOf(from.id) === 'any') return this.#ignore(reason);
    const key = `unread ${from.id}`;
    if (this.#told.get(key)) return this.#ignore(reason);
    this.#told.set(key, true, ONCE_PER_MS);
    void this.#ignore(reason);
    const spoken = languages.get(userIdOf(from.id)) ?? language;
    const text = TEXTS[spoken].textsOnly;
    const madeAt = clock.now();
    return messagesOf({
      place: incoming,
      kind: 'answer',
      text,
      language: spoken,
      madeAt,
      ttlMs: ANSWER_TTL_MS,
    });
  }

  #letter(
    message: TextMessage,
    request: Request,
    { pages, mostMessages, progress }: Pick<Answer, 'pages' | 'mostMessages' | 'progress'>,
    isAside = false,
  ): readonly NewChatMessage[] {
    const { chat, topic, messageId } = message;
    return messagesOf({
      place: { chat, ...(topic !== undefined && !isAside && { topic }) },
      kind: 'answer',
      text: pages.join('\n'),
      ...(mostMessages !== undefined && { mostMessages }),
      ...(progress !== undefined && { progress }),
      language: this.#languageOf(request),
      ...(!isAside && { replyTo: messageId }),
      madeAt: this.#deps.clock.now(),
      ttlMs: ANSWER_TTL_MS,
    });
  }

  #languageOf({ user, language }: Request): Language {
    return this.#deps.languages.get(user.id) ?? language;
  }

  async #ignore(reason: string): Promise<readonly NewChatMessage[]> {
    this.#deps.log.debug('telegram message ignored', { reason });
    return [];
  }
}
