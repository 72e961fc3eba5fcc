import { isAbsolute } from 'node:path';
import type { AwayStatus } from '../bot/status.js';
import { UserError } from '../util/errors.js';
import { LIVE_TOPICS, type LiveTopic } from './live-view.js';

/** What a client of the console's socket may ask. */
export type ConsoleAsk =
  /** A command line; the answer is `{ text }`, or `{}` for silence. */
  | { readonly do: 'ask'; readonly text: string }
  /** A person opened a console; the answer is `{ text }`, or `{}` where there is nothing to tell. */
  | { readonly do: 'welcome' }
  /** The answer is a `StatusReport`. */
  | { readonly do: 'status' }
  /** The answer is an `OutageReport`. */
  | { readonly do: 'outages' }
  /** The answer is the size of the backup in bytes. */
  | { readonly do: 'backup'; readonly file: string }
  /** The answer is a list of whole lines that begin with what was typed. */
  | { readonly do: 'complete'; readonly line: string }
  | WatchAsk
  | SendAsk
  /** The answer is the `Delivery`, when the text has come to its end. */
  | { readonly do: 'delivery'; readonly ticket: number };

/** The answer is a `LivePage`, as soon as it is not empty or after a while. */
export interface WatchAsk {
  readonly do: 'watch';
  readonly topic: LiveTopic;
  /** `next` of the page before; absent to begin with. */
  readonly after?: number;
}

/** The answer is a `SendReply`. */
export interface SendAsk {
  readonly do: 'send';
  readonly text: string;
  /** A node as people name it; absent for everybody on the channel. */
  readonly to?: string;
  readonly channel?: number;
}

export interface SendReply {
  /** `!16fad3dc`, or `^all`. */
  readonly to: string;
  /** Null where there is none. */
  readonly name: string | null;
  readonly channel: number;
  /** By which its delivery can be asked for. */
  readonly ticket: number;
  /** So long it waits for its turn, or for a node that is away. */
  readonly waitsSeconds: number;
  /** Null while the node is there. */
  readonly away: AwayStatus | null;
}

/** Throws `UserError` that says what may be asked. */
export function readAsk(message: unknown): ConsoleAsk {
  const fields = fieldsOf(message);
  switch (fields['do']) {
    case 'welcome':
    case 'status':
    case 'outages':
      return { do: fields['do'] };
    case 'complete':
      return { do: 'complete', line: lineIn(fields) };
    case 'watch':
      return readWatch(fields);
    case 'backup':
      return { do: 'backup', file: fileIn(fields) };
    case 'ask':
      return { do: 'ask', text: textIn(fields) };
    case 'send':
      return readSend(fields);
    case 'delivery':
      return { do: 'delivery', ticket: ticketIn(fields) };
    default:
      throw new UserError(
        '"do" must be one of ask, status, outages, send, delivery, complete, watch, backup, welcome',
      );
  }
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(message: unknown): Fields {
  return typeof message === 'object' && message !== null ? { ...message } : {};
}

function textIn({ text }: Fields): string {
  if (typeof text === 'string') return text;
  throw new UserError('"text" must be text');
}

function lineIn({ line }: Fields): string {
  if (typeof line === 'string') return line;
  throw new UserError('"line" must be text');
}

function readWatch({ topic, after }: Fields): WatchAsk {
  const known = LIVE_TOPICS.find((each) => each === topic);
  if (!known) throw new UserError(`"topic" must be one of ${LIVE_TOPICS.join(', ')}`);
  if (after === undefined) return { do: 'watch', topic: known };
  if (typeof after === 'number') return { do: 'watch', topic: known, after };
  throw new UserError('"after" must be a number');
}

function fileIn({ file }: Fields): string {
  if (typeof file === 'string' && isAbsolute(file)) return file;
  throw new UserError('"file" must be the whole path of a file');
}

function ticketIn({ ticket }: Fields): number {
  if (typeof ticket === 'number') return ticket;
  throw new UserError('"ticket" must be a number');
}

function readSend(fields: Fields): SendAsk {
  const { to, channel } = fields;
  if (to !== undefined && typeof to !== 'string') throw new UserError('"to" must be a node as text');
  if (channel !== undefined && typeof channel !== 'number') throw new UserError('"channel" must be a number');
  return {
    do: 'send',
    text: textIn(fields),
    ...(to !== undefined && { to }),
    ...(channel !== undefined && { channel }),
  };
}
