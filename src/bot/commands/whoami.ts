import { isSameKey } from '../../mesh/key-store.js';
import type { Call, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { dayAndMonth } from '../format.js';
import { allNamesOf } from '../node-names.js';
import type { Request, Role } from '../request.js';
import { ROLE_WORDS } from '../role-words.js';
import { authorOf } from '../spoken-line.js';
import { topicNames } from '../topics.js';

interface WhoamiTexts {
  proofKey(key: string, since: string): string;
  readonly proofLocal: string;
  /** An account of Telegram, which vouches for it. */
  proofPaired(since: string): string;
  readonly proofListed: string;
  readonly proofNone: string;
  role(role: Role, language: string): string;
  left(left: number, of: number, minutes: number): string;
  readonly unlimited: string;
  alerts(topics: string): string;
  mail(count: number): string;
  onMesh(author: string): string;
}

const TEXTS: Texts<WhoamiTexts> = {
  en: {
    proofKey: (key, since) => `Proof: PKI, key ${key} since ${since}`,
    proofLocal: 'Proof: you are on this machine',
    proofPaired: (since) => `Proof: your Telegram account, paired since ${since}`,
    proofListed: 'Proof: your Telegram account, listed by the operator',
    proofNone: 'Proof: none (not an encrypted DM with the key I know)',
    role: (role, language) => `Role ${role}, lang ${language}`,
    left: (left, of, minutes) => `Left ${left} of ${of} (${minutes} min)`,
    unlimited: 'No limits',
    alerts: (topics) => `Alerts: ${topics}`,
    mail: (count) => `Mail: ${count} waiting, see tell list`,
    onMesh: (author) => `On the mesh you are ${author}`,
  },
  fr: {
    proofKey: (key, since) => `Preuve : PKI, clé ${key} depuis le ${since}`,
    proofLocal: 'Preuve : vous êtes sur cette machine',
    proofPaired: (since) => `Preuve : votre compte Telegram, appairé depuis le ${since}`,
    proofListed: "Preuve : votre compte Telegram, inscrit par l'exploitant",
    proofNone: 'Preuve : aucune (pas un DM chiffré avec la clé connue)',
    role: (role, language) => `Rôle ${ROLE_WORDS.fr[role]}, langue ${language}`,
    left: (left, of, minutes) => `Reste ${left} sur ${of} (${minutes} min)`,
    unlimited: 'Sans limites',
    alerts: (topics) => `Alertes : ${topics}`,
    mail: (count) => `Courrier : ${count} en attente, voir dire liste`,
    onMesh: (author) => `Sur le réseau vous êtes ${author}`,
  },
};

/** Enough of a key to compare by eye. */
const KEY_LETTERS = 8;

export const whoami: CommandDefinition = {
  name: 'whoami',
  aliases: ['qui'],
  role: 'any',
  places: ['direct', 'telegram', 'console'],
  group: 'you',
  isMinor: true,
  texts: {
    en: { name: 'whoami', usage: '', summary: 'who I think you are', example: '/whoami' },
    fr: { name: 'qui', usage: '', summary: 'qui je crois que vous êtes', example: '/qui' },
  },
  see: ['lang'],
  create: (context) => ({
    run: (call) => {
      const { user } = call.request;
      const text = TEXTS[call.language];
      return join(
        [
          identity(context, call),
          proof(context, call),
          text.role(user.role, call.language),
          share(context, call),
          author(context, call),
          subscriptions(context, call),
          mail(context, call),
        ],
        '\n',
      );
    },
  }),
};

function identity({ nodes }: BotContext, { request: { user } }: Call): string {
  if (user.nodeNum === undefined) return user.id;
  return allNamesOf(nodes, user.nodeNum);
}

function proof(context: BotContext, call: Call): string {
  const { user, platform } = call.request;
  const { language } = call;
  const text = TEXTS[language];
  if (platform === 'console') return text.proofLocal;
  if (platform === 'telegram' && user.role !== 'any') {
    const person = context.users.person(user.id);
    const isPaired = person !== undefined && person.role !== 'any';
    return isPaired ? text.proofPaired(dayAndMonth(person.since, language)) : text.proofListed;
  }
  const shown = keyOf(context, call.request);
  if (user.role === 'any' || !shown) return text.proofNone;
  const key = Buffer.from(shown.key).toString('base64').slice(0, KEY_LETTERS);
  return text.proofKey(key, dayAndMonth(shown.seenAt, language));
}

/** What he wrote under; the key of an admin need not be the one that was seen first. */
function keyOf({ nodes, keys }: BotContext, { user: { nodeNum }, packet }: Request) {
  if (nodeNum === undefined) return undefined;
  const used = packet?.publicKey;
  const record = keys.history(nodeNum).find(({ key }) => used && isSameKey(key, used));
  return record ? { key: record.key, seenAt: record.firstSeen } : nodes.get(nodeNum)?.firstKey;
}

function share({ limits }: BotContext, { request, language }: Call): string {
  if (request.platform === 'console') return TEXTS[language].unlimited;
  const { left, of, nextMs } = limits.left(request);
  return TEXTS[language].left(left, of, Math.ceil(nextMs / 60_000));
}

/** What stands before his texts there. */
function author(context: BotContext, { request: { user, platform }, language }: Call): string | undefined {
  if (platform !== 'telegram') return undefined;
  return TEXTS[language].onMesh(authorOf(context.users, user, context));
}

/** Beside the rest there is no room for it on a small screen. */
function mail({ mailbox }: BotContext, { request, language }: Call): string | undefined {
  const waiting = request.isBrief ? 0 : (mailbox?.lettersOf(request.user.id).length ?? 0);
  return waiting > 0 ? TEXTS[language].mail(waiting) : undefined;
}

function subscriptions({ users }: BotContext, { request, language }: Call): string | undefined {
  const topics = topicNames(users.subscriptionsOf(request.user.id), language);
  return topics ? TEXTS[language].alerts(topics) : undefined;
}
