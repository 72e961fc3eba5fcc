import { findNode, nodeNumIn } from '../bot/find-node.js';
import { PAGE_BYTES } from '../bot/pages.js';
import type { Language } from '../bot/request.js';
import { COMMON } from '../bot/texts.js';
import {
  BROADCAST_NUM,
  type ChannelIndex,
  formatAddressee,
  isChannelIndex,
  type NodeNum,
  PRIMARY_CHANNEL,
} from '../mesh/ids.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { Outgoing, Radio } from '../mesh/radio.js';
import { UserError } from '../util/errors.js';
import { byteLength } from '../util/text.js';
import type { SendAsk, SendReply } from './console-messages.js';

export interface SendDeps {
  readonly radio: Radio;
  readonly nodes: NodeDb;
  readonly language: Language;
}

/** What a person wrote by hand is worth an hour of waiting for a node that is away. */
const SEND_TTL_MS = 3_600_000;

/** Throws `UserError` for what cannot be sent at all. */
export async function sendFromConsole(ask: SendAsk, deps: SendDeps): Promise<SendReply> {
  const to = addresseeOf(ask.to, deps);
  const message: Outgoing = {
    to,
    channel: channelOf(ask.channel, deps.radio),
    content: { kind: 'text', text: checkText(ask.text, deps.language) },
    priority: to === BROADCAST_NUM ? 'announcement' : 'reply',
    ttlMs: SEND_TTL_MS,
  };
  const sending = deps.radio.send(message);
  return { to: formatAddressee(to), ...(ask.wait && { delivery: await sending }) };
}

function addresseeOf(to: string | undefined, { nodes, language }: SendDeps): NodeNum {
  if (to === undefined) return BROADCAST_NUM;
  return nodeNumIn(to) ?? findNode(nodes, to, language).nodeNum;
}

function channelOf(channel: number | undefined, radio: Radio): ChannelIndex {
  if (channel === undefined) return PRIMARY_CHANNEL;
  const known = radio.own?.channels.filter(({ role }) => role !== 'disabled').map(({ index }) => index);
  if (isChannelIndex(channel) && (known === undefined || known.includes(channel))) return channel;
  throw new UserError(`the node has no channel ${channel}; it has ${known?.join(', ') ?? '0 to 7'}`);
}

function checkText(text: string, language: Language): string {
  const trimmed = text.trim();
  const bytes = byteLength(trimmed);
  if (bytes === 0) throw new UserError('there is nothing to send');
  if (bytes > PAGE_BYTES) throw new UserError(COMMON[language].textTooLong(bytes, PAGE_BYTES));
  return trimmed;
}
