import type { Texts } from '../bot/command.js';
import { findNode, nodeNumIn } from '../bot/find-node.js';
import { longNameOf } from '../bot/node-names.js';
import { PAGE_BYTES } from '../bot/pages.js';
import type { Language } from '../bot/request.js';
import type { StatusReport } from '../bot/status.js';
import { COMMON } from '../bot/texts.js';
import {
  BROADCAST_NUM,
  type ChannelIndex,
  formatAddressee,
  formatNodeId,
  isChannelIndex,
  type NodeNum,
  PRIMARY_CHANNEL,
  toNodeNum,
} from '../mesh/ids.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { Outgoing, Radio } from '../mesh/radio.js';
import { UserError } from '../util/errors.js';
import { byteLength } from '../util/text.js';
import type { SendAsk, SendReply } from './console-messages.js';
import type { SentTexts } from './sent-texts.js';

export interface SendDeps {
  readonly radio: Radio;
  readonly nodes: NodeDb;
  readonly language: Language;
  readonly sent: SentTexts;
  status(): StatusReport;
}

/** Who asks sits in a shell, where no command of the bot's is at hand. */
const NO_NODE: Texts<(text: string) => string> = {
  en: (text) => `No node "${text}". See "meshbot export nodes --format csv", or give its id as in !16fad3dc.`,
  fr: (text) =>
    `Aucun nœud "${text}". Voyez "meshbot export nodes --format csv", ou donnez son id comme !16fad3dc.`,
};

/** The wire says with it that a number is not set. */
const NOBODY = toNodeNum(0);
/** What a person wrote by hand is worth an hour of waiting for a node that is away. */
const SEND_TTL_MS = 3_600_000;

/** Four minutes of sending. Whoever pours in more, a script most likely, would make everybody else wait. */
const MAX_QUEUED = 100;

/** Throws `UserError` for what cannot be sent at all, or not now. */
export function sendFromConsole(ask: SendAsk, deps: SendDeps): SendReply {
  checkQueue(deps.radio);
  const to = addresseeOf(ask.to, deps);
  const channel = channelOf(ask.channel, deps.radio);
  const message: Outgoing = {
    to,
    channel,
    content: { kind: 'text', text: checkText(ask.text, deps.language) },
    priority: to === BROADCAST_NUM ? 'announcement' : 'reply',
    ttlMs: SEND_TTL_MS,
  };
  return {
    to: formatAddressee(to),
    name: nameOf(to, deps.nodes),
    channel,
    ticket: deps.sent.keep(deps.radio.send(message)),
    waitsSeconds: SEND_TTL_MS / 1000,
    away: deps.status().link.away,
  };
}

function checkQueue(radio: Radio): void {
  const { queued } = radio.report().outbox;
  if (queued < MAX_QUEUED) return;
  throw new UserError(
    `${queued} texts are waiting already; try again when some have gone ("meshbot status")`,
  );
}

function nameOf(to: NodeNum, nodes: NodeDb): string | null {
  const name = longNameOf(nodes, to);
  return name === formatNodeId(to) ? null : name;
}

function addresseeOf(to: string | undefined, { nodes, language }: SendDeps): NodeNum {
  if (to === undefined) return BROADCAST_NUM;
  const nodeNum = nodeNumIn(to) ?? findNode(nodes, to, language, NO_NODE[language]).nodeNum;
  if (nodeNum === NOBODY) throw new UserError(`${formatNodeId(nodeNum)} is no node: nobody has that number`);
  return nodeNum;
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
