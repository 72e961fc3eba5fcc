/** Brings messages to Telegram, in order, at the pace it takes, for as long as they are worth it. */
import { timeOfDay, wait } from '../../bot/format.js';
import type { ChatMessage, NewChatMessage } from '../../mesh/chat-store.js';
import type { Clock, Stop } from '../../util/clock.js';
import type { Log } from '../../util/log.js';
import { Backoff } from './backoff.js';
import type { BotApi } from './bot-api.js';
import { type ChatContent, contentOf, wordsIn } from './content.js';
import { TelegramFailure } from './failure.js';
import { toHtml } from './html.js';
import { Pace } from './pace.js';
import type { Postbox } from './postbox.js';
import { TEXTS } from './texts.js';

/** How a message ended. */
export type PostEnd =
  | { readonly state: 'sent'; readonly messageId: number }
  | { readonly state: 'expired' }
  | { readonly state: 'failed'; readonly reason: string };

export interface PostmanDeps {
  readonly api: Pick<BotApi, 'send' | 'sendFile' | 'edit' | 'react'>;
  readonly postbox: Postbox;
  readonly clock: Clock;
  readonly log: Log;
  ended(message: ChatMessage, end: PostEnd): void;
  /** The message that this one answers; undefined where it stands for itself. */
  replyTo(message: ChatMessage): number | undefined;
  /** Its people want nothing from us any more. */
  refused(chat: number): void;
  moved(from: number, to: number): void;
  /** There may be room for more answers. */
  drained(): void;
}

/** A message that is older says when it was made. */
const LATE_MS = 120_000;
/** So many answers may wait; what is asked beyond it waits itself. */
const ROOM = 100;
/** And so many of them in one chat, so that who makes more there waits himself, and nobody else does. */
const ROOM_OF_CHAT = 20;
/** What waits for the end of a hold takes no room from the others, but has a bound too. */
const ROOM_OF_HELD = 200;

export class Postman {
  readonly #deps: PostmanDeps;
  readonly #pace: Pace;
  readonly #backoff = new Backoff();
  #ending: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  constructor(deps: PostmanDeps) {
    this.#deps = deps;
    this.#pace = new Pace(deps.clock);
  }

  /** Whether answers may be made for that chat. */
  hasRoom(chat: number): boolean {
    const { postbox } = this.#deps;
    if (postbox.answers((each) => each === chat) >= ROOM_OF_CHAT) return false;
    const isHeld = this.#pace.isHeld(chat);
    const waiting = postbox.answers((each) => this.#pace.isHeld(each) === isHeld);
    return waiting < (isHeld ? ROOM_OF_HELD : ROOM);
  }

  /** Telegram lets nothing into that chat, and as much as may wait does. */
  isStuck(chat: number): boolean {
    return this.#pace.isHeld(chat) && !this.hasRoom(chat);
  }

  start(): void {
    const ending = new AbortController();
    this.#ending = ending;
    this.#running = this.#run(ending.signal);
  }

  /** What is being sent stays in the store, marked as maybe sent. */
  stop(): Promise<void> {
    this.#ending?.abort(new Error('stopped'));
    this.#wake();
    return this.#running;
  }

  send(messages: readonly NewChatMessage[]): void {
    this.#giveUp(this.#deps.postbox.put(messages), 'too many');
    this.#wake();
  }

  answer(updateId: number, messages: readonly NewChatMessage[]): void {
    this.#giveUp(this.#deps.postbox.answer(updateId, messages), 'too many');
    this.#wake();
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { message, waitMs } = this.#next();
      if (!message) await this.#sleep(waitMs);
      else await this.#bring(message, signal);
    }
  }

  /** The oldest that may go now, else how long until one may, or is worth nothing; in one chat nothing overtakes. */
  #next(): { readonly message?: ChatMessage; readonly waitMs: number } {
    const { postbox, clock } = this.#deps;
    const now = clock.now();
    for (const message of postbox.expire(now)) this.#end(message, { state: 'expired' });
    let waitMs = postbox.firstExpiresAt - now;
    const waiting = new Set<number>();
    for (const message of postbox.messages) {
      if (waiting.has(message.chat)) continue;
      const chatWaitMs = this.#pace.waitMs(message.chat);
      if (chatWaitMs === 0) return { message, waitMs: 0 };
      waiting.add(message.chat);
      waitMs = Math.min(waitMs, chatWaitMs);
    }
    return { waitMs };
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      let stop: Stop = () => {};
      this.#wake = () => {
        stop();
        this.#wake = () => {};
        resolve();
      };
      if (ms < Number.POSITIVE_INFINITY) stop = this.#deps.clock.after('telegram.pace', ms, this.#wake);
    });
  }

  /** It is marked before it goes: when we end in between, the next process knows that it may have arrived. */
  async #bring(message: ChatMessage, signal: AbortSignal): Promise<void> {
    const { postbox, log } = this.#deps;
    if (!message.isDoubtful) postbox.replace({ ...message, isDoubtful: true });
    try {
      const messageId = await this.#send(message, signal);
      this.#backoff.reset();
      this.#pace.sent(message.chat);
      postbox.remove(message);
      this.#end(message, { state: 'sent', messageId });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof TelegramFailure)) log.error('telegram message not sent', { err: error });
      this.#fail(message, error instanceof TelegramFailure ? error : new TelegramFailure('refused'));
    }
  }

  #send(message: ChatMessage, signal: AbortSignal): Promise<number> {
    const { api, clock } = this.#deps;
    const { chat } = message;
    const content = contentOf(message);
    const { file, isPlain, edits, reaction, topic, buttons } = content;
    if (reaction) return this.#done(reaction.messageId, api.react({ chat, ...reaction }, signal));
    // A change may come twice without harm, and says no more than how things are.
    const isHtml = !isPlain;
    const inFull = (text: string) => ({ chat, isHtml, text: isHtml ? toHtml(text) : text });
    if (edits !== undefined)
      return this.#done(edits, api.edit({ ...inFull(content.text), messageId: edits }, signal));
    const replyTo = this.#deps.replyTo(message);
    const text = marked(message, content, clock.now());
    const at = { ...(topic !== undefined && { topic }), ...(replyTo !== undefined && { replyTo }) };
    if (file !== undefined) return api.sendFile({ ...at, chat, text, name: file }, signal);
    return api.send({ ...at, ...inFull(text), ...(buttons && { buttons }) }, signal);
  }

  async #done(messageId: number, work: Promise<void>): Promise<number> {
    await work;
    return messageId;
  }

  #fail(message: ChatMessage, failure: TelegramFailure): void {
    const { kind, notes } = failure;
    const isDoubtful = message.isDoubtful || notes.isDoubtful === true;
    const isForPlain = kind === 'markup' && !contentOf(message).isPlain;
    const content = isForPlain ? { ...message.content, isPlain: true } : message.content;
    this.#deps.postbox.replace({ ...message, isDoubtful, content });
    if (isForPlain) return;
    this.#rest(message, failure);
    this.#settle(message, failure);
  }

  #settle(message: ChatMessage, failure: TelegramFailure): void {
    const { postbox, log } = this.#deps;
    const { chat } = message;
    const { kind, notes } = failure;
    if (kind === 'refused' || kind === 'markup') {
      log.warn('telegram refused a message', { chat, reason: failure.message });
      this.#giveUp([message], kind);
    } else if (kind === 'blocked') {
      log.warn('a chat on Telegram wants nothing from the bot any more', { chat });
      const refused = postbox.messages.filter((each) => each.chat === chat);
      this.#giveUp(refused, kind);
      this.#deps.refused(chat);
    } else if (kind === 'moved') {
      if (notes.movedTo !== undefined) this.#deps.moved(chat, notes.movedTo);
    } else log.debug('telegram message waits', { reason: failure.message });
  }

  /** Who refuses is not asked at once again; a flood concerns one chat alone. */
  #rest(message: ChatMessage, failure: TelegramFailure): void {
    const { kind, notes } = failure;
    if (kind === 'flood') this.#hold(message.chat, notes.retryMs ?? 0);
    else if (kind === 'server' || kind === 'timeout' || kind === 'unreachable' || kind === 'denied')
      this.#pace.holdAll(this.#backoff.after(failure));
    else this.#pace.sent(message.chat);
  }

  #hold(chat: number, ms: number): void {
    this.#pace.hold(chat, ms);
    this.#deps.drained();
  }

  #giveUp(messages: readonly ChatMessage[], reason: string): void {
    for (const message of messages) {
      this.#deps.postbox.remove(message);
      this.#end(message, { state: 'failed', reason });
    }
  }

  #end(message: ChatMessage, end: PostEnd): void {
    const { log, ended, drained } = this.#deps;
    if (end.state !== 'sent') {
      const reason = end.state === 'failed' ? end.reason : 'too late';
      log.info('telegram message given up', { chat: message.chat, kind: message.kind, reason });
    }
    ended(message, end);
    drained();
  }
}

/** With what the reader has to know of its way. */
function marked({ madeAt, isDoubtful }: ChatMessage, content: ChatContent, now: number): string {
  const words = TEXTS[content.language];
  const delayMs = now - madeAt;
  const late = delayMs >= LATE_MS ? [words.late(timeOfDay(madeAt), wait(delayMs))] : [];
  return [wordsIn(content, now), ...late, ...(isDoubtful ? [words.perhapsTwice] : [])].join('\n');
}
