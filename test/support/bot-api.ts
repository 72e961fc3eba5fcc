/** A server on loopback that speaks the Bot API as Telegram does, and that a test may let fail in every known way. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock, Stop } from '../../src/util/clock.js';
import type { FakeClock } from './fake-clock.js';
import { turns } from './until.js';

export const TOKEN = '123456:TEST-token';
const BOT_NAME = 'BaseBot';

type Fields = Record<string, unknown>;

/** What the bot did in a chat. */
export interface Sent {
  readonly method: string;
  readonly chat: number;
  readonly text: string;
  readonly fields: Fields;
}

/** In place of an answer, once. */
export type Fault =
  | {
      readonly kind: 'refuse';
      readonly code: number;
      readonly description: string;
      readonly parameters?: Fields;
    }
  /** The connection breaks before, or after, it was done. */
  | { readonly kind: 'cut'; readonly when: 'before' | 'after' }
  /** Something in front of the server answers. */
  | { readonly kind: 'html'; readonly code: number };

interface Poll {
  readonly response: ServerResponse;
  readonly stop: Stop;
  readonly offset: number;
  readonly limit: number;
}

const MAX_UNITS = 4096;
/** Some of those that Telegram takes for reactions. */
const REACTIONS: ReadonlySet<string> = new Set(['👍', '👎', '❤', '🔥', '👏', '😁', '🤔', '🎉', '🙏', '👌']);
const TAG = /<(\/?)([a-z]+)>/g;

export class FakeBotApi {
  readonly sent: Sent[] = [];
  /** Methods in the order in which they were asked. */
  readonly asked: string[] = [];
  readonly menus: Fields[] = [];
  readonly faults = new Map<string, Fault[]>();
  readonly moved = new Map<number, number>();
  token = TOKEN;
  webhook = '';
  /** Nobody answers. */
  isDown = false;
  /** Privacy mode is off. */
  readsAll = true;
  /** Groups of which the bot is an administrator. */
  readonly adminOf = new Set<number>();
  /** What a message says now, by chat and number. */
  readonly #shown = new Map<string, string>();
  /** What the bot wishes to hear of. */
  #wanted: readonly string[] = [];
  readonly #clock: Clock;
  readonly #server = createServer((request, response) => void this.#take(request, response));
  #updates: { readonly update_id: number }[] = [];
  #nextId = 7000;
  #nextMessage = 1;
  #poll: Poll | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  stop(): Promise<void> {
    this.#poll?.stop();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** Not confirmed yet. */
  get waiting(): number {
    return this.#updates.length;
  }

  get texts(): readonly string[] {
    return this.sent.filter(({ method }) => method === 'sendMessage').map(({ text }) => text);
  }

  /** Somebody writes to the bot. */
  say(from: number, text: string, more: Fields = {}): number {
    return this.message({ from: { id: from, is_bot: false, first_name: `P${from}` }, text, ...more });
  }

  message(fields: Fields): number {
    const { id = 0 } = (fields['from'] ?? {}) as { id?: number };
    const date = Math.floor(this.#clock.now() / 1000);
    const chat = { id, type: 'private' };
    const message = { message_id: this.#nextMessage++, date, chat, ...fields };
    return this.#isShownToBot(message) ? this.push({ message }) : 0;
  }

  /** Of whatever was said last, by whomever. */
  get lastMessage(): number {
    return this.#nextMessage - 1;
  }

  /** What stands in that chat under that number; undefined for what the bot never said. */
  shown(chat: number, message: number): string | undefined {
    return this.#shown.get(`${chat} ${message}`);
  }

  /** Somebody sets signs under a message, in place of those that he had set. */
  react(from: number, message: number, now: readonly string[], more: Fields = {}): void {
    const kinds = (emojis: readonly string[]) => emojis.map((emoji) => ({ type: 'emoji', emoji }));
    const chat = { id: from, type: 'private' };
    const reaction = {
      chat,
      message_id: message,
      user: { id: from, is_bot: false, first_name: `P${from}` },
      date: Math.floor(this.#clock.now() / 1000),
      old_reaction: [],
      new_reaction: kinds(now),
      ...more,
    };
    const isSeen = reaction.chat.type === 'private' || this.adminOf.has(reaction.chat.id);
    if (isSeen && this.#wanted.includes('message_reaction')) this.push({ message_reaction: reaction });
  }

  /** In groups, privacy mode leaves a bot commands alone, unless it is an administrator. */
  #isShownToBot(message: Fields): boolean {
    const { id, type } = message['chat'] as { id: number; type: string };
    const isCommand = String(message['text'] ?? '').startsWith('/');
    return type === 'private' || this.readsAll || this.adminOf.has(id) || isCommand;
  }

  push(fields: Fields, id = this.#nextId++): number {
    this.#updates.push({ update_id: id, ...fields });
    this.#release();
    return id;
  }

  fail(method: string, ...faults: readonly Fault[]): void {
    this.faults.set(method, [...(this.faults.get(method) ?? []), ...faults]);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)/.exec(request.url ?? '') ?? [];
    const fields = await bodyOf(request);
    this.asked.push(method);
    if (this.isDown) return response.destroy();
    if (token !== this.token) return refuse(response, 401, 'Unauthorized');
    const fault = this.faults.get(method)?.shift();
    if (fault?.kind === 'refuse') return refuse(response, fault.code, fault.description, fault.parameters);
    if (fault?.kind === 'html') return response.writeHead(fault.code).end('<html>Bad Gateway</html>');
    if (fault?.when === 'before') return response.destroy();
    this.#answer(method, fields, fault ? undefined : response);
    if (fault) response.destroy();
  }

  /** Without a response it is done all the same. */
  #answer(method: string, fields: Fields, response: ServerResponse | undefined): unknown {
    switch (method) {
      case 'getMe':
        return good(response, {
          id: 1,
          is_bot: true,
          first_name: 'Base',
          username: BOT_NAME,
          can_read_all_group_messages: this.readsAll,
        });
      case 'getChatMember': {
        const status = this.adminOf.has(Number(fields['chat_id'])) ? 'administrator' : 'member';
        return good(response, { status, user: { id: fields['user_id'], is_bot: true, first_name: 'Base' } });
      }
      case 'setMessageReaction':
        return this.#setReaction(fields, response);
      case 'getWebhookInfo':
        return good(response, { url: this.webhook });
      case 'deleteWebhook':
        this.webhook = '';
        return good(response, true);
      case 'getUpdates':
        return this.#getUpdates(fields, response);
      case 'setMyCommands':
        this.menus.push(fields);
        return good(response, true);
      case 'sendMessage':
      case 'sendDocument':
      case 'editMessageText':
        return this.#send(method, fields, response);
      default:
        this.sent.push({ method, chat: Number(fields['chat_id']), text: '', fields });
        return good(response, true);
    }
  }

  #setReaction(fields: Fields, response: ServerResponse | undefined): unknown {
    const [reaction] = fields['reaction'] as { emoji: string }[];
    if (!reaction || !REACTIONS.has(reaction.emoji))
      return refuse(response, 400, 'Bad Request: REACTION_INVALID');
    const chat = Number(fields['chat_id']);
    this.sent.push({ method: 'setMessageReaction', chat, text: reaction.emoji, fields });
    return good(response, true);
  }

  #getUpdates(fields: Fields, response: ServerResponse | undefined): unknown {
    this.#wanted = fields['allowed_updates'] as string[];
    const { offset = 0, limit = 100, timeout = 0 } = fields as Record<string, number>;
    this.#updates = this.#updates.filter(({ update_id: id }) => id >= offset);
    if (this.webhook) {
      return refuse(response, 409, "Conflict: can't use getUpdates method while webhook is active");
    }
    this.#endPoll((poll) => refuse(poll, 409, 'Conflict: terminated by other getUpdates request'));
    if (!response) return;
    const stop = this.#clock.after('server.poll', timeout * 1000, () =>
      this.#endPoll((poll) => good(poll, [])),
    );
    this.#poll = { response, stop, offset, limit };
    response.once('close', () => {
      if (this.#poll?.response === response) this.#endPoll(() => {});
    });
    this.#release();
  }

  #release(): void {
    const poll = this.#poll;
    if (!poll) return;
    const news = this.#updates.filter(({ update_id: id }) => id >= poll.offset).slice(0, poll.limit);
    if (news.length > 0) this.#endPoll((response) => good(response, news));
  }

  #endPoll(end: (response: ServerResponse) => void): void {
    const poll = this.#poll;
    this.#poll = undefined;
    poll?.stop();
    if (poll) end(poll.response);
  }

  #send(method: string, fields: Fields, response: ServerResponse | undefined): unknown {
    const chat = Number(fields['chat_id']);
    const to = this.moved.get(chat);
    if (to !== undefined) {
      const parameters = { migrate_to_chat_id: to };
      return refuse(response, 400, 'Bad Request: group chat was upgraded to a supergroup chat', parameters);
    }
    const raw = String(fields['text'] ?? fields['document'] ?? '');
    const text = fields['parse_mode'] === 'HTML' ? parsed(raw) : raw;
    if (text === undefined)
      return refuse(response, 400, "Bad Request: can't parse entities: Unsupported start tag");
    if (method !== 'sendDocument' && text.length > MAX_UNITS)
      return refuse(response, 400, 'Bad Request: message is too long');
    const isEdit = method === 'editMessageText';
    const id = isEdit ? Number(fields['message_id']) : this.#nextMessage++;
    const before = this.shown(chat, id);
    if (isEdit && before === undefined)
      return refuse(response, 400, 'Bad Request: message to edit not found');
    if (isEdit && before === text)
      return refuse(response, 400, 'Bad Request: message is not modified: it says so already');
    this.#shown.set(`${chat} ${id}`, text);
    this.sent.push({ method, chat, text, fields: { ...fields, message_id: id } });
    good(response, { message_id: id, date: 0, chat: { id: chat, type: 'private' }, text });
  }
}

/** Time passes only in steps in which sockets say what they have to say. */
export async function flow(clock: FakeClock, isDone: () => boolean, stepMs = 50): Promise<void> {
  for (let step = 0; step < 20_000; step++) {
    if (isDone()) return;
    await clock.advance(stepMs);
    await turns();
  }
  throw new Error('it never came to that');
}

/** What a reader sees; undefined for markup that is none. */
function parsed(html: string): string | undefined {
  const open: string[] = [];
  for (const [, slash, name = ''] of html.matchAll(TAG)) {
    if (!['pre', 'b', 'i', 'code'].includes(name)) return undefined;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return undefined;
  }
  const bare = html.replace(TAG, '');
  if (open.length > 0 || /[<>]/.test(bare)) return undefined;
  const signs: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"' };
  return bare.replace(/&(lt|gt|amp|quot);/g, (sign) => signs[sign] ?? sign);
}

async function bodyOf(request: IncomingMessage): Promise<Fields> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/')) return body.length === 0 ? {} : JSON.parse(body.toString());
  const boundary = `--${/boundary=(.+)$/.exec(type)?.[1]}`;
  const fields: Fields = {};
  for (const part of body.toString().split(boundary)) {
    const [, name, value] = /name="([^"]+)"[\s\S]*?\r\n\r\n([\s\S]*)\r\n$/.exec(part) ?? [];
    if (name !== undefined) fields[name] = value;
  }
  // A file is a part of its own, and its field names that part.
  const file = String(fields['document']).replace('attach://', '');
  return { ...fields, document: fields[file] };
}

function good(response: ServerResponse | undefined, result: unknown): void {
  response?.writeHead(200, { 'content-type': 'application/json' });
  response?.end(JSON.stringify({ ok: true, result }));
}

function refuse(
  response: ServerResponse | undefined,
  code: number,
  description: string,
  parameters?: Fields,
): void {
  response?.writeHead(code, { 'content-type': 'application/json' });
  response?.end(
    JSON.stringify({ ok: false, error_code: code, description, ...(parameters && { parameters }) }),
  );
}
