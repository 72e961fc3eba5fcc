import { BROADCAST_NUM, type ChannelIndex, PRIMARY_CHANNEL } from '../../mesh/ids.js';
import { channelName } from '../../mesh/own-node.js';
import type { Delivery } from '../../mesh/radio.js';
import { UserError } from '../../util/errors.js';
import { byteLength, cleanName } from '../../util/text.js';
import type { Call, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { FAILURE_WORDS } from '../delivery-words.js';
import { wait } from '../format.js';
import { shortNameOf } from '../node-names.js';
import { COMMON } from '../texts.js';
import { usageError } from '../usage.js';

interface EchoTexts {
  relayed(channel: string, took: string): string;
  sent(channel: string): string;
  readonly notRelayed: string;
  failed(reason: string): string;
  expired(waited: string): string;
  readonly isCommand: string;
}

const TEXTS: Texts<EchoTexts> = {
  en: {
    relayed: (channel, took) => `Posted on ${channel}, a neighbour relayed it (${took}).`,
    sent: (channel) => `Posted on ${channel}.`,
    notRelayed: 'No neighbour relayed it (3 tries).',
    failed: (reason) => `Not posted: ${reason}.`,
    expired: (waited) => `Not posted: no turn on the air for ${waited}.`,
    isCommand: 'An echo must not begin like a command.',
  },
  fr: {
    relayed: (channel, took) => `Publié sur ${channel}, relayé par un voisin (${took}).`,
    sent: (channel) => `Publié sur ${channel}.`,
    notRelayed: "Aucun voisin ne l'a relayé (3 essais).",
    failed: (reason) => `Pas publié : ${reason}.`,
    expired: (waited) => `Pas publié : pas de tour d'antenne pendant ${waited}.`,
    isCommand: 'Un écho ne commence pas comme une commande.',
  },
};

const MAX_BYTES = 150;
/** A broadcast waits for its turn, and then for a neighbour through three transmissions. */
const DEADLINE_MS = 600_000;

export const echo: CommandDefinition = {
  name: 'echo',
  aliases: [],
  role: 'known',
  places: ['direct', 'listed-channel', 'telegram'],
  group: 'you',
  isMinor: true,
  args: { min: 1, max: Number.POSITIVE_INFINITY },
  deadlineMs: DEADLINE_MS,
  texts: {
    en: { name: 'echo', usage: 'text', summary: 'posts your text on the channel', example: '/echo hello' },
    fr: {
      name: 'echo',
      usage: 'texte',
      summary: 'publie votre texte sur le canal',
      example: '/echo bonjour',
    },
  },
  create: (context) => ({
    cooldownMs: () => context.settings.commands.echo.cooldownSeconds * 1000,
    isAvailable: ({ platform }) => platform !== 'mesh' || context.settings.commands.echo.mesh,
    run: async (call) => {
      const text = checkedText(context, call);
      const channel = channelFor(context, call);
      const delivery = await post(context, call, { text, channel });
      return { text: outcome(context, call, { delivery, channel }), byDm: true };
    },
  }),
};

function checkedText({ settings }: BotContext, call: Call): string {
  const { language } = call;
  const text = cleanName(call.rest);
  const bytes = byteLength(text);
  if (!text) throw usageError(echo, call);
  if (bytes > MAX_BYTES) throw new UserError(COMMON[language].textTooLong(bytes, MAX_BYTES));
  const isCommand = settings.commands.prefixes.some((prefix) => text.startsWith(prefix));
  if (isCommand) throw new UserError(TEXTS[language].isCommand);
  return text;
}

function channelFor({ settings }: BotContext, { request }: Call): ChannelIndex {
  const asked = request.isDirect ? undefined : request.channel;
  return settings.commands.echo.channel ?? asked ?? PRIMARY_CHANNEL;
}

function post(
  { radio, nodes, settings }: BotContext,
  { request: { user } }: Call,
  { text, channel }: { text: string; channel: ChannelIndex },
): Promise<Delivery> {
  const author = user.nodeNum === undefined ? user.name : shortNameOf(nodes, user.nodeNum);
  return radio.send({
    to: BROADCAST_NUM,
    channel,
    content: { kind: 'text', text: `${author}: ${text}` },
    priority: 'reply',
    ttlMs: settings.replyTtlMs,
  });
}

function outcome(
  { radio, settings }: BotContext,
  { language }: Call,
  { delivery, channel }: { delivery: Delivery; channel: ChannelIndex },
): string {
  const text = TEXTS[language];
  const found = radio.own?.channels.find((candidate) => candidate.index === channel);
  const name = radio.own && found ? channelName(found, radio.own.modem) : `ch${channel}`;
  if (delivery.outcome === 'expired') return text.expired(wait(settings.replyTtlMs));
  if (delivery.outcome === 'sent') return text.sent(name);
  if (delivery.outcome !== 'failed') return text.relayed(name, wait(delivery.tookMs));
  if (delivery.reason === 'no_ack') return text.notRelayed;
  return text.failed(FAILURE_WORDS[language][delivery.reason]);
}
