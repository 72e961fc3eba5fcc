import {
  BROADCAST_NUM,
  type ChannelIndex,
  isChannelIndex,
  PRIMARY_CHANNEL,
  toChannelIndex,
} from '../../mesh/ids.js';
import type { Priority } from '../../mesh/radio.js';
import { UserError } from '../../util/errors.js';
import { byteLength, cleanName, cutToBytes, splitGraphemes } from '../../util/text.js';
import { ownMetrics, PRIVATE_ABOVE_PERCENT } from '../airtime.js';
import { channelNameOf } from '../channel-names.js';
import type { Call, Reply, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { timeOfDay, wait } from '../format.js';
import { ORDER } from '../orders.js';
import { PAGE_BYTES } from '../pages.js';
import { postedWords } from '../posting.js';
import { COMMON } from '../texts.js';
import { usageError } from '../usage.js';

interface AnnounceTexts {
  preview(where: string, bytes: number, text: string): string;
  confirm(code: string): string;
  held(percent: number, code: string): string;
  quiet(until: string, code: string): string;
  noChannel(channel: string): string;
  readonly isCommand: string;
}

const TEXTS: Texts<AnnounceTexts> = {
  en: {
    preview: (where, bytes, text) => `On ${where} (${bytes} B): "${text}"`,
    confirm: (code) => ` Send? /yes ${code} (2 min)`,
    held: (percent, code) => `Channel at ${percent} %, held. Send anyway: /yes ${code}`,
    quiet: (until, code) => `Quiet until ${until}, held. Send anyway: /yes ${code}`,
    noChannel: (channel) => `My node has no ${channel}.`,
    isCommand: 'An announcement must not begin like a command.',
  },
  fr: {
    preview: (where, bytes, text) => `Sur ${where} (${bytes} o) : "${text}"`,
    confirm: (code) => ` Envoyer ? /oui ${code} (2 min)`,
    held: (percent, code) => `Canal à ${percent} %, retenu. Envoyer quand même : /oui ${code}`,
    quiet: (until, code) => `Silence jusqu'à ${until}, retenu. Envoyer quand même : /oui ${code}`,
    noChannel: (channel) => `Mon nœud n'a pas de ${channel}.`,
    isCommand: 'Une annonce ne commence pas comme une commande.',
  },
};

const MAX_BYTES = 190;
/** What stands between the beginning and the end of a long text. */
const GAP = ' … ';

interface Announcement {
  readonly text: string;
  readonly channel: ChannelIndex;
}

export const announce: CommandDefinition = {
  ...ORDER,
  name: 'announce',
  aliases: ['annonce'],
  transmits: true,
  args: { min: 1, max: Number.POSITIVE_INFINITY },
  texts: {
    en: {
      name: 'announce',
      usage: '[chN] text',
      summary: 'says a text to everybody on a channel',
      example: '/announce Net tonight 20:00',
    },
    fr: {
      name: 'annonce',
      usage: '[chN] texte',
      summary: 'dit un texte à tous sur un canal',
      example: '/annonce Rendez-vous radio ce soir 20:00',
    },
  },
  options: {
    en: { text: 'at most 190 bytes' },
    fr: { texte: '190 octets au plus' },
  },
  create: (context) => {
    const pause = new Pause(context);
    return {
      run: (call) => {
        const announcement = read(context, call);
        pause.check(call);
        return ask(context, call, { announcement, pause });
      },
    };
  },
};

interface Order {
  readonly announcement: Announcement;
  readonly pause: Pause;
}

/** The second word is for a text, or for a text that the channel has no room for. */
function ask(context: BotContext, call: Call, order: Order): Reply {
  const hindrance = hindranceIn(context, call.language);
  if (hindrance) return askAnyway(context, call, { ...order, hindrance });
  return context.confirmations.ask(call, {
    question: (code) => preview(context, call, { ...order.announcement, code }),
    run: (confirmed) => {
      const since = hindranceIn(context, confirmed.language);
      if (since) return askAnyway(context, confirmed, { ...order, hindrance: since });
      return send(context, confirmed, { ...order, priority: 'announcement' });
    },
  });
}

function askAnyway(
  context: BotContext,
  call: Call,
  { hindrance, ...order }: Order & { readonly hindrance: Hindrance },
): Reply {
  return context.confirmations.ask(call, {
    question: hindrance,
    // Ahead of what waits for a quieter channel.
    run: (confirmed) => send(context, confirmed, { ...order, priority: 'reply' }),
  });
}

/** What speaks against sending it now, with the question whether to do so all the same. */
type Hindrance = (code: string) => string;

function hindranceIn(context: BotContext, language: Call['language']): Hindrance | undefined {
  const text = TEXTS[language];
  const until = context.house.quietUntil;
  if (until !== undefined) return (code) => text.quiet(timeOfDay(until), code);
  const percent = busyPercent(context);
  return percent === undefined ? undefined : (code) => text.held(percent, code);
}

/** Undefined while there is room for what nobody asked for. */
function busyPercent(context: BotContext): number | undefined {
  const { channelUtilization = 0 } = ownMetrics(context) ?? {};
  return channelUtilization > PRIVATE_ABOVE_PERCENT ? Math.round(channelUtilization) : undefined;
}

async function send(
  { radio, settings }: BotContext,
  call: Call,
  { announcement, pause, priority }: Order & { readonly priority: Priority },
): Promise<string> {
  const { text, channel } = announcement;
  const ttlMs = settings.replyTtlMs;
  pause.check(call);
  pause.begin();
  const content = { kind: 'text', text } as const;
  const delivery = await radio.send({ to: BROADCAST_NUM, channel, content, priority, ttlMs });
  return postedWords(radio, call.language, { delivery, channel, ttlMs });
}

function read({ radio, settings }: BotContext, call: Call): Announcement {
  const { language } = call;
  const [, digit, rest = call.rest] = /^ch(\d+)\s+([\s\S]*)$/i.exec(call.rest.trim()) ?? [];
  const index = digit === undefined ? PRIMARY_CHANNEL : Number(digit);
  const isThere =
    radio.own?.channels.some(({ index: at, role }) => at === index && role !== 'disabled') ?? true;
  if (!isChannelIndex(index) || !isThere) throw new UserError(TEXTS[language].noChannel(`ch${index}`));
  const { prefix } = settings.commands.announce;
  const said = cleanName(rest);
  if (said === '') throw usageError(announce, call);
  const text = cleanName(prefix === undefined ? said : `${prefix} ${said}`);
  const bytes = byteLength(text);
  if (bytes > MAX_BYTES) throw new UserError(COMMON[language].textTooLong(bytes, MAX_BYTES));
  const isCommand = settings.commands.prefixes.some((sign) => text.startsWith(sign));
  if (isCommand) throw new UserError(TEXTS[language].isCommand);
  return { text, channel: toChannelIndex(index) };
}

/** On the mesh one packet holds the question and as much of the text as has room. */
function preview(
  { radio }: BotContext,
  { language, request }: Call,
  { text, channel, code }: Announcement & { readonly code: string },
): string {
  const { preview: frame, confirm } = TEXTS[language];
  const where = `ch${channel} ${channelNameOf(radio, channel)}`;
  const whole = (shown: string) => frame(where, byteLength(text), shown) + confirm(code);
  if (!request.isBrief) return whole(text);
  return whole(shortened(text, PAGE_BYTES - byteLength(whole(''))));
}

/** The beginning and the end, in which the mistakes of a typing hand are. */
function shortened(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text;
  const half = Math.floor((maxBytes - byteLength(GAP)) / 2);
  const backwards = splitGraphemes(text).reverse();
  let end = '';
  for (const grapheme of backwards) {
    if (byteLength(grapheme + end) > half) break;
    end = grapheme + end;
  }
  return cutToBytes(text, half).trimEnd() + GAP + end.trimStart();
}

/** Between two announcements, whoever sends them. */
class Pause {
  readonly #context: BotContext;
  #until = 0;

  constructor(context: BotContext) {
    this.#context = context;
  }

  begin(): void {
    this.#until = this.#context.clock.uptime() + this.#lengthMs;
  }

  /** Throws `UserError` while it lasts. */
  check({ language }: Call): void {
    const leftMs = this.#until - this.#context.clock.uptime();
    if (leftMs <= 0) return;
    const { name } = announce.texts[language];
    throw new UserError(COMMON[language].cooling(name, wait(this.#lengthMs), wait(leftMs)));
  }

  get #lengthMs(): number {
    return this.#context.settings.commands.announce.cooldownSeconds * 1000;
  }
}
