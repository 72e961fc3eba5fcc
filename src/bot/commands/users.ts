import type { NodeNum } from '../../mesh/ids.js';
import { isSameKey } from '../../mesh/key-store.js';
import type { Call, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { longAgo } from '../format.js';
import { allNamesOf } from '../node-names.js';
import type { AdmittedPerson } from '../pairing.js';
import { ROLE_WORDS } from '../role-words.js';
import { table } from '../table.js';
import { topicNames } from '../topics.js';

/** By which key somebody is an admin, if by any. */
type Standing = 'configured' | 'trusted' | 'none' | 'changed';

interface UsersTexts {
  readonly admins: string;
  readonly noAdmins: string;
  readonly visitors: string;
  readonly noVisitors: string;
  readonly standing: Readonly<Record<Standing, string>>;
  readonly columns: readonly [string, string, string, string, string];
  readonly elsewhere: string;
  readonly code: string;
  readonly elsewhereColumns: readonly [string, string, string, string, string];
}

const TEXTS: Texts<UsersTexts> = {
  en: {
    admins: 'Admins on the mesh (admins.nodes)',
    noAdmins: 'No admins on the mesh: admins.nodes is empty.',
    visitors: 'People who proved who they are',
    noVisitors: 'Nobody has proved yet who he is.',
    standing: {
      configured: 'by the key in the configuration',
      trusted: 'by the key trusted here',
      none: 'not yet: trust NODE',
      changed: 'not now: its key has changed, keys NODE',
    },
    columns: ['Id', 'Name', 'Role', 'Last use', 'Alerts'],
    elsewhere: 'People beyond the mesh',
    code: 'a code (unpair ID)',
    elsewhereColumns: ['Platform', 'Id', 'Name', 'Role', 'By'],
  },
  fr: {
    admins: 'Admins sur le mesh (admins.nodes)',
    noAdmins: 'Aucun admin sur le mesh : admins.nodes est vide.',
    visitors: 'Personnes qui ont prouvé qui elles sont',
    noVisitors: "Personne n'a encore prouvé qui il est.",
    standing: {
      configured: 'par la clé de la configuration',
      trusted: 'par la clé approuvée ici',
      none: 'pas encore : confiance NOEUD',
      changed: 'pas maintenant : sa clé a changé, cles NOEUD',
    },
    columns: ['Id', 'Nom', 'Rôle', 'Dernier usage', 'Alertes'],
    elsewhere: 'Personnes hors du mesh',
    code: 'un code (desappairer NUMERO)',
    elsewhereColumns: ['Plateforme', 'Numéro', 'Nom', 'Rôle', 'Par'],
  },
};

export const users: CommandDefinition = {
  name: 'users',
  aliases: ['utilisateurs'],
  role: 'admin',
  places: ['console'],
  group: 'you',
  isMinor: true,
  texts: {
    en: { name: 'users', usage: '', summary: 'who may do what, and who was here', example: '/users' },
    fr: {
      name: 'utilisateurs',
      usage: '',
      summary: 'qui peut quoi, et qui est passé',
      example: '/utilisateurs',
    },
  },
  see: ['trust', 'unpair', 'block', 'audit'],
  create: (context) => ({
    run: (call) =>
      [
        ...adminLines(context, call),
        '',
        ...elsewhereLines(context, call),
        ...visitorLines(context, call),
      ].join('\n'),
  }),
};

function adminLines(context: BotContext, { language }: Call): readonly string[] {
  const text = TEXTS[language];
  const { nodes } = context.settings.admins;
  if (nodes.length === 0) return [text.noAdmins];
  return [
    text.admins,
    ...nodes.map(({ nodeNum, publicKey }) => {
      return `${allNamesOf(context.nodes, nodeNum)}: ${text.standing[standingOf(context, nodeNum, publicKey)]}`;
    }),
  ];
}

function standingOf(
  { keys, house }: BotContext,
  nodeNum: NodeNum,
  publicKey: Uint8Array | undefined,
): Standing {
  const key = publicKey ?? house.trustedKey(nodeNum)?.key;
  if (!key) return 'none';
  const { trusted, pending } = keys.of(nodeNum);
  if (pending || (trusted && !isSameKey(trusted.key, key))) return 'changed';
  return publicKey ? 'configured' : 'trusted';
}

/** Who may speak to the bot without a node. */
function elsewhereLines({ pairing }: BotContext, { language }: Call): readonly string[] {
  const text = TEXTS[language];
  const rows = (pairing?.admitted ?? []).flatMap((person) => {
    const { userId, paired } = person;
    const [platform, id] = userId.split(':');
    const names = [paired?.name, paired?.shortName].filter((name) => name !== undefined).join(' ');
    return grounds(person, text.code).map(({ role, by }) => [
      platform,
      id,
      names || undefined,
      ROLE_WORDS[language][role],
      by,
    ]);
  });
  if (rows.length === 0) return [];
  const columns = text.elsewhereColumns.map((title) => ({ title }));
  return [text.elsewhere, ...table(columns, rows), ''];
}

/** He has the higher one of his roles, and keeps the other when it is taken back. */
function grounds({ paired, listed }: AdmittedPerson, code: string) {
  return [
    ...(listed ? [{ role: listed.role, by: listed.key }] : []),
    ...(paired && paired.role !== 'any' ? [{ role: paired.role, by: code }] : []),
  ];
}

function visitorLines({ visitors, users: people, clock }: BotContext, { language }: Call): readonly string[] {
  const text = TEXTS[language];
  const roles: Readonly<Record<string, string>> = ROLE_WORDS[language];
  const { all } = visitors;
  if (all.length === 0) return [text.noVisitors];
  const rows = all.map(({ userId, name, role, lastAt }) => [
    userId,
    name,
    roles[role],
    longAgo(clock.now() - lastAt, language),
    topicNames(people.subscriptionsOf(userId), language) || undefined,
  ]);
  return [
    text.visitors,
    ...table(
      text.columns.map((title) => ({ title })),
      rows,
    ),
  ];
}
