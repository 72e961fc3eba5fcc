import type { ChannelHours, MeshTraffic, NodeTraffic, PacketKind } from '../../mesh/history.js';
import { UserError } from '../../util/errors.js';
import { cleanName, cutToBytes, fold } from '../../util/text.js';
import { longSize, percentOf } from '../amounts.js';
import type { Call, Handler, Reply, Texts } from '../command.js';
import { fitPage, join, type Line } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { decimal } from '../format.js';
import { SHORT_KINDS } from '../kind-words.js';
import { shortNameOf } from '../node-names.js';
import { hoursBack } from '../options.js';
import {
  hourAndDay,
  type Period,
  peakOf,
  periodOf,
  radioSilence,
  STATISTIC,
  WEEK_HOURS,
} from '../statistic.js';
import { usageError } from '../usage.js';
import { channel } from './channel.js';
import { histo } from './histo.js';
import { hop } from './hop.js';
import { packets } from './packets.js';
import { airtime, kindTable, nodeTable, percent } from './stats-tables.js';
import { top } from './top.js';
import { traffic } from './traffic.js';

interface StatsTexts {
  unknown(word: string, subs: string): string;
  head(period: string, packets: number): string;
  nodes(count: number, fresh: number): string;
  use(mean: string, peak: string): string;
  readonly top: string;
  long(packets: number, size: string, airtime: string): string;
  mqtt(share: string): string;
  channel(mean: string, peak: string): string;
}

const TEXTS: Texts<StatsTexts> = {
  en: {
    unknown: (word, subs) => `No statistic "${word}". There are: ${subs}`,
    head: (period, count) => `Net ${period}: ${count} pkt`,
    nodes: (count, fresh) => `${count} ${count === 1 ? 'node' : 'nodes'}${fresh ? ` (${fresh} new)` : ''}`,
    use: (mean, peak) => `Ch ${mean}%, peak ${peak}`,
    top: 'Top',
    long: (count, size, airtime) =>
      `${count} ${count === 1 ? 'packet' : 'packets'}, ${size}, airtime ${airtime}`,
    mqtt: (share) => `${share} via MQTT`,
    channel: (mean, peak) => `Channel use: mean ${mean} %, peak ${peak}`,
  },
  fr: {
    unknown: (word, subs) => `Pas de statistique "${word}". Il y a : ${subs}`,
    head: (period, count) => `Réseau ${period} : ${count} pqt`,
    nodes: (count, fresh) =>
      `${count} ${count < 2 ? 'nœud' : 'nœuds'}${fresh ? ` (${fresh} ${fresh < 2 ? 'neuf' : 'neufs'})` : ''}`,
    use: (mean, peak) => `Canal ${mean}%, max ${peak}`,
    top: 'Top',
    long: (count, size, airtime) =>
      `${count} ${count < 2 ? 'paquet' : 'paquets'}, ${size}, temps d'antenne ${airtime}`,
    mqtt: (share) => `${share} via MQTT`,
    channel: (mean, peak) => `Usage du canal : moy. ${mean} %, max ${peak}`,
  },
};

const GLOBAL = ['global', 'g'];

/** Each is a command of its own as well. */
const SUBS: readonly { readonly command: CommandDefinition; readonly words: readonly string[] }[] = [
  { command: top, words: ['top', 't'] },
  { command: packets, words: ['packets', 'p', 'pkt', 'packet', 'paquets'] },
  { command: channel, words: ['channel', 'ch', 'c', 'canal'] },
  { command: histo, words: ['histo', 'h', 'histogram'] },
  { command: traffic, words: ['traffic', 'trafic', 'tr'] },
  { command: hop, words: ['hop', 'hops', 'sauts'] },
];

const USUAL_HOURS = 24;
const WORD_BYTES = 20;
const TALKERS = { brief: 3, long: 10 } as const;
const SHARED: readonly PacketKind[] = ['telemetry', 'position', 'text'];

export const stats: CommandDefinition = {
  ...STATISTIC,
  name: 'stats',
  aliases: ['st'],
  args: { min: 0, max: 3 },
  texts: {
    en: {
      name: 'stats',
      usage: '[global|top|packets|channel|histo|traffic|hop] [HOURS]',
      summary: 'what goes on in the mesh',
      example: '/stats 48, /stats top 24',
    },
    fr: {
      name: 'stats',
      usage: '[global|top|paquets|canal|histo|trafic|sauts] [HEURES]',
      summary: 'ce qui se passe sur le réseau',
      example: '/stats 48, /stats top 24',
    },
  },
  options: hoursBack(USUAL_HOURS, {
    en: {
      global: 'the whole mesh, also without a word',
      'top, packets, channel, histo, traffic, hop': 'what the command of that name tells',
    },
    fr: {
      global: 'tout le réseau, aussi sans un mot',
      'top, paquets, canal, histo, trafic, sauts': 'ce que dit la commande de ce nom',
    },
  }),
  see: ['top', 'histo'],
  create: (context) => {
    const handlers = new Map(SUBS.map(({ command }) => [command, command.create(context)]));
    return { run: (call) => dispatch(context, call, handlers) };
  },
};

type Handlers = ReadonlyMap<CommandDefinition, Handler>;

/** The first argument may be left out, or be the hours of the usual statistic. */
function dispatch(context: BotContext, call: Call, handlers: Handlers): Promise<Reply> | Reply {
  const [word = '', ...rest] = call.args;
  const sub = SUBS.find(({ words }) => words.includes(fold(word)));
  if (sub) {
    if (rest.length > (sub.command.args?.max ?? 0)) throw usageError(sub.command, call);
    return handlers.get(sub.command)?.run({ ...call, args: rest }) ?? '';
  }
  if (GLOBAL.includes(fold(word))) return global(context, { ...call, args: rest });
  if (word === '' || /^\d/.test(word)) return global(context, call);
  const subs = [GLOBAL[0], ...SUBS.map(({ command }) => command.texts[call.language].name)].join(' ');
  throw new UserError(TEXTS[call.language].unknown(cutToBytes(cleanName(word), WORD_BYTES), subs));
}

interface Overview {
  readonly period: Period;
  readonly heard: MeshTraffic;
  readonly use: ChannelHours;
  readonly talkers: readonly NodeTraffic[];
}

function global(context: BotContext, call: Call): string {
  const { history } = context;
  const [text, surplus] = call.args;
  const { isBrief } = call.request;
  if (surplus !== undefined) throw usageError(stats, call);
  const period = periodOf(context, call, stats, { text, usual: USUAL_HOURS, limits: WEEK_HOURS });
  const heard = history.traffic(period.span);
  if (heard.packets === 0) return radioSilence(context, call, period);
  const use = history.channelHours(period.span);
  const talkers = history.talkers(period.span, TALKERS[isBrief ? 'brief' : 'long']);
  return (isBrief ? brief : long)(context, call, { period, heard, use, talkers });
}

function brief(context: BotContext, call: Call, overview: Overview): string {
  const { language } = call;
  const text = TEXTS[language];
  const { period, heard, use, talkers } = overview;
  const texts = countOf(heard, 'text');
  const named = talkers.map(({ nodeNum, packets }) => `${shortNameOf(context.nodes, nodeNum)} ${packets}`);
  const head = [text.head(period.name, heard.packets), nodesHeard(overview, language), `${texts} msg`];
  return fitPage([
    line(join(head, ' ')),
    ...useLine(context, language, use).map((words) => line(text.use(...words), 2)),
    line(join([text.top, ...named], ' '), 1),
    line(shares(heard, language), 3),
  ]);
}

/** Who is new can be told only by whoever was there before. */
function nodesHeard({ period, heard }: Overview, language: Call['language']): string {
  return TEXTS[language].nodes(heard.nodes, period.isKnown ? heard.newNodes : 0);
}

function line(text: string, drop = 0): Line {
  return { parts: [{ text, drop }] };
}

function countOf({ kinds }: MeshTraffic, wanted: PacketKind): number {
  return kinds.find(({ kind }) => kind === wanted)?.packets ?? 0;
}

/** Mean and peak; nothing where no node told. */
function useLine(
  { clock }: BotContext,
  language: Call['language'],
  use: ChannelHours,
): [mean: string, peak: string][] {
  const peak = peakOf(use);
  if (use.mean === undefined || !peak) return [];
  const at = hourAndDay(peak.at, clock.now(), language);
  return [[decimal(use.mean, 1, language), `${Math.round(peak.mean)}% ${at}`]];
}

function shares(heard: MeshTraffic, language: Call['language']): string {
  const parts = SHARED.map((kind) => {
    const share = Math.round(percentOf(countOf(heard, kind), heard.packets));
    return share > 0 ? `${SHORT_KINDS[language][kind]} ${share}%` : '';
  });
  return join(parts, ' ');
}

function long(context: BotContext, call: Call, overview: Overview): string {
  const { language } = call;
  const { period, heard, use, talkers } = overview;
  const text = TEXTS[language];
  const sums = text.long(heard.packets, longSize(heard.bytes, language), airtime(heard.airtimeMs));
  return [
    `${text.head(period.longName, heard.packets)} ${nodesHeard(overview, language)}`,
    join([sums, text.mqtt(percent(heard.viaMqtt, heard.packets, language))]),
    ...useLine(context, language, use).map((words) => text.channel(...words)),
    '',
    ...nodeTable(context, talkers, heard, language),
    '',
    ...kindTable(heard.kinds, heard, language),
  ].join('\n');
}
