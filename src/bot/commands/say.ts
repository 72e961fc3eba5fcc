import { type ChannelIndex, PRIMARY_CHANNEL } from '../../mesh/ids.js';
import { UserError } from '../../util/errors.js';
import { channelNameOf } from '../channel-names.js';
import { channelIn, isChannelWord } from '../channel-word.js';
import type { Call, CommandDescription, RichReply, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { authorOf, spokenLine } from '../spoken-line.js';
import { suspension } from '../suspension.js';
import { COMMON } from '../texts.js';
import { usageError } from '../usage.js';

interface SayTexts {
  channels(list: string): string;
  readonly channelFull: string;
}

const TEXTS: Texts<SayTexts> = {
  en: {
    channels: (list) => `Here texts may go out on ${list} only.`,
    channelFull: 'The bot has said enough on that channel for now. Please try again in a few minutes.',
  },
  fr: {
    channels: (list) => `D'ici, les textes ne partent que sur ${list}.`,
    channelFull: 'Le bot a assez parlé sur ce canal. Réessayez dans quelques minutes, merci.',
  },
};

const MAX_BYTES = 190;

export const say: CommandDefinition = {
  name: 'say',
  aliases: ['parler'],
  switchedOnBy: 'telegram.sayChannels',
  role: 'known',
  places: ['telegram'],
  group: 'you',
  isMinor: true,
  transmits: true,
  args: { min: 1, max: Number.POSITIVE_INFINITY },
  texts: {
    en: {
      name: 'say',
      usage: '[chN] text',
      summary: 'says your text on a channel of the mesh',
      example: '/say hello',
    },
    fr: {
      name: 'parler',
      usage: '[chN] texte',
      summary: 'dit votre texte sur un canal du réseau',
      example: '/parler bonjour',
    },
  },
  see: ['pair', 'relay'],
  create: (context) => ({
    isAvailable: () => maySay(context),
    run: (call) => sayFor(context, call, say),
  }),
};

/** Whether the operator has opened a channel to those who have no node of their own. */
export function maySay({ relay, settings }: BotContext): boolean {
  return relay !== undefined && settings.commands.say.channels.length > 0;
}

/** The answer shows how the text goes on. */
export function sayFor(context: BotContext, call: Call, command: CommandDescription): RichReply {
  const { relay, users, settings, limits } = context;
  const { request, language } = call;
  const { origin } = request;
  const { channel, text } = read(context, call, command);
  const { prefixes } = settings.commands;
  const author = authorOf(users, request.user, context);
  const line = spokenLine(author, text, { prefixes, maxBytes: MAX_BYTES, language });
  const hindrance = suspension(context, language);
  if (hindrance !== undefined) throw new UserError(hindrance);
  if (!relay || !origin) throw new UserError(COMMON[language].notSetUp(command.texts[language].name));
  if (!limits.takeChannel({ channel })) throw new UserError(TEXTS[language].channelFull);
  return relay.say({ origin, channel, text: line, language });
}

function read(context: BotContext, call: Call, command: CommandDescription) {
  const { radio, settings } = context;
  const { channels } = settings.commands.say;
  const [, word = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(call.rest.trim()) ?? [];
  const isNamed = isChannelWord(word);
  const channel = isNamed ? channelIn(word, radio) : usualOf(channels);
  const text = isNamed ? rest : call.rest;
  if (text.trim() === '') throw usageError(command, call);
  if (channel === undefined || !channels.includes(channel)) {
    const list = channels.map((each) => `ch${each} ${channelNameOf(radio, each)}`).join(', ');
    throw new UserError(TEXTS[call.language].channels(list));
  }
  return { channel, text };
}

function usualOf(channels: readonly ChannelIndex[]): ChannelIndex | undefined {
  return channels.includes(PRIMARY_CHANNEL) ? PRIMARY_CHANNEL : channels[0];
}
