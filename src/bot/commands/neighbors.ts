import type { NodeNum } from '../../mesh/ids.js';
import type { LinkSource } from '../../mesh/link-sums.js';
import type { Call, Reply } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { findNode } from '../find-node.js';
import { decimal, longAgo } from '../format.js';
import { lastHours } from '../hours.js';
import { linkHealth } from '../link-health.js';
import { listed } from '../listing.js';
import { fullNameOf, shortNameOf } from '../node-names.js';
import {
  lastAtOf,
  otherEnd,
  type RadioLink,
  radioLinks,
  SOURCE_LETTERS,
  SOURCE_WORDS,
  snrOf,
} from '../radio-links.js';
import { rememberedOf } from '../records.js';
import type { Language } from '../request.js';
import { type Cell, table } from '../table.js';
import { distanceBetween, longDistanceBetween, metersBetween } from '../whereabouts.js';
import { NEIGHBORS_TEXTS } from './neighbors-texts.js';

const HOURS = 48;
const NODES_BRIEF = 3;
const NODES_LONG = 20;

export const neighbors: CommandDefinition = {
  name: 'neighbors',
  aliases: ['voisins', 'nb', 'neighbours'],
  role: 'any',
  places: ['direct', 'listed-channel', 'telegram', 'console'],
  group: 'net',
  args: { min: 0, max: 8 },
  asksHistory: true,
  texts: {
    en: { name: 'neighbors', usage: '[NODE]', summary: 'who hears whom', example: '/neighbors OSCR' },
    fr: { name: 'voisins', usage: '[NOEUD]', summary: 'qui entend qui', example: '/voisins OSCR' },
  },
  see: ['propag', 'trace'],
  create: (context) => ({
    run: (call) => {
      const name = call.args.join(' ');
      return name
        ? ofOne(context, call, findNode(context.nodes, name, call.language).nodeNum)
        : all(context, call);
    },
  }),
};

function linksOf({ history, clock }: BotContext, nodeNum?: NodeNum): RadioLink[] {
  return radioLinks(history.links(lastHours(HOURS, clock.now()), nodeNum));
}

function periodOf(context: BotContext, language: Language): string {
  return rememberedOf(context, HOURS, language);
}

function all(context: BotContext, call: Call): string {
  const links = linksOf(context);
  if (links.length === 0) return none(context, call.language);
  const byNode = groupByNode(links);
  return call.request.isBrief
    ? brief(context, call.language, { links, byNode })
    : long(context, call.language, { links, byNode });
}

/** Without neighbour info nobody tells of links but ours. */
function none(context: BotContext, language: Language): string {
  const text = NEIGHBORS_TEXTS[language];
  return `${text.none} ${isModuleOff(context) ? text.moduleOff : linkHealth(context.radio, language)}`;
}

function isModuleOff({ radio }: BotContext): boolean {
  return radio.own?.hasNeighborInfo === false;
}

type ByNode = readonly (readonly [NodeNum, readonly RadioLink[]])[];

/** Most neighbours first. */
function groupByNode(links: readonly RadioLink[]): ByNode {
  const groups = new Map<NodeNum, RadioLink[]>();
  for (const link of links) {
    for (const end of link.ends) groups.set(end, [...(groups.get(end) ?? []), link]);
  }
  const best = new Map([...groups].map(([nodeNum, ofNode]) => [nodeNum, bestSnr(ofNode)]));
  return [...groups].sort(
    ([one, a], [other, b]) => b.length - a.length || (best.get(other) ?? 0) - (best.get(one) ?? 0),
  );
}

function bestSnr(links: readonly RadioLink[]): number {
  return Math.max(...links.flatMap(({ sights }) => sights.map(({ snrMost }) => snrMost)));
}

interface Links {
  readonly links: readonly RadioLink[];
  readonly byNode: ByNode;
}

/** Our own node is left out of the first ones: whom it hears is `/nodes`. */
function brief(context: BotContext, language: Language, { links, byNode }: Links): string {
  const { nodes, radio } = context;
  const text = NEIGHBORS_TEXTS[language];
  const first = byNode.filter(([nodeNum]) => nodeNum !== radio.own?.nodeNum).slice(0, NODES_BRIEF);
  const lines = first.map(([nodeNum, ofNode], index) => {
    const [name, best] = [shortNameOf(nodes, nodeNum), decimal(bestSnr(ofNode), 1, language)];
    return index === 0 ? text.first(name, ofNode.length, best) : `${name} ${ofNode.length}, ${best}`;
  });
  const count = (source: LinkSource) => countOf(links, source);
  const counts = text.counts(count('neighbor'), count('direct'), count('trace'), count('mqtt'));
  return [
    text.head(periodOf(context, language), byNode.length, links.length),
    ...lines,
    counts,
    text.hint,
  ].join('\n');
}

/** Each link counts for what says most of it. */
function countOf(links: readonly RadioLink[], source: LinkSource): number {
  return links.filter(({ sights: [best] }) => best.source === source).length;
}

function long(context: BotContext, language: Language, { links, byNode }: Links): string {
  const text = NEIGHBORS_TEXTS[language];
  const sources = (['neighbor', 'direct', 'trace', 'mqtt'] as const)
    .filter((source) => source !== 'mqtt' || countOf(links, source) > 0)
    .map((source) => `${SOURCE_WORDS[language][source]} ${countOf(links, source)}`);
  const more = byNode.length - NODES_LONG;
  return [
    text.longHead(periodOf(context, language), byNode.length, links.length, join(sources)),
    ...(isModuleOff(context) ? [text.moduleOff] : []),
    ...byNode
      .slice(0, NODES_LONG)
      .flatMap(([nodeNum, ofNode]) => ['', ...tree(context, language, nodeNum, ofNode)]),
    ...(more > 0 ? ['', text.more(more)] : []),
  ].join('\n');
}

function ofOne(context: BotContext, call: Call, nodeNum: NodeNum): Reply {
  const { language } = call;
  const text = NEIGHBORS_TEXTS[language];
  const links = linksOf(context, nodeNum);
  const name = shortNameOf(context.nodes, nodeNum);
  const period = periodOf(context, language);
  if (links.length > 0 && !call.request.isBrief) return tree(context, language, nodeNum, links).join('\n');
  return listed(
    {
      head: text.ofOne(name, links.length, period),
      lines: nearestFirst(context, links).map((link) => line(context, language, nodeNum, link)),
      none: join([text.noneOf(name, period), isModuleOff(context) ? text.moduleOff : ''], ' '),
    },
    call,
    1,
  );
}

/** Whose place is unknown comes last, the best heard first. */
function nearestFirst(context: BotContext, links: readonly RadioLink[]): RadioLink[] {
  const far = new Map(links.map((link) => [link, metersBetween(context, link.ends) ?? Number.MAX_VALUE]));
  return links.toSorted((a, b) => (far.get(a) ?? 0) - (far.get(b) ?? 0) || snrOf(b) - snrOf(a));
}

function line(context: BotContext, language: Language, nodeNum: NodeNum, link: RadioLink): string {
  const name = shortNameOf(context.nodes, otherEnd(link, nodeNum));
  const signal = `${decimal(snrOf(link), 1, language)}${SOURCE_LETTERS[link.sights[0].source]}`;
  return join([name, signal, distanceBetween(context, link.ends, language)], ' ');
}

function tree(
  context: BotContext,
  language: Language,
  nodeNum: NodeNum,
  links: readonly RadioLink[],
): string[] {
  const text = NEIGHBORS_TEXTS[language];
  const rows = nearestFirst(context, links).map((link) => treeRow(context, language, nodeNum, link));
  const [first, hears, heardBy, ...rest] = text.columns;
  const numbers = [hears, heardBy].map((title) => ({ title, isNumber: true }));
  const shown = table([{ title: first }, ...numbers, ...rest.map((title) => ({ title }))], rows);
  return [
    text.longNode(fullNameOf(context.nodes, nodeNum), links.length),
    ...shown.map((row, index) => `${index === 0 ? '│' : index === shown.length - 1 ? '└' : '├'} ${row}`),
  ];
}

function treeRow(
  context: BotContext,
  language: Language,
  nodeNum: NodeNum,
  link: RadioLink,
): readonly Cell[] {
  const other = otherEnd(link, nodeNum);
  const way = (receiver: NodeNum) => link.sights.find((sight) => sight.receiver === receiver);
  const signal = (receiver: NodeNum) => {
    const sight = way(receiver);
    return sight && `${decimal(sight.snrMean, 1, language)} dB`;
  };
  const sources = new Set(link.sights.map(({ source }) => SOURCE_WORDS[language][source]));
  return [
    fullNameOf(context.nodes, other),
    signal(nodeNum),
    signal(other),
    join([...sources]),
    longAgo(context.clock.now() - lastAtOf(link), language),
    longDistanceBetween(context, link.ends, language),
  ];
}
