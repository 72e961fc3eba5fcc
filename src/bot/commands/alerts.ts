import { UserError } from '../../util/errors.js';
import { cleanName, cutToBytes, fold } from '../../util/text.js';
import type { AlertDesk } from '../alert-desk.js';
import type { Call, Reply, Texts } from '../command.js';
import { fitPage, type Part } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { startOfDay } from '../format.js';
import { COMMON } from '../texts.js';
import { topicNames } from '../topics.js';
import { usageError } from '../usage.js';
import { alertsReport } from './alerts-long.js';

interface AlertsTexts {
  readonly now: string;
  readonly ended: string;
  youGet(topics: string): string;
  readonly calm: string;
  readonly calmBut: string;
  sources(list: string): string;
  tested(name: string): string;
  /** `name` is empty where none was given. */
  names(name: string, list: string): string;
  readonly noWay: string;
}

const TEXTS: Texts<AlertsTexts> = {
  en: {
    now: 'Now: ',
    ended: 'Ended: ',
    youGet: (topics) => `You get: ${topics || 'none'}`,
    calm: 'No alert now.',
    calmBut: 'Else no alert.',
    sources: (list) => `Sources ok: ${list}.`,
    tested: (name) => `TEST ${name} is on its way to you.`,
    names: (name, list) =>
      `${name ? `I do not know the alert ${name}.` : 'Which alert? /alerts test NAME.'} There are: ${list}`,
    noWay: 'Nothing can be sent to a console. Try it from your node.',
  },
  fr: {
    now: 'En cours : ',
    ended: 'Finie : ',
    youGet: (topics) => `Vous : ${topics || 'rien'}`,
    calm: 'Aucune alerte.',
    calmBut: 'Sinon aucune alerte.',
    sources: (list) => `Sources ok : ${list}.`,
    tested: (name) => `TEST ${name} est en route vers vous.`,
    names: (name, list) =>
      `${name ? `Je ne connais pas l'alerte ${name}.` : 'Quelle alerte ? /alertes test NOM.'} Il y a : ${list}`,
    noWay: "Rien ne s'envoie à une console. Essayez depuis votre nœud.",
  },
};

export const alerts: CommandDefinition = {
  name: 'alerts',
  aliases: ['alertes'],
  switchedOnBy: 'alerts.enabled',
  role: 'any',
  roleFor: ({ args }) => (isTest(args[0]) ? 'admin' : 'any'),
  places: ['direct', 'listed-channel', 'telegram', 'console'],
  group: 'sky',
  isMinor: true,
  args: { min: 0, max: Number.POSITIVE_INFINITY },
  texts: {
    en: {
      name: 'alerts',
      usage: '[test NAME]',
      summary: 'warnings now and today, and what you get',
      example: '',
    },
    fr: {
      name: 'alertes',
      usage: '[test NOM]',
      summary: 'alertes en cours et du jour, et les vôtres',
      example: '',
    },
  },
  options: {
    en: { 'test NAME': 'sends you that alert, marked TEST (admins)' },
    fr: { 'test NOM': 'vous envoie cette alerte, marquée TEST (admins)' },
  },
  see: ['subscribe'],
  create: (context) => ({
    isAvailable: () => context.alerts !== undefined,
    offers: (call) => offered(context.alerts, call),
    run: (call) => {
      const { alerts: desk } = context;
      const [order, ...rest] = call.args;
      if (!desk) throw new UserError(COMMON[call.language].notSetUp(alerts.texts[call.language].name));
      if (isTest(order)) return test(desk, call, rest.join(' '));
      if (order !== undefined) throw usageError(alerts, call);
      return call.request.isBrief ? brief(context, desk, call) : long(context, desk, call);
    },
  }),
};

/** Names may have blanks: what stands already is left out. */
function offered(
  desk: AlertDesk | undefined,
  { request, language, args }: Pick<Call, 'request' | 'language' | 'args'>,
): readonly string[] {
  if (!desk || request.user.role !== 'admin') return [];
  const [order, ...begun] = args;
  if (order === undefined) return ['test'];
  if (!isTest(order)) return [];
  const names = desk.namesIn(language).map((name) => name.split(' '));
  const fitting = names.filter((words) =>
    begun.every((word, index) => fold(words[index] ?? '') === fold(word)),
  );
  return fitting.map((words) => words.slice(begun.length).join(' ')).filter((left) => left !== '');
}

const NAME_BYTES = 40;

function isTest(order: string | undefined): boolean {
  return order?.toLowerCase() === 'test';
}

function test(desk: AlertDesk, { request, language }: Call, name: string): Reply {
  const text = TEXTS[language];
  const outcome = desk.test(name, request.user.id, language);
  if (outcome === 'unknown') {
    const asked = cutToBytes(cleanName(name), NAME_BYTES);
    throw new UserError(text.names(asked, desk.namesIn(language).join(', ')));
  }
  return outcome === 'sent' ? text.tested(name) : text.noWay;
}

/** What is unknown is never counted as calm. */
function brief({ users, clock }: BotContext, desk: AlertDesk, { request, language }: Call): Reply {
  const text = TEXTS[language];
  const active = desk.active(language);
  const ended = desk.ended(startOfDay(clock.now()), language);
  const unknown = desk.unknown(language);
  const sources = desk.sources(language);
  const topics = topicNames(users.subscriptionsOf(request.user.id), language);
  const mine = { text: text.youGet(topics), drop: 1 };
  const mineAtEnd = active.length > 0 || ended.length > 0;
  const calmParts = active.length > 0 ? [] : calm(unknown, sources, text);
  return fitPage([
    { parts: listOf(text.now, active), glue: '; ' },
    { parts: listOf('', unknown), glue: '; ' },
    { parts: mineAtEnd ? calmParts : [...calmParts, mine], glue: ' ' },
    { parts: ended.length > 0 ? [{ text: `${text.ended}${ended.join('; ')}`, drop: 2 }] : [] },
    { parts: mineAtEnd ? [mine] : [] },
  ]);
}

function calm(unknown: readonly string[], sources: readonly string[], text: AlertsTexts): Part[] {
  const word = { text: unknown.length > 0 ? text.calmBut : text.calm };
  return sources.length === 0 ? [word] : [word, { text: text.sources(sources.join(', ')), drop: 3 }];
}

/** The first one stays; the last one goes first. */
function listOf(head: string, items: readonly string[]): Part[] {
  return items.map((item, index) =>
    index === 0 ? { text: `${head}${item}` } : { text: item, drop: 3 + index },
  );
}

function long(context: BotContext, desk: AlertDesk, call: Call): Reply {
  const topics = topicNames(context.users.subscriptionsOf(call.request.user.id), call.language);
  return [...alertsReport(context, desk, call), TEXTS[call.language].youGet(topics)].join('\n');
}
