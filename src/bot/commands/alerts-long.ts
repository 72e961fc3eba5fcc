/** The alerts for a wide screen: what is raised in sentences, the rest in a line, and the last messages. */
import type { AlertDelivery, AlertEvent } from '../../mesh/alert-store.js';
import { parseNodeId } from '../../mesh/ids.js';
import type { AlertDesk, AlertRow } from '../alert-desk.js';
import type { Call, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext } from '../context.js';
import { FAILURE_WORDS } from '../delivery-words.js';
import { startOfDay } from '../format.js';
import { longNameOf } from '../node-names.js';
import { whenIn } from '../when.js';

interface LongTexts {
  readonly calm: string;
  readonly calmBut: string;
  since(time: string): string;
  dark(what: string, since: string): string;
  ended(list: string): string;
  quiet(list: string): string;
  near(list: string): string;
  unseen(list: string): string;
  readonly nobody: string;
  readonly deliveries: string;
  delivery(message: { at: string; to: string; what: string; end: string; tries: number }): string;
  readonly test: string;
  readonly events: Readonly<Record<AlertEvent, string>>;
  readonly ends: Readonly<Record<AlertDelivery['state'], string>>;
  /** Why it is so, where a delivery failure does not say it. */
  readonly reasons: Readonly<Record<string, string>>;
}

const TEXTS: Texts<LongTexts> = {
  en: {
    calm: 'No alert now.',
    calmBut: 'Else no alert.',
    since: (time) => `since ${time}`,
    dark: (what, since) => `❓ ${what}: I cannot tell ${since}.`,
    ended: (list) => `Ended today: ${list}`,
    quiet: (list) => `Quiet: ${list}.`,
    near: (list) => `May come soon: ${list}.`,
    unseen: (list) => `Not measured here, or not yet: ${list}.`,
    nobody: 'Nobody has subscribed: alerts go to the log.',
    deliveries: 'Last messages',
    delivery: ({ at, to, what, end, tries }) =>
      `${at} to ${to}: ${what}; ${end}${tries > 1 ? `, ${tries} tries` : ''}`,
    test: 'test',
    events: {
      raised: 'raised',
      risen: 'worse',
      reminded: 'still raised',
      cleared: 'over',
      lost: 'no news',
      regained: 'checked again',
      unstable: 'comes and goes',
      happened: 'happened',
    },
    ends: {
      held: 'held back',
      queued: 'on its way',
      unheard: 'waits until the node is heard',
      delivered: 'delivered',
      relayed: 'relayed',
      sent: 'sent, unconfirmed',
      failed: 'failed',
      expired: 'too late to send',
      dropped: 'not sent',
    },
    reasons: {
      quiet: 'quiet hours',
      throttle: 'told of it a moment ago',
      too_many: 'too many at once',
      on_its_way: 'one is on its way',
      over: 'over by then',
      superseded: 'a newer one took its place',
      lost: 'lost in a restart',
      acknowledged: 'somebody has seen to it',
      no_such_node: 'no such node',
      no_such_user: 'no such person',
    },
  },
  fr: {
    calm: 'Aucune alerte.',
    calmBut: 'Sinon aucune alerte.',
    since: (time) => `depuis ${time}`,
    dark: (what, since) => `❓ ${what} : je ne peux pas le dire ${since}.`,
    ended: (list) => `Finies aujourd'hui : ${list}`,
    quiet: (list) => `Calme : ${list}.`,
    near: (list) => `Peut-être bientôt : ${list}.`,
    unseen: (list) => `Sans mesure ici, ou pas encore : ${list}.`,
    nobody: "Personne n'est abonné : les alertes vont au journal.",
    deliveries: 'Derniers messages',
    delivery: ({ at, to, what, end, tries }) =>
      `${at} à ${to} : ${what} ; ${end}${tries > 1 ? `, ${tries} essais` : ''}`,
    test: 'essai',
    events: {
      raised: 'début',
      risen: 'aggravation',
      reminded: 'toujours en cours',
      cleared: 'fin',
      lost: 'sans nouvelles',
      regained: 'vérifié à nouveau',
      unstable: 'va et vient',
      happened: 'arrivé',
    },
    ends: {
      held: 'retenu',
      queued: 'en route',
      unheard: "attend d'entendre le nœud",
      delivered: 'remis',
      relayed: 'relayé',
      sent: 'envoyé, sans confirmation',
      failed: 'échec',
      expired: "trop tard pour l'envoyer",
      dropped: 'non envoyé',
    },
    reasons: {
      quiet: 'heures de silence',
      throttle: 'déjà dit il y a peu',
      too_many: 'trop à la fois',
      on_its_way: 'un autre est en route',
      over: 'fini entre-temps',
      superseded: 'remplacé par un plus récent',
      lost: 'perdu dans un redémarrage',
      acknowledged: "quelqu'un s'en occupe",
      no_such_node: 'nœud inconnu',
      no_such_user: 'personne inconnue',
    },
  },
};

const SHOWN_DELIVERIES = 10;

/** What is unknown is never counted as calm. */
export function alertsReport(context: BotContext, desk: AlertDesk, { language }: Call): string[] {
  const text = TEXTS[language];
  const now = context.clock.now();
  const rows = desk.rows(language);
  const raised = rows.filter(({ state }) => state === 'raised');
  const dark = rows.filter(({ state }) => state === 'dark');
  const ended = desk.ended(startOfDay(now), language);
  const calm = dark.length > 0 ? text.calmBut : text.calm;
  const deliveries = desk.deliveries(SHOWN_DELIVERIES).map((each) => deliveryLine(context, each, language));
  return [
    ...raised.map((row) => sentence(row, whenIn(row.since ?? now, now, language), text)),
    ...dark.map(({ label, since = now }) => text.dark(label, text.since(whenIn(since, now, language)))),
    ...(raised.length > 0 ? [] : [calm]),
    ...(ended.length > 0 ? [text.ended(ended.join('; '))] : []),
    rest(rows, text),
    ...(desk.hasAudience ? [] : [text.nobody]),
    ...(deliveries.length > 0 ? ['', text.deliveries, ...deliveries, ''] : []),
  ];
}

/** As it is told, since when, and what can be done. */
function sentence({ words, advice }: AlertRow, when: string, text: LongTexts): string {
  return join([words, words.includes(when) ? undefined : `(${text.since(when)})`, advice], ' ');
}

/** What is watched and not raised, in one line. */
function rest(rows: readonly AlertRow[], text: LongTexts): string {
  const of = (wanted: AlertRow['state']) =>
    [...new Set(rows.filter(({ state }) => state === wanted).map(({ label }) => label))].join(', ');
  const [quiet, near, unseen] = [of('normal'), of('pending'), of('unseen')];
  return join([quiet && text.quiet(quiet), near && text.near(near), unseen && text.unseen(unseen)], ' ');
}

function deliveryLine(
  { nodes, clock }: BotContext,
  { madeAt, userId, covers, state, reason, tries }: AlertDelivery,
  language: Call['language'],
): string {
  const text = TEXTS[language];
  const what = covers.map(({ alert, subject, event }) => join([alert, subject, text.events[event]], ' '));
  const nodeNum = userId.startsWith('mesh:') ? parseNodeId(userId.slice('mesh:'.length)) : undefined;
  return text.delivery({
    at: whenIn(madeAt, clock.now(), language),
    to: nodeNum === undefined ? userId : longNameOf(nodes, nodeNum),
    what: join(what) || text.test,
    end: reason === undefined ? text.ends[state] : `${text.ends[state]} (${reasonIn(reason, language)})`,
    tries,
  });
}

function reasonIn(reason: string, language: Call['language']): string {
  const failures: Readonly<Record<string, string>> = FAILURE_WORDS[language];
  return TEXTS[language].reasons[reason] ?? failures[reason] ?? reason.replaceAll('_', ' ');
}
