import type { ChannelUse } from '../../mesh/history.js';
import type { Call, Texts } from '../command.js';
import { fitPage, join, type Line } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { type Haste, hastyIn } from '../etiquette.js';
import { decimal, span } from '../format.js';
import { inHours } from '../hours.js';
import { SHORT_KINDS } from '../kind-words.js';
import { shortNameOf } from '../node-names.js';
import { hoursBack } from '../options.js';
import { hourAndDay, peakOf, periodOf, radioSilence, STATISTIC, WEEK_HOURS } from '../statistic.js';
import { channelReport } from './channel-long.js';
import { type ChannelFacts, GRADES, type Grade, gradeOf, habitHours } from './channel-use.js';

interface ChannelTexts {
  head(period: string, mean: string, peak: string, nodes: number): string;
  readonly grades: Readonly<Record<Grade, string>>;
  /** `hours` of a longer time. */
  hasty(parts: string, hours: number | undefined): string;
  none(period: string): string;
}

const TEXTS: Texts<ChannelTexts> = {
  en: {
    head: (period, mean, peak, nodes) =>
      `Channel ${period}: mean ${mean}%, peak ${peak}, ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`,
    grades: { '🔴': 'Overloaded (>25%)', '🟠': 'Crowded (>15%)', '🟡': 'Busy (>10%)', '🟢': 'Calm (≤10%)' },
    hasty: (parts, hours) => `⚠ often${hours ? ` (${hours}h)` : ''}: ${parts}`,
    none: (period) => `No node told its channel use in ${period}.`,
  },
  fr: {
    head: (period, mean, peak, nodes) =>
      `Canal ${period} : moy. ${mean}%, max ${peak}, ${nodes} ${nodes < 2 ? 'nœud' : 'nœuds'}`,
    grades: { '🔴': 'Saturé (>25%)', '🟠': 'Encombré (>15%)', '🟡': 'Chargé (>10%)', '🟢': 'Calme (≤10%)' },
    hasty: (parts, hours) => `⚠ trop souvent${hours ? ` (${hours}h)` : ''} : ${parts}`,
    none: (period) => `Aucun nœud n'a dit l'usage du canal en ${period}.`,
  },
};

const USUAL_HOURS = 24;
const NAMED = 3;

export const channel: CommandDefinition = {
  ...STATISTIC,
  name: 'channel',
  aliases: ['canal'],
  isMinor: true,
  args: { min: 0, max: 1 },
  texts: {
    en: {
      name: 'channel',
      usage: '[HOURS 1-168]',
      summary: 'how busy the channel is, and who talks too often',
      example: '/channel 48',
    },
    fr: {
      name: 'canal',
      usage: '[HEURES 1-168]',
      summary: "l'usage du canal, et qui émet trop souvent",
      example: '/canal 48',
    },
  },
  options: hoursBack(USUAL_HOURS),
  see: ['stats', 'top', 'legend'],
  create: (context) => ({ run: (call) => answer(context, call) }),
};

function answer(context: BotContext, call: Call): string {
  const { history } = context;
  const period = periodOf(context, call, channel, {
    text: call.args[0],
    usual: USUAL_HOURS,
    limits: WEEK_HOURS,
  });
  const traffic = history.trafficByKind(period.span);
  if (traffic.packets === 0) return radioSilence(context, call, period);
  const use = history.channelUse(period.span);
  const hasty = hastyIn(history, period);
  return (call.request.isBrief ? brief : channelReport)(context, call, { period, use, traffic, hasty });
}

function brief(context: BotContext, { language }: Call, facts: ChannelFacts): string {
  const text = TEXTS[language];
  const { use, hasty } = facts;
  return fitPage([
    ...useLines(context, language, facts),
    ...(use.mean === undefined ? [] : [line(text.grades[gradeOf(use.mean)])]),
    ...(hasty.length > 0
      ? [line(text.hasty(hastyParts(context, language, hasty), habitHours(facts.period)), 1)]
      : []),
  ]);
}

function line(text: string, drop = 0): Line {
  return { parts: [{ text, drop }] };
}

function useLines(context: BotContext, language: Call['language'], { period, use }: ChannelFacts): Line[] {
  const text = TEXTS[language];
  const peak = peakOf(use);
  if (use.mean === undefined || !peak) return [line(text.none(inHours(period.hours, language)))];
  const at = hourAndDay(peak.at, context.clock.now(), language);
  const worst = use.nodes
    .slice(0, NAMED)
    .map(({ nodeNum, mean }) => `${shortNameOf(context.nodes, nodeNum)} ${decimal(mean, 1, language)}`);
  return [
    line(
      text.head(
        period.name,
        decimal(use.mean, 1, language),
        `${Math.round(peak.mean)}% ${at}`,
        use.nodes.length,
      ),
    ),
    line(gradeCounts(use), 3),
    line(worst.join(' '), 2),
  ];
}

function gradeCounts({ nodes }: ChannelUse): string {
  const grades = nodes.map(({ mean }) => gradeOf(mean));
  const counts = GRADES.map((grade) => {
    const count = grades.filter((other) => other === grade).length;
    return count > 0 ? `${grade}${count}` : '';
  });
  return join(counts, ' ');
}

/** `BRAV tele/3m` */
function hastyParts({ nodes }: BotContext, language: Call['language'], hasty: readonly Haste[]): string {
  const parts = hasty.slice(0, NAMED).map(({ nodeNum, kind, everySeconds }) => {
    const kindWord = SHORT_KINDS[language][kind];
    return `${shortNameOf(nodes, nodeNum)} ${kindWord}/${span(everySeconds * 1000, language)}`;
  });
  return parts.join(' ');
}
