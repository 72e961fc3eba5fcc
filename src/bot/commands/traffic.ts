import type { StoredText } from '../../mesh/history.js';
import { cleanName, cutToBytes } from '../../util/text.js';
import { channelNameOf } from '../channel-names.js';
import type { Call, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { dayAndMonth, startOfDay, timeOfDay } from '../format.js';
import { type HourLimits, inHours } from '../hours.js';
import { fullNameOf, shortNameOf } from '../node-names.js';
import { hoursBack } from '../options.js';
import { type Period, periodOf, radioSilence, STATISTIC } from '../statistic.js';

interface TrafficTexts {
  head(count: number, period: string): string;
  none(period: string): string;
  earlier(count: number): string;
}

const TEXTS: Texts<TrafficTexts> = {
  en: {
    head: (count, period) => `${count} msg ${period}`,
    none: (period) => `No channel text in ${period}.`,
    earlier: (count) => `… and ${count} earlier`,
  },
  fr: {
    head: (count, period) => `${count} msg ${period}`,
    none: (period) => `Aucun texte de canal en ${period}.`,
    earlier: (count) => `… et ${count} avant`,
  },
};

const LIMITS: HourLimits = { least: 1, most: 24 };
const USUAL_HOURS = 8;
/** More than the pages of the mesh hold; a wide screen holds them all. */
const MOST = { brief: 60, long: 200 } as const;
/** The longest text still stands beside the head on the first page. */
const LINE_BYTES = 150;

export const traffic: CommandDefinition = {
  ...STATISTIC,
  name: 'traffic',
  aliases: ['trafic'],
  isMinor: true,
  args: { min: 0, max: 1 },
  texts: {
    en: {
      name: 'traffic',
      usage: '[HOURS 1-24]',
      summary: 'the last texts on the channel',
      example: '/traffic 12',
    },
    fr: {
      name: 'trafic',
      usage: '[HEURES 1-24]',
      summary: 'les derniers textes du canal',
      example: '/trafic 12',
    },
  },
  options: hoursBack(USUAL_HOURS),
  see: ['stats'],
  create: (context) => ({ run: (call) => answer(context, call) }),
};

function answer(context: BotContext, call: Call): string {
  const { language, request, args } = call;
  const { history, settings } = context;
  const period = periodOf(context, call, traffic, { text: args[0], usual: USUAL_HOURS, limits: LIMITS });
  const query = { ...period.span, channels: settings.commands.missed.channels };
  const count = history.countTexts(query);
  if (count === 0) return silence(context, call, period);
  const limit = MOST[request.isBrief ? 'brief' : 'long'];
  const texts = history.texts({ ...query, limit });
  const lines = request.isBrief
    ? texts.map((text) => briefLine(context, text))
    : longLines(context, call, texts);
  const earlier = count > texts.length && !request.isBrief ? [TEXTS[language].earlier(count - limit)] : [];
  return [TEXTS[language].head(count, period.name), ...lines, ...earlier].join('\n');
}

function silence(context: BotContext, call: Call, period: Period): string {
  const isSilent = context.history.traffic(period.span).packets === 0;
  if (isSilent) return radioSilence(context, call, period);
  return TEXTS[call.language].none(inHours(period.hours, call.language));
}

/** As much of a text as stands on one page. */
export function briefLine({ nodes }: Pick<BotContext, 'nodes'>, { at, from, text }: StoredText): string {
  const line = `${timeOfDay(at)} ${shortNameOf(nodes, from)}: ${cleanName(text)}`;
  const kept = cutToBytes(line, LINE_BYTES);
  return kept === line ? line : `${kept}…`;
}

/** With the day where it changes, the name in full, and the channel. */
function longLines({ nodes, radio }: BotContext, { language }: Call, texts: readonly StoredText[]): string[] {
  let day: number | undefined;
  return texts.flatMap(({ at, from, text, channel }) => {
    const heading = day !== startOfDay(at) ? [dayAndMonth(at, language)] : [];
    day = startOfDay(at);
    const where = channelNameOf(radio, channel);
    return [...heading, `${timeOfDay(at)} ${fullNameOf(nodes, from)} ${where}: ${cleanName(text)}`];
  });
}
