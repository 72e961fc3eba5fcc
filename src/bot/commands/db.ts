import type { HistorySizes } from '../../mesh/history-sizes.js';
import type { LinkSource } from '../../mesh/link-sums.js';
import { fold } from '../../util/text.js';
import { count, longSize, size } from '../amounts.js';
import type { Call, Reply } from '../command.js';
import { fitPage, join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { dayAndMonth, longAgo } from '../format.js';
import { inHours, lastHours } from '../hours.js';
import { SOURCE_LETTERS } from '../radio-links.js';
import type { Language } from '../request.js';
import { table } from '../table.js';
import { usageError } from '../usage.js';
import { whenIn } from '../when.js';
import { clean, vacuum } from './db-care.js';
import { DB_TEXTS } from './db-texts.js';

type Sub = 'stats' | 'info' | 'neighbors' | 'clean' | 'vacuum';

const WORDS: Readonly<Record<string, Sub>> = {
  stats: 'stats',
  s: 'stats',
  info: 'info',
  i: 'info',
  neighbors: 'neighbors',
  neighbours: 'neighbors',
  nb: 'neighbors',
  voisins: 'neighbors',
  clean: 'clean',
  nettoyer: 'clean',
  vacuum: 'vacuum',
  compacter: 'vacuum',
  v: 'vacuum',
};

const DESTRUCTIVE: readonly (Sub | undefined)[] = ['clean', 'vacuum'];
const LINK_HOURS = 720;

export const db: CommandDefinition = {
  name: 'db',
  aliases: ['base'],
  role: 'known',
  roleFor: ({ args }) => (DESTRUCTIVE.includes(subIn(args)) ? 'admin' : 'known'),
  places: ['direct', 'telegram', 'console'],
  group: 'stat',
  isMinor: true,
  args: { min: 0, max: 2 },
  asksHistory: true,
  texts: {
    en: {
      name: 'db',
      usage: '[stats|info|neighbors|clean HOURS 24-720|vacuum]',
      summary: 'what I remember, and how much room it takes',
      example: '/db info, /db clean 720',
    },
    fr: {
      name: 'base',
      usage: '[stats|info|voisins|nettoyer HEURES 24-720|compacter]',
      summary: 'ce dont je me souviens, et la place que cela prend',
      example: '/base info, /base nettoyer 720',
    },
  },
  options: {
    en: {
      stats: 'size, what is kept, and the last check; also without a word',
      info: 'table by table',
      neighbors: 'where the radio links come from',
      'clean HOURS': 'deletes what is older, as 168 or 7d (admins)',
      vacuum: 'gives free room back to the disk (admins)',
    },
    fr: {
      stats: 'taille, durée de garde et dernier test ; aussi sans un mot',
      info: 'table par table',
      voisins: "d'où viennent les liens radio",
      'nettoyer HEURES': 'efface ce qui est plus ancien, 168 ou 7j (admins)',
      compacter: 'rend la place libre au disque (admins)',
    },
  },
  see: ['stats'],
  create: (context) => ({ run: (call) => dispatch(context, call) }),
};

function subIn([word = 'stats']: readonly string[]): Sub | undefined {
  return WORDS[fold(word)];
}

function dispatch(context: BotContext, call: Call): Reply {
  const sub = subIn(call.args);
  if (sub === undefined || (sub !== 'clean' && call.args.length > 1)) throw usageError(db, call);
  if (sub === 'clean') return clean(context, call, db);
  if (sub === 'vacuum') return vacuum(context, call);
  return SHOWN[sub](context, call);
}

const SHOWN = { stats: sizesOf, info: tablesOf, neighbors: linksOf } as const;

function sizesOf(context: BotContext, call: Call): string {
  const { language, request } = call;
  const text = DB_TEXTS[language];
  const sizes = context.history.sizes();
  const { fileBytes, freeBytes, ceilingBytes, keepDays, queued, lost } = sizes;
  const rows = (name: string) => count(rowsOf(sizes, name), language);
  const head = join(
    [
      text.head(size(fileBytes, language), [rows('packets'), rows('texts'), rows('nodes')]),
      sizes.since === undefined ? undefined : text.since(dayAndMonth(sizes.since, language)),
    ],
    ' ',
  );
  const kept = text.long.keeps(keepDays.packets, keepDays.texts, keepDays.sums);
  const lines = request.isBrief
    ? [text.keeps(keepDays.packets, keepDays.texts)]
    : [text.long.head(longSize(fileBytes, language), longSize(freeBytes, language)), kept];
  return [
    head,
    ...lines,
    join([diskOf(sizes, language), checkOf(context, sizes, language)]),
    ...(lost > 0 ? [text.lost(count(lost, language))] : []),
    ...(request.isBrief
      ? []
      : [text.long.ceiling(longSize(ceilingBytes, language)), text.long.waiting(queued, lost)]),
  ].join('\n');
}

function rowsOf({ tables }: HistorySizes, name: string): number {
  return tables.find(({ table: found }) => found === name)?.rows ?? 0;
}

function diskOf({ diskFreeBytes }: HistorySizes, language: Language): string {
  return DB_TEXTS[language].disk(diskFreeBytes === undefined ? undefined : size(diskFreeBytes, language));
}

function checkOf({ clock }: BotContext, { lastCheck }: HistorySizes, language: Language): string {
  const text = DB_TEXTS[language];
  if (!lastCheck) return text.unchecked;
  return text.checked(whenIn(lastCheck.at, clock.now(), language), lastCheck.damage === undefined);
}

function tablesOf(context: BotContext, { language, request }: Call): string {
  const text = DB_TEXTS[language];
  const sizes = context.history.sizes();
  const tables = sizes.tables.toSorted((a, b) => b.rows - a.rows);
  const all = tables.reduce((sum, { rows }) => sum + rows, 0);
  const head = text.info(sizes.schemaVersion, tables.length, sizes.indexes, count(all, language));
  const check = checkOf(context, sizes, language);
  if (!request.isBrief) {
    const [title, rows] = text.long.tables;
    const cells = tables.map((row) => [row.table, String(row.rows)]);
    return [
      head,
      check,
      '',
      ...table([{ title }, { title: rows, isNumber: true }], cells),
      text.long.approximate,
    ].join('\n');
  }
  return fitPage([
    { parts: [{ text: head }] },
    {
      parts: tables.map((row, index) => ({ text: `${row.table} ${count(row.rows, language)}`, drop: index })),
    },
    { parts: [{ text: check }] },
  ]);
}

const SOURCES: readonly LinkSource[] = ['neighbor', 'direct', 'trace', 'mqtt'];

function linksOf(context: BotContext, { language, request }: Call): string {
  const { history, clock } = context;
  const text = DB_TEXTS[language];
  const { links, sources } = history.linkOverview(lastHours(LINK_HOURS, clock.now()));
  const period = inHours(LINK_HOURS, language);
  if (links === 0) return text.noLinks(period);
  const found = SOURCES.flatMap((source) => sources.find((totals) => totals.source === source) ?? []);
  const head = text.links(period, links);
  if (!request.isBrief) {
    const [title, ...numbers] = text.long.links;
    const cells = found.map((totals) => [
      text.long.sources[totals.source],
      String(totals.links),
      String(totals.count),
      longAgo(clock.now() - totals.lastAt, language),
    ]);
    const columns = [{ title }, ...numbers.map((number) => ({ title: number, isNumber: true }))];
    return [head, ...table(columns, cells)].join('\n');
  }
  const seen = found.map((totals) => `${SOURCE_LETTERS[totals.source]} ${count(totals.count, language)}`);
  return `${head}\n${seen.join(' ')}`;
}
