import { formatNodeId, type NodeNum } from '../../mesh/ids.js';
import { UserError } from '../../util/errors.js';
import { fold } from '../../util/text.js';
import type { Call, Reply, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { findNode, nodeNumIn } from '../find-node.js';
import { span } from '../format.js';
import { hoursIn, inHours } from '../hours.js';
import { MAX_BLOCK_HOURS } from '../house.js';
import { listed } from '../listing.js';
import { allNamesOf, longNameOf, shortNameOf } from '../node-names.js';
import { isOff, ORDER } from '../orders.js';
import { table } from '../table.js';
import { usageError } from '../usage.js';

interface BlockTexts {
  blocked(who: string, period: string, short: string): string;
  over(name: string): string;
  wasNot(name: string): string;
  isAdmin(name: string): string;
  readonly isOwn: string;
  head(count: number): string;
  readonly none: string;
  line(name: string, left: string): string;
  readonly columns: readonly [string, string];
}

const TEXTS: Texts<BlockTexts> = {
  en: {
    blocked: (who, period, short) => `Blocked ${who} for ${period}. End: /block off ${short}`,
    over: (name) => `${name} is no longer blocked.`,
    wasNot: (name) => `${name} is not blocked.`,
    isAdmin: (name) => `${name} is an admin: admins cannot be blocked.`,
    isOwn: 'That is my own node.',
    head: (count) => `Blocked: ${count}`,
    none: 'Nobody is blocked.',
    line: (name, left) => `${name} ${left} left`,
    columns: ['Node', 'Left'],
  },
  fr: {
    blocked: (who, period, short) => `${who} bloqué ${period}. Fin : /bloquer arret ${short}`,
    over: (name) => `${name} n'est plus bloqué.`,
    wasNot: (name) => `${name} n'est pas bloqué.`,
    isAdmin: (name) => `${name} est admin : un admin ne se bloque pas.`,
    isOwn: "C'est mon propre nœud.",
    head: (count) => `Bloqués : ${count}`,
    none: "Personne n'est bloqué.",
    line: (name, left) => `${name} encore ${left}`,
    columns: ['Nœud', 'Reste'],
  },
};

const USUAL_HOURS = 24;
const LIMITS = { least: 1, most: MAX_BLOCK_HOURS };
const LIST: ReadonlySet<string> = new Set(['list', 'liste']);

export const block: CommandDefinition = {
  ...ORDER,
  name: 'block',
  aliases: ['bloquer'],
  args: { min: 1, max: 9 },
  texts: {
    en: {
      name: 'block',
      usage: 'NODE [HOURS 1-720], list, off NODE',
      summary: 'a node gets no answers for a while',
      example: '/block CHAR 48',
    },
    fr: {
      name: 'bloquer',
      usage: 'NOEUD [HEURES 1-720], liste, arret NOEUD',
      summary: 'un nœud ne reçoit plus de réponses un temps',
      example: '/bloquer CHAR 48',
    },
  },
  options: {
    en: {
      HOURS: 'for how long, as 6, 6h or 2d; else 24h',
      list: 'who is blocked, and until when',
      'off NODE': 'ends it now',
    },
    fr: {
      HEURES: 'combien de temps : 6, 6h ou 2j ; sinon 24h',
      liste: "qui est bloqué, et jusqu'à quand",
      'arret NOEUD': 'y met fin tout de suite',
    },
  },
  see: ['quiet'],
  create: (context) => ({
    run: (call) => answer(context, call),
    takesNode: ({ nodeNum }) => nodeNum !== context.radio.own?.nodeNum,
  }),
};

function answer(context: BotContext, call: Call): Reply {
  const [first = '', ...rest] = call.args;
  if (LIST.has(fold(first)) && rest.length === 0) return list(context, call);
  if (!isOff(first)) return begin(context, call);
  if (rest.length === 0) throw usageError(block, call);
  const text = TEXTS[call.language];
  const nodeNum = whoIn(context, call, rest.join(' '));
  const name = longNameOf(context.nodes, nodeNum);
  return context.house.unblock(nodeNum) ? text.over(name) : text.wasNot(name);
}

function begin(context: BotContext, call: Call): Reply {
  const { nodes, house, settings, radio } = context;
  const { args, language } = call;
  const text = TEXTS[language];
  const wanted = args.length > 1 ? hoursIn(args.at(-1) ?? '', LIMITS) : undefined;
  const hours = wanted ?? USUAL_HOURS;
  const nodeNum = whoIn(context, call, (wanted === undefined ? args : args.slice(0, -1)).join(' '));
  const name = longNameOf(nodes, nodeNum);
  if (nodeNum === radio.own?.nodeNum) throw new UserError(text.isOwn);
  const isAdmin = settings.admins.nodes.some((admin) => admin.nodeNum === nodeNum);
  if (isAdmin) throw new UserError(text.isAdmin(name));
  house.block(nodeNum, hours);
  const who = name === formatNodeId(nodeNum) ? name : `${name} ${formatNodeId(nodeNum)}`;
  return text.blocked(who, inHours(hours, language), shortNameOf(nodes, nodeNum));
}

/** Also a node that nobody has heard yet, by its number. */
function whoIn({ nodes }: BotContext, { language }: Call, text: string): NodeNum {
  return nodeNumIn(text) ?? findNode(nodes, text, language).nodeNum;
}

function list({ house, nodes, clock }: BotContext, call: Call): Reply {
  const { language, request } = call;
  const text = TEXTS[language];
  const rows = house.blocks.map(({ nodeNum, until }) => ({
    nodeNum,
    left: span(until - clock.now(), language),
  }));
  const lines = request.isBrief
    ? rows.map(({ nodeNum, left }) => text.line(shortNameOf(nodes, nodeNum), left))
    : table(
        text.columns.map((title) => ({ title })),
        rows.map(({ nodeNum, left }) => [allNamesOf(nodes, nodeNum), left]),
      );
  return listed(
    { head: text.head(rows.length), lines: rows.length > 0 ? lines : [], none: text.none },
    call,
    1,
  );
}
