import { type ChannelIndex, PRIMARY_CHANNEL } from '../../mesh/ids.js';
import type { RelayBinding, RelayPlace } from '../../mesh/relay-store.js';
import { UserError } from '../../util/errors.js';
import { fold } from '../../util/text.js';
import { channelNameOf } from '../channel-names.js';
import { channelIn } from '../channel-word.js';
import type { ChatRelay } from '../chat-relay.js';
import type { Call } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { dayAndMonth, startOfDay, timeOfDay } from '../format.js';
import { suspension } from '../suspension.js';
import { COMMON } from '../texts.js';
import { usageError } from '../usage.js';
import { RELAY_TEXTS } from './relay-texts.js';

const WORDS: Readonly<Record<string, 'on' | 'off' | 'status'>> = {
  on: 'on',
  marche: 'on',
  off: 'off',
  fin: 'off',
  arret: 'off',
  status: 'status',
  etat: 'status',
};

export const relay: CommandDefinition = {
  name: 'relay',
  aliases: ['relais'],
  switchedOnBy: 'telegram.enabled',
  role: 'admin',
  places: ['telegram'],
  group: 'you',
  isMinor: true,
  args: { min: 0, max: 2 },
  texts: {
    en: {
      name: 'relay',
      usage: 'on|off|status [chN]',
      summary: 'joins this chat to a channel of the mesh',
      example: '/relay on ch0',
    },
    fr: {
      name: 'relais',
      usage: 'marche|arret|etat [chN]',
      summary: 'relie ce chat à un canal du réseau',
      example: '/relais marche ch0',
    },
  },
  see: ['say'],
  create: (context) => ({
    isAvailable: () => context.relay !== undefined,
    run: (call) => {
      const { relay: port } = context;
      const { origin } = call.request;
      if (!port || !origin) throw new UserError(COMMON[call.language].notSetUp('relay'));
      const [word = 'status', where] = call.args;
      const order = WORDS[fold(word)];
      if (!order) throw usageError(relay, call);
      const channel = where === undefined ? undefined : channelIn(where, context.radio);
      if (where !== undefined && channel === undefined)
        throw new UserError(RELAY_TEXTS[call.language].noChannel(where));
      return ORDERS[order](context, call, {
        port,
        place: placeOf(origin),
        ...(channel !== undefined && { channel }),
      });
    },
  }),
};

interface Order {
  readonly port: ChatRelay;
  readonly place: RelayPlace;
  readonly channel?: ChannelIndex;
}

const ORDERS = { on: turnOn, off: turnOff, status } as const;

function placeOf({ chat, topic }: RelayPlace): RelayPlace {
  return { chat, ...(topic !== undefined && { topic }) };
}

async function turnOn(
  context: BotContext,
  { language, signal }: Call,
  { port, place, channel = PRIMARY_CHANNEL }: Order,
): Promise<string> {
  const text = RELAY_TEXTS[language];
  if (port.isTakenBy(place, channel)) throw new UserError(text.taken(named(context, channel)));
  port.bind(place, channel);
  const { readsTexts, seesReactions } = await port.rightsIn(place, signal);
  const isUnknown = readsTexts === undefined || seesReactions === undefined;
  return join(
    [
      text.on(named(context, channel)),
      readsTexts === false ? text.privacy : undefined,
      seesReactions === false ? text.noReactions : undefined,
      isUnknown ? text.rightsUnknown : undefined,
      paused(context, language),
    ],
    '\n',
  );
}

function turnOff(context: BotContext, { language }: Call, { port, place, channel }: Order): string {
  const text = RELAY_TEXTS[language];
  const binding = port.bindingOf(place);
  if (!binding) return text.none;
  if (channel !== undefined && channel !== binding.channel)
    throw new UserError(text.other(named(context, channel), named(context, binding.channel)));
  port.unbind(place);
  return text.off(named(context, binding.channel));
}

function status(context: BotContext, { language }: Call, { port, place }: Order): string {
  const text = RELAY_TEXTS[language];
  const binding = port.bindingOf(place);
  if (!binding) return text.none;
  const { channel, channelName } = binding;
  if (!port.isTrue(binding))
    return text.renamed(`ch${channel}`, channelName, channelNameOf(context.radio, channel));
  const lines = [text.status(named(context, channel), sinceWords(context, binding, language))];
  return join([...lines, paused(context, language)], '\n');
}

function sinceWords({ clock }: BotContext, { since }: RelayBinding, language: Call['language']): string {
  const isToday = since >= startOfDay(clock.now());
  return isToday ? timeOfDay(since) : `${dayAndMonth(since, language)} ${timeOfDay(since)}`;
}

function paused(context: BotContext, language: Call['language']): string | undefined {
  const hindrance = suspension(context, language);
  return hindrance === undefined ? undefined : RELAY_TEXTS[language].paused(hindrance);
}

function named({ radio }: BotContext, channel: ChannelIndex): string {
  return `ch${channel} ${channelNameOf(radio, channel)}`;
}
