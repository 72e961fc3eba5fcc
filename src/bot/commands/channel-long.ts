/** The use of the channel for a wide screen: by hour, by node and by kind, and who talks more often than usual. */
import type { HourTraffic, HourUtilization } from '../../mesh/history.js';
import { bars } from '../bars.js';
import type { Call, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext } from '../context.js';
import { decimal } from '../format.js';
import { inHours } from '../hours.js';
import { fullNameOf } from '../node-names.js';
import type { Language } from '../request.js';
import { hourAndDay, peakOf } from '../statistic.js';
import { table } from '../table.js';
import { type ChannelFacts, gradeOf, habitHours } from './channel-use.js';
import { kindTable, longHaste, nodeTable, percent } from './stats-tables.js';

interface LongTexts {
  head(period: string): string;
  use(mean: string, peak: string, nodes: number): string;
  none(period: string): string;
  byHour(hours: string): string;
  onAir(share: string, packets: number): string;
  readonly nodeUse: readonly [string, string, string];
  readonly talkers: string;
  hasty(hours: string | undefined): string;
  polite(hours: string | undefined): string;
}

const TEXTS: Texts<LongTexts> = {
  en: {
    head: (period) => `Channel, ${period}, my own node left out`,
    use: (mean, peak, nodes) =>
      `Use as told by ${nodes} ${nodes === 1 ? 'node' : 'nodes'}: mean ${mean} %, peak ${peak}`,
    none: (period) => `No node told its channel use in ${period}.`,
    byHour: (hours) => `By hour, last ${hours}: channel use, and the airtime of what I heard`,
    onAir: (share, packets) => `air ${share}, ${packets} pkt`,
    nodeUse: ['Channel use at', 'Mean %', 'Most %'],
    talkers: 'Most airtime',
    hasty: (hours) =>
      `More often than usual${hours ? ` in the last ${hours}` : ''} (telemetry and position 15 min, node info 1 h):`,
    polite: (hours) =>
      `Nobody sends telemetry, position or node info more often than usual${hours ? ` (last ${hours})` : ''}.`,
  },
  fr: {
    head: (period) => `Canal, ${period}, sans mon propre nœud`,
    use: (mean, peak, nodes) =>
      `Usage dit par ${nodes} ${nodes < 2 ? 'nœud' : 'nœuds'} : moy. ${mean} %, max ${peak}`,
    none: (period) => `Aucun nœud n'a dit l'usage du canal en ${period}.`,
    byHour: (hours) => `Par heure, dernières ${hours} : usage du canal, et antenne de ce que j'ai reçu`,
    onAir: (share, packets) => `antenne ${share}, ${packets} pqt`,
    nodeUse: ['Usage du canal chez', 'Moy. %', 'Max %'],
    talkers: "Le plus de temps d'antenne",
    hasty: (hours) =>
      `Plus souvent que d'usage${hours ? ` en ${hours}` : ''} (télémétrie et position 15 min, info nœud 1 h) :`,
    polite: (hours) =>
      `Personne n'émet télémétrie, position ou info nœud plus souvent que d'usage${hours ? ` (en ${hours})` : ''}.`,
  },
};

const HOUR_MS = 3_600_000;
const HOURS_LISTED = 24;
const NODES_LISTED = 20;

export function channelReport(context: BotContext, { language }: Call, facts: ChannelFacts): string {
  const text = TEXTS[language];
  const { period, traffic } = facts;
  const senders = context.history.senderSums(period.span);
  const talkers = senders.toSorted((a, b) => b.airtimeMs - a.airtimeMs).slice(0, NODES_LISTED);
  const kinds = traffic.kinds.toSorted((a, b) => b.airtimeMs - a.airtimeMs);
  return [
    text.head(period.longName),
    ...useLine(context, language, facts),
    '',
    ...hourLines(context, language, facts),
    '',
    ...useTable(context, language, facts),
    text.talkers,
    ...nodeTable(context, talkers, traffic, language),
    '',
    ...kindTable(kinds, traffic, language),
    '',
    ...etiquette(context, language, facts),
  ].join('\n');
}

function useLine(context: BotContext, language: Language, { period, use }: ChannelFacts): string[] {
  const text = TEXTS[language];
  const peak = peakOf(use);
  if (use.mean === undefined || !peak) return [text.none(inHours(period.hours, language))];
  const at = hourAndDay(peak.at, context.clock.now(), language);
  const most = `${decimal(peak.mean, 1, language)} % ${at}`;
  return [text.use(decimal(use.mean, 1, language), most, use.nodes.length)];
}

/** Of a long time the last day. */
function hourLines(context: BotContext, language: Language, { period, use }: ChannelFacts): string[] {
  const hours = Math.min(HOURS_LISTED, period.hours);
  const from = period.span.to - Math.min(period.knownMs, hours * HOUR_MS);
  const told = new Map(use.hours.map((hour) => [hour.at, hour]));
  const heard = context.history.hours({ from, to: period.span.to });
  const rows = heard.map((hour) => hourRow(language, hour, told.get(hour.at)));
  return [TEXTS[language].byHour(inHours(hours, language)), ...bars(rows, { to: 100 })];
}

function hourRow(language: Language, hour: HourTraffic, told: HourUtilization | undefined) {
  const onAir = TEXTS[language].onAir(percent(hour.airtimeMs, HOUR_MS, language), hour.packets);
  const use = told ? `${decimal(told.mean, 1, language)} % ${gradeOf(told.mean)}` : '–';
  return {
    label: hourAndDay(hour.at, hour.at, language),
    value: told?.mean ?? 0,
    text: `${use} (${onAir})`,
  };
}

function useTable({ nodes }: BotContext, language: Language, { use }: ChannelFacts): string[] {
  if (use.nodes.length === 0) return [];
  const [title, mean, most] = TEXTS[language].nodeUse;
  const rows = use.nodes
    .slice(0, NODES_LISTED)
    .map((node) => [
      `${gradeOf(node.mean)} ${fullNameOf(nodes, node.nodeNum)}`,
      decimal(node.mean, 1, language),
      decimal(node.most, 1, language),
    ]);
  const columns = [{ title }, { title: mean, isNumber: true }, { title: most, isNumber: true }];
  return [...table(columns, rows), ''];
}

function etiquette({ nodes }: BotContext, language: Language, { period, hasty }: ChannelFacts): string[] {
  const text = TEXTS[language];
  const habit = habitHours(period);
  const hours = habit === undefined ? undefined : inHours(habit, language);
  if (hasty.length === 0) return [text.polite(hours)];
  const lines = hasty
    .slice(0, NODES_LISTED)
    .map((haste) => join(['⚠', fullNameOf(nodes, haste.nodeNum), longHaste(haste, language)], ' '));
  return [text.hasty(hours), ...lines];
}
