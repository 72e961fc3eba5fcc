import { BROADCAST_NUM, type ChannelIndex, PRIMARY_CHANNEL } from '../../mesh/ids.js';
import type { Delivery } from '../../mesh/radio.js';
import { UserError } from '../../util/errors.js';
import { byteLength, cleanName } from '../../util/text.js';
import type { Call, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { shortNameOf } from '../node-names.js';
import { postedWords } from '../posting.js';
import { COMMON } from '../texts.js';
import { usageError } from '../usage.js';
import { maySay, sayFor } from './say.js';

const TEXTS: Texts<{ readonly isCommand: string }> = {
  en: { isCommand: 'An echo must not begin like a command.' },
  fr: { isCommand: 'Un écho ne commence pas comme une commande.' },
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
  transmits: true,
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
    isAvailable: ({ platform }) => {
      if (platform === 'telegram') return maySay(context);
      return platform !== 'mesh' || context.settings.commands.echo.mesh;
    },
    run: async (call) => {
      if (call.request.platform === 'telegram') return sayFor(context, call, echo);
      const text = checkedText(context, call);
      const channel = channelFor(context, call);
      const delivery = await post(context, call, { text, channel });
      const posted = { delivery, channel, ttlMs: context.settings.replyTtlMs };
      return { text: postedWords(context.radio, call.language, posted), byDm: true };
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
