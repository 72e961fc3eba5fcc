import { formatNodeId } from '../../mesh/ids.js';
import type { MeshNode } from '../../mesh/mesh-node.js';
import { cleanName, cutToBytes, fold } from '../../util/text.js';
import type { Call, Reply, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { longAge } from '../format.js';
import { longNameOf } from '../node-names.js';
import { wholeIn } from '../statistic.js';
import { usageError } from '../usage.js';
import { longDistanceTo } from '../whereabouts.js';
import { hopsOf } from './nodes.js';

interface FullnodesTexts {
  head(nodes: number, days: number, wanted: string): string;
  none(days: number, wanted: string): string;
}

const TEXTS: Texts<FullnodesTexts> = {
  en: {
    head: (nodes, days, wanted) =>
      `${nodes} ${nodes === 1 ? 'node' : 'nodes'} of ${days} ${days === 1 ? 'day' : 'days'}${wanted && ` matching "${wanted}"`}`,
    none: (days, wanted) =>
      `No node in ${days} ${days === 1 ? 'day' : 'days'}${wanted && ` matching "${wanted}"`}.`,
  },
  fr: {
    head: (nodes, days, wanted) =>
      `${nodes} ${nodes < 2 ? 'nœud' : 'nœuds'} en ${days} ${days < 2 ? 'jour' : 'jours'}${wanted && ` pour "${wanted}"`}`,
    none: (days, wanted) =>
      `Aucun nœud en ${days} ${days < 2 ? 'jour' : 'jours'}${wanted && ` pour "${wanted}"`}.`,
  },
};

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
const MOST_DAYS = 365;
const WANTED_BYTES = 40;
/** A longer list is read more easily in a file. */
const MOST_MESSAGES = 3;

export const fullnodes: CommandDefinition = {
  name: 'fullnodes',
  aliases: ['tousnoeuds'],
  role: 'known',
  places: ['telegram', 'console'],
  group: 'net',
  isMinor: true,
  args: { min: 0, max: 8 },
  texts: {
    en: {
      name: 'fullnodes',
      usage: '[DAYS 1-365] [text]',
      summary: 'all nodes by name, with hops, age and distance',
      example: '/fullnodes 7 al',
    },
    fr: {
      name: 'tousnoeuds',
      usage: '[JOURS 1-365] [texte]',
      summary: 'tous les nœuds par nom, avec sauts, âge et distance',
      example: '/tousnoeuds 7 al',
    },
  },
  options: {
    en: { DAYS: `how many days back; else ${USUAL_DAYS}`, text: 'a part of a name or of an id' },
    fr: { JOURS: `combien de jours remonter ; sinon ${USUAL_DAYS}`, texte: "une partie d'un nom ou d'un id" },
  },
  see: ['nodes', 'info'],
  create: (context) => ({ run: (call) => answer(context, call) }),
};

function answer(context: BotContext, call: Call): Reply {
  const { language } = call;
  const text = TEXTS[language];
  const { days, wanted } = wishIn(call);
  const quoted = cutToBytes(cleanName(wanted), WANTED_BYTES);
  const now = context.clock.now();
  const folded = fold(wanted);
  const found = context.nodes
    .all()
    .filter(({ nodeNum }) => nodeNum !== context.radio.own?.nodeNum)
    .filter(({ lastHeard }) => lastHeard !== undefined && now - lastHeard < days * DAY_MS)
    .filter((node) => folded === '' || isMeant(node, folded))
    .map((node) => ({ node, name: longNameOf(context.nodes, node.nodeNum) }))
    .sort((a, b) => ORDER.compare(a.name, b.name) || a.node.nodeNum - b.node.nodeNum);
  if (found.length === 0) return text.none(days, quoted);
  const lines = found.map(({ node, name }) => {
    const heard = longAge(now - (node.lastHeard ?? now), language);
    const facts = join([hopsOf(node, language), heard, longDistanceTo(context, node, language)]);
    return `• ${name} (${facts})`;
  });
  return {
    text: [text.head(found.length, days, quoted), ...lines].join('\n'),
    mostMessages: MOST_MESSAGES,
  };
}

/** Accents and numbers as people sort them. */
const ORDER = new Intl.Collator('en', { numeric: true });

/** A number that comes first is that of days. */
function wishIn(call: Call): { days: number; wanted: string } {
  const [first = '', ...rest] = call.args;
  const [, digits] = /^(\d+)[dj]?$/i.exec(first) ?? [];
  if (digits === undefined) return { days: USUAL_DAYS, wanted: call.args.join(' ') };
  const days = wholeIn(digits, 1, MOST_DAYS);
  if (days === undefined) throw usageError(fullnodes, call);
  return { days, wanted: rest.join(' ') };
}

/** Any part of a name, or of the id. */
function isMeant({ nodeNum, user }: MeshNode, wanted: string): boolean {
  const words = [user?.longName ?? '', user?.shortName ?? '', formatNodeId(nodeNum)];
  return words.some((word) => fold(word).includes(wanted));
}
