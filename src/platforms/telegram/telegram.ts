import type { Command, CommandDirectory } from '../../bot/command.js';
import type { LanguageChoices } from '../../bot/languages.js';
import type { Language } from '../../bot/request.js';
import type { Router } from '../../bot/router.js';
import type { ChatStore, ChatUpdate, NewChatMessage } from '../../mesh/chat-store.js';
import type { PairedPerson } from '../../mesh/user-store.js';
import type { Clock } from '../../util/clock.js';
import type { Lifecycle } from '../../util/lifecycle.js';
import type { Log } from '../../util/log.js';
import { Admission, type AdmissionSettings, idIn } from './admission.js';
import type { BotApi } from './bot-api.js';
import { Conversation } from './conversation.js';
import { Inbox } from './inbox.js';
import type { Incoming } from './incoming.js';
import { isPassing, menusFor, showMenus } from './menu.js';
import { Notices } from './notices.js';
import { Poller, type TelegramHealth } from './poller.js';
import { Postbox } from './postbox.js';
import { Postman } from './postman.js';
import { Refusals } from './refusals.js';
import { Relay, type RelaySources } from './relay/relay.js';
import { whileTyping } from './typing.js';

export interface TelegramSettings extends AdmissionSettings {
  readonly pollSeconds: number;
  readonly staleMs: number;
  readonly removeWebhook: boolean;
  readonly prefixes: readonly string[];
  readonly language: Language;
}

export interface TelegramDeps {
  readonly api: BotApi;
  readonly store: ChatStore;
  readonly router: Pick<Router, 'handle'>;
  readonly registry: CommandDirectory;
  readonly languages: LanguageChoices;
  readonly people: {
    readonly people: readonly PairedPerson[];
    person(userId: string): PairedPerson | undefined;
  };
  readonly settings: TelegramSettings;
  readonly health: TelegramHealth;
  readonly clock: Clock;
  readonly log: Log;
  readonly relay: RelaySources;
  /** Whether help would name it. */
  isShown(command: Command): boolean;
}

/** People on Telegram ask, and are answered where they asked. It works as long as it runs, with or without Telegram. */
export class TelegramPlatform implements Lifecycle {
  readonly name = 'telegram';
  readonly admission: Admission;
  readonly #deps: TelegramDeps;
  readonly #poller: Poller;
  readonly #postbox: Postbox;
  readonly #postman: Postman;
  readonly #inbox: Inbox;
  readonly #conversation: Conversation;
  readonly notices: Notices;
  readonly relay: Relay;
  readonly #refusals: Refusals;
  #ending = new AbortController();
  #userName: string | undefined;
  /** Chats of people whose role is another one than when we started. */
  readonly #changed = new Set<number>();
  /** Telegram was away when they were to be shown. */
  #areMenusOwed = false;

  constructor(deps: TelegramDeps) {
    this.#deps = deps;
    const { settings, store, people } = deps;
    this.admission = new Admission(settings, () => people.people);
    this.#postbox = new Postbox(store);
    this.#refusals = new Refusals(store, deps.clock);
    this.#postman = this.#createPostman();
    this.relay = this.#createRelay();
    this.#inbox = new Inbox({
      ...deps,
      hasRoom: (chat) => this.#postman.hasRoom(chat),
      isStuck: (chat) => this.#postman.isStuck(chat),
      handle: (incoming, update) => this.#handle(incoming, update),
      finish: (updateId, answers) => this.#postman.answer(updateId, answers),
    });
    this.notices = new Notices({
      ...deps,
      ...settings,
      admission: this.admission,
      postman: this.#postman,
      refusals: this.#refusals,
      messages: () => this.#postbox.messages,
      nameOf: (userId) => people.person(userId)?.name,
    });
    this.#poller = this.#createPoller();
    this.#conversation = this.#createConversation();
  }

  start(): void {
    for (const { from, to } of this.#deps.store.moves()) this.admission.move(from, to);
    this.#ending = new AbortController();
    this.#postman.start();
    this.#inbox.start();
    this.#poller.start();
  }

  async stop(): Promise<void> {
    this.#ending.abort(new Error('stopped'));
    this.#inbox.stop();
    await Promise.all([this.#poller.stop(), this.#postman.stop()]);
  }

  /** Somebody came, went or got another role: his menu goes with it. */
  roleChanged(userId: string): Promise<void> {
    const chat = idIn(userId);
    if (chat !== undefined) this.#changed.add(chat);
    return this.showMenus();
  }

  async showMenus(): Promise<void> {
    const { api, registry, settings, isShown, log } = this.#deps;
    const { language } = settings;
    const { admission } = this;
    const people = [...new Set([...admission.ids, ...this.#changed])];
    const menus = menusFor({ registry, admission, people, language, isShown });
    const failures = await showMenus(api, menus, this.#ending.signal);
    this.#areMenusOwed = failures.some(isPassing);
    log.debug('telegram menus shown', { menus: menus.length, failed: failures.length });
  }

  #createPostman(): Postman {
    return new Postman({
      ...this.#deps,
      postbox: this.#postbox,
      ended: (message, end) => {
        this.notices.ended(message, end);
        this.relay.ended(message, end);
      },
      replyTo: (message) => this.relay.replyTo(message),
      refused: (chat) => {
        if (this.#refusals.note(chat)) this.notices.refused(chat);
      },
      moved: (from, to) => this.#move(from, to),
      drained: () => this.#inbox.pump(),
    });
  }

  #createRelay(): Relay {
    return new Relay({
      ...this.#deps,
      ...this.#deps.settings,
      ...this.#deps.relay,
      admission: this.admission,
      refusals: this.#refusals,
      post: (messages) => this.#postman.send(messages),
    });
  }

  #createPoller(): Poller {
    return new Poller({
      ...this.#deps,
      ...this.#deps.settings,
      offset: () => this.#inbox.offset(),
      room: () => this.#inbox.room(),
      take: (updates) => {
        this.#inbox.take(updates);
        if (!this.#areMenusOwed) return;
        this.#areMenusOwed = false;
        void this.showMenus();
      },
      named: (userName) => this.#named(userName),
    });
  }

  #createConversation(): Conversation {
    const { settings, people, store, api, clock } = this.#deps;
    return new Conversation({
      ...this.#deps,
      ...settings,
      admission: this.admission,
      relay: this.relay,
      person: (userId) => people.person(userId),
      userName: () => this.#userName,
      begin: (updateId) => store.begin(updateId),
      typing: (place, work) => whileTyping({ api, clock, signal: this.#ending.signal }, place, work),
    });
  }

  #named(userName: string): void {
    this.#userName = userName;
    this.#deps.log.info('telegram reached', { bot: userName });
    void this.showMenus();
  }

  async #handle(incoming: Incoming, update: ChatUpdate): Promise<readonly NewChatMessage[]> {
    if ('chat' in incoming) this.#refusals.lift(incoming.chat);
    if (incoming.kind === 'pressed') this.notices.pressed(incoming, this.#ending.signal);
    if (incoming.kind !== 'moved') return this.#conversation.answerTo(incoming, update);
    this.#move(incoming.chat, incoming.to);
    return [];
  }

  /** A group that becomes a supergroup gets another number, and nobody else knows it. */
  #move(from: number, to: number): void {
    const { store, log } = this.#deps;
    this.#postbox.move(from, to);
    this.relay.move(from, to);
    if (!this.admission.move(from, to)) return;
    store.putMove({ from, to });
    log.warn('a group on Telegram has another number: change telegram.chats', { from, to });
  }
}
