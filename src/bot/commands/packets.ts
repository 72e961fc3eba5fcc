import type { Call, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { SHORT_KINDS } from '../kind-words.js';
import { hoursBack } from '../options.js';
import { periodOf, radioSilence, STATISTIC, WEEK_HOURS } from '../statistic.js';
import { kindTable } from './stats-tables.js';

const TEXTS: Texts<{ head(period: string, packets: number): string }> = {
  en: { head: (period, packets) => `Packets ${period}: ${packets}` },
  fr: { head: (period, packets) => `Paquets ${period} : ${packets}` },
};

const USUAL_HOURS = 1;

export const packets: CommandDefinition = {
  ...STATISTIC,
  name: 'packets',
  aliases: ['paquets'],
  isMinor: true,
  args: { min: 0, max: 1 },
  texts: {
    en: {
      name: 'packets',
      usage: '[HOURS 1-168]',
      summary: 'what was heard, by kind',
      example: '/packets 24',
    },
    fr: {
      name: 'paquets',
      usage: '[HEURES 1-168]',
      summary: 'ce qui a été reçu, par type',
      example: '/paquets 24',
    },
  },
  options: hoursBack(USUAL_HOURS),
  see: ['stats', 'top'],
  create: (context) => ({ run: (call) => answer(context, call) }),
};

function answer(context: BotContext, call: Call): string {
  const { language, request, args } = call;
  const period = periodOf(context, call, packets, { text: args[0], usual: USUAL_HOURS, limits: WEEK_HOURS });
  const traffic = context.history.traffic(period.span);
  if (traffic.packets === 0) return radioSilence(context, call, period);
  const head = TEXTS[language].head(request.isBrief ? period.name : period.longName, traffic.packets);
  if (!request.isBrief) return [head, ...kindTable(traffic.kinds, traffic, language)].join('\n');
  const kinds = traffic.kinds.map((sums) => `${SHORT_KINDS[language][sums.kind]} ${sums.packets}`);
  return `${head}\n${kinds.join(' ')}`;
}
