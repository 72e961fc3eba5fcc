/** The Bot API as far as it is used: each question with a deadline, each failure of one shape. */
import type { Api, RawApi } from 'grammy/web';
import type { Clock } from '../../util/clock.js';
import { failureFrom, TelegramFailure } from './failure.js';

export interface BotApiOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly clock: Clock;
}

export interface OutgoingText {
  readonly chat: number;
  readonly text: string;
  readonly isHtml: boolean;
  readonly topic?: number;
  readonly replyTo?: number;
  readonly buttons?: readonly { readonly text: string; readonly data: string }[];
}

export interface OutgoingFile extends Pick<OutgoingText, 'chat' | 'topic' | 'replyTo'> {
  readonly name: string;
  readonly text: string;
}

/** In place of what a message said. */
export interface Edit extends Pick<OutgoingText, 'chat' | 'text' | 'isHtml'> {
  readonly messageId: number;
}

export interface ChatReaction {
  readonly chat: number;
  readonly messageId: number;
  readonly emoji: string;
}

/** Who we are on Telegram. */
export interface OwnAccount {
  readonly id: number;
  readonly userName: string;
  /** Privacy mode is off: plain texts in groups come to us too. */
  readonly readsAll: boolean;
}

export interface MenuCommand {
  readonly command: string;
  readonly description: string;
}

export interface Menu {
  /** Absent: for everybody who has none of his own. */
  readonly chat?: number;
  /** Two letters; absent: for every other language. */
  readonly language?: string;
  readonly commands: readonly MenuCommand[];
}

const TIMEOUT_MS = 15_000;
/** A question for news is answered when its time is over; so much later nobody answers any more. */
const POLL_GRACE_MS = 15_000;
const MAX_UPDATES = 100;
/** As @BotFather gives them. */
const TOKEN = /^\d+:[\w-]+$/;
const NOT_MODIFIED = /message is not modified/i;

/** The library's types are those of an older abort signal, which that of Node.js can replace. */
type Within = NonNullable<Parameters<RawApi['getMe']>[0]>;
type Ask<Answer> = (raw: RawApi, within: Within) => Promise<Answer>;

export class BotApi {
  readonly #options: BotApiOptions;
  #api: Promise<Api> | undefined;

  constructor(options: BotApiOptions) {
    this.#options = options;
  }

  async account(signal: AbortSignal): Promise<OwnAccount> {
    const me = await this.#ask((raw, within) => raw.getMe(within), signal, 10_000);
    return { id: me.id, userName: me.username, readsAll: me.can_read_all_group_messages };
  }

  /** Whether somebody is an administrator of that group. */
  async isAdministrator(chat: number, userId: number, signal: AbortSignal): Promise<boolean> {
    const question = { chat_id: chat, user_id: userId };
    const member = await this.#ask((raw, within) => raw.getChatMember(question, within), signal);
    return member.status === 'administrator' || member.status === 'creator';
  }

  /** What came since, as it came; waits for something so long. Without an offset, all that was never confirmed. */
  updates(
    { offset, seconds }: { readonly offset?: number; readonly seconds: number },
    signal: AbortSignal,
  ): Promise<readonly unknown[]> {
    const question = {
      ...(offset !== undefined && { offset }),
      timeout: seconds,
      limit: MAX_UPDATES,
      allowed_updates: ['message', 'message_reaction', 'callback_query'] as const,
    };
    const timeoutMs = seconds * 1000 + POLL_GRACE_MS;
    return this.#ask((raw, within) => raw.getUpdates(question, within), signal, timeoutMs);
  }

  /** Gives the id of the message. */
  async send({ chat, text, isHtml, buttons, ...rest }: OutgoingText, signal: AbortSignal): Promise<number> {
    const message = {
      chat_id: chat,
      text,
      ...placeOf(rest),
      ...(isHtml && { parse_mode: 'HTML' as const }),
      ...(buttons && {
        reply_markup: {
          inline_keyboard: [buttons.map((each) => ({ text: each.text, callback_data: each.data }))],
        },
      }),
      link_preview_options: { is_disabled: true },
    };
    const sent = await this.#ask((raw, within) => raw.sendMessage(message, within), signal);
    return sent.message_id;
  }

  async sendFile({ chat, name, text, ...rest }: OutgoingFile, signal: AbortSignal): Promise<number> {
    const { InputFile } = await import('grammy/web');
    const document = new InputFile(Buffer.from(text), name);
    const message = { chat_id: chat, document, ...placeOf(rest) };
    const sent = await this.#ask((raw, within) => raw.sendDocument(message, within), signal);
    return sent.message_id;
  }

  async edit({ chat, messageId, text, isHtml }: Edit, signal: AbortSignal): Promise<void> {
    const message = {
      chat_id: chat,
      message_id: messageId,
      text,
      ...(isHtml && { parse_mode: 'HTML' as const }),
      link_preview_options: { is_disabled: true },
    };
    try {
      await this.#ask((raw, within) => raw.editMessageText(message, within), signal);
    } catch (error) {
      // It says so already.
      if (!(error instanceof TelegramFailure && NOT_MODIFIED.test(error.message))) throw error;
    }
  }

  /** Telegram takes only some emoji for reactions, and one of a bot for each message. */
  async react({ chat, messageId, emoji }: ChatReaction, signal: AbortSignal): Promise<void> {
    const question = {
      chat_id: chat,
      message_id: messageId,
      reaction: [{ type: 'emoji' as const, emoji: emoji as '👍' }],
    };
    await this.#ask((raw, within) => raw.setMessageReaction(question, within), signal);
  }

  async typing({ chat, topic }: Pick<OutgoingText, 'chat' | 'topic'>, signal: AbortSignal): Promise<void> {
    const action = {
      chat_id: chat,
      action: 'typing' as const,
      ...placeOf(topic === undefined ? {} : { topic }),
    };
    await this.#ask((raw, within) => raw.sendChatAction(action, within), signal);
  }

  async menu({ chat, language, commands }: Menu, signal: AbortSignal): Promise<void> {
    const question = {
      commands: [...commands],
      ...(language !== undefined && { language_code: language as 'fr' }),
      ...(chat !== undefined && { scope: { type: 'chat' as const, chat_id: chat } }),
    };
    await this.#ask((raw, within) => raw.setMyCommands(question, within), signal);
  }

  /** Where a webhook sends what should come to us; empty for none. */
  async webhook(signal: AbortSignal): Promise<string> {
    const { url } = await this.#ask((raw, within) => raw.getWebhookInfo(within), signal);
    return url ?? '';
  }

  async removeWebhook(signal: AbortSignal): Promise<void> {
    await this.#ask((raw, within) => raw.deleteWebhook({}, within), signal);
  }

  /** A button was seen to be pressed; what is said appears for a moment. */
  async answerPress(id: string, text: string, signal: AbortSignal): Promise<void> {
    const answer = { callback_query_id: id, text };
    await this.#ask((raw, within) => raw.answerCallbackQuery(answer, within), signal);
  }

  /** Throws `TelegramFailure`, or the reason of the caller's signal. */
  async #ask<Answer>(ask: Ask<Answer>, signal: AbortSignal, timeoutMs = TIMEOUT_MS): Promise<Answer> {
    signal.throwIfAborted();
    if (!TOKEN.test(this.#options.token))
      throw new TelegramFailure('denied', { detail: 'telegram.token is no token of @BotFather' });
    const controller = new AbortController();
    const end = () => controller.abort(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    const late = new TelegramFailure('timeout', { isDoubtful: true });
    const stop = this.#options.clock.after('telegram.timeout', timeoutMs, () => controller.abort(late));
    try {
      const api = await this.#open();
      return await ask(api.raw, controller.signal as Within);
    } catch (error) {
      if (controller.signal.aborted) throw controller.signal.reason;
      throw failureFrom(error);
    } finally {
      stop();
      signal.removeEventListener('abort', end);
    }
  }

  /** The library is loaded by those alone who use it. Its own deadline is longer than every one of ours. */
  #open(): Promise<Api> {
    const { apiUrl, token } = this.#options;
    this.#api ??= import('grammy/web').then(({ Api }) => new Api(token, { apiRoot: apiUrl }));
    return this.#api;
  }
}

/** An answer goes also where the question was deleted meanwhile. */
function placeOf({ topic, replyTo }: Pick<OutgoingText, 'topic' | 'replyTo'>) {
  return {
    ...(topic !== undefined && { message_thread_id: topic }),
    ...(replyTo !== undefined && {
      reply_parameters: { message_id: replyTo, allow_sending_without_reply: true },
    }),
  };
}
