import type { MeshNode } from '../../mesh/mesh-node.js';
import { fold } from '../../util/text.js';
import type { Call, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { age, decimal, longAgo, signalColour, span } from '../format.js';
import { linkHealth } from '../link-health.js';
import { type Listing, listed } from '../listing.js';
import { fullNameOf, shortNameOf } from '../node-names.js';
import { recordsBegan } from '../records.js';
import type { Language } from '../request.js';
import { type Cell, table } from '../table.js';
import { usageError } from '../usage.js';
import { distanceTo, longWhereIs } from '../whereabouts.js';
import { remoteNodeNamed } from './nodes-remote.js';

interface NodesTexts {
  direct(count: number): string;
  all(count: number): string;
  fresh(count: number, since: string | undefined): string;
  longDirect(count: number): string;
  longAll(count: number): string;
  readonly noDirect: string;
  readonly noNode: string;
  noFresh(since: string | undefined): string;
  hops(count: number | undefined): string;
  battery(percent: number): string;
  level(percent: number): string;
  readonly heard: string;
  readonly firstSeen: string;
  readonly columns: Readonly<Record<'node' | 'hops' | 'where' | 'role' | 'energy', string>>;
}

const TEXTS: Texts<NodesTexts> = {
  en: {
    direct: (count) => `Direct 3d: ${count} ${count === 1 ? 'node' : 'nodes'}`,
    all: (count) => `All 3d: ${count} ${count === 1 ? 'node' : 'nodes'}`,
    fresh: (count, since) => `${newIn(since)}: ${count} ${count === 1 ? 'node' : 'nodes'}`,
    longDirect: (count) => `Direct nodes, 3 days (${count})`,
    longAll: (count) => `All nodes, 3 days (${count})`,
    noDirect: 'No direct node in 3 days.',
    noNode: 'No node in 3 days.',
    noFresh: (since) =>
      since ? `No new node since my records began ${since} ago.` : 'No new node in 7 days.',
    hops: (count) =>
      count === undefined ? 'hops ?' : count === 0 ? 'direct' : `${count} ${count === 1 ? 'hop' : 'hops'}`,
    battery: (percent) => (percent > 100 ? 'external power' : `battery ${percent} %`),
    level: (percent) => (percent > 100 ? 'external' : `${percent} %`),
    heard: 'Heard',
    firstSeen: 'First seen',
    columns: { node: 'Node', hops: 'Hops', where: 'Where', role: 'Role', energy: 'Battery' },
  },
  fr: {
    direct: (count) => `Directs 3j : ${count} ${count < 2 ? 'nœud' : 'nœuds'}`,
    all: (count) => `Tous 3j : ${count} ${count < 2 ? 'nœud' : 'nœuds'}`,
    fresh: (count, since) => `${newInFrench(since)} : ${count} ${count < 2 ? 'nœud' : 'nœuds'}`,
    longDirect: (count) => `Nœuds directs, 3 jours (${count})`,
    longAll: (count) => `Tous les nœuds, 3 jours (${count})`,
    noDirect: 'Aucun nœud direct en 3 jours.',
    noNode: 'Aucun nœud en 3 jours.',
    noFresh: (since) =>
      since
        ? `Aucun nœud nouveau depuis le début de mes relevés il y a ${since}.`
        : 'Aucun nœud nouveau en 7 jours.',
    hops: (count) =>
      count === undefined ? 'sauts ?' : count === 0 ? 'direct' : `${count} ${count < 2 ? 'saut' : 'sauts'}`,
    battery: (percent) => (percent > 100 ? 'alimentation externe' : `batterie ${percent} %`),
    level: (percent) => (percent > 100 ? 'externe' : `${percent} %`),
    heard: 'Entendu',
    firstSeen: 'Vu depuis',
    columns: { node: 'Nœud', hops: 'Sauts', where: 'Où', role: 'Rôle', energy: 'Batterie' },
  },
};

function newIn(since: string | undefined): string {
  return since ? `New since my records began ${since} ago` : 'New 7d';
}

function newInFrench(since: string | undefined): string {
  return since ? `Nouveaux depuis le début de mes relevés il y a ${since}` : 'Nouveaux 7j';
}

const DAY_MS = 24 * 3_600_000;
const HEARD_MS = 3 * DAY_MS;
const NEW_MS = 7 * DAY_MS;

export const nodes: CommandDefinition = {
  name: 'nodes',
  aliases: ['noeuds'],
  role: 'any',
  places: ['direct', 'listed-channel', 'telegram', 'console'],
  group: 'net',
  args: { min: 0, max: 8 },
  texts: {
    en: {
      name: 'nodes',
      usage: '[page|all|new|NAME]',
      summary: 'nodes I hear directly',
      example: '/nodes all',
    },
    fr: {
      name: 'noeuds',
      usage: '[page|tous|nouveaux|NOM]',
      summary: 'les nœuds que je reçois en direct',
      example: '/noeuds tous',
    },
  },
  options: {
    en: {
      page: 'the page of the list, from 1',
      all: 'every node, also over relays',
      new: 'those first seen in the last 7 days',
      NAME: 'another node that I watch',
    },
    fr: {
      page: 'la page de la liste, dès 1',
      tous: 'tous les nœuds, aussi par relais',
      nouveaux: 'ceux vus depuis moins de 7 jours',
      NOM: 'un autre nœud que je surveille',
    },
  },
  see: ['info', 'my'],
  create: (context) => ({
    run: (call) => {
      const word = call.args.join(' ').toLowerCase() || '1';
      if (ALL.has(fold(word))) return listed(allNodes(context, call), call, 1);
      if (NEW.has(fold(word))) return listed(newNodes(context, call), call, 1);
      if (/^[1-9]\d{0,3}$/.test(word)) return listed(directNodes(context, call), call, Number(word));
      if (context.remoteNodes.all().length === 0) throw usageError(nodes, call);
      return listed(remoteNodeNamed(word, context, call), call, 1);
    },
  }),
};

const ALL: ReadonlySet<string> = new Set(['all', 'tous', 'tout']);
const NEW: ReadonlySet<string> = new Set(['new', 'nouveaux', 'nouveau']);

function directNodes(context: BotContext, call: Call): Listing {
  const text = TEXTS[call.language];
  const found = others(context)
    .filter((node) => isWithin(context, node.lastDirect?.at, HEARD_MS))
    .sort((a, b) => (b.lastDirect?.snr ?? 0) - (a.lastDirect?.snr ?? 0));
  const { isBrief } = call.request;
  return {
    head: isBrief ? text.direct(found.length) : text.longDirect(found.length),
    lines: found.map((node) => (isBrief ? directLine(context, call, node) : longLine(context, call, node))),
    none: `${text.noDirect} ${linkHealth(context.radio, call.language)}`,
  };
}

function allNodes(context: BotContext, call: Call): Listing {
  const text = TEXTS[call.language];
  const found = others(context)
    .filter((node) => isWithin(context, node.lastHeard, HEARD_MS))
    .sort((a, b) => hopsForOrder(a) - hopsForOrder(b) || (b.lastHeard ?? 0) - (a.lastHeard ?? 0));
  return {
    head: call.request.isBrief ? text.all(found.length) : text.longAll(found.length),
    lines: hopLines(
      context,
      call,
      found.map((node) => ({ node, at: node.lastHeard ?? 0 })),
      text.heard,
    ),
    none: `${text.noNode} ${linkHealth(context.radio, call.language)}`,
  };
}

/** Who was there before our records began is known from the node's own database, and when he came first is not. */
function newNodes(context: BotContext, call: Call): Listing {
  const text = TEXTS[call.language];
  const now = context.clock.now();
  const known = now - recordsBegan(context);
  const since = known < NEW_MS ? span(known, call.language) : undefined;
  const found = others(context)
    .filter(({ firstSeen }) => now - firstSeen <= Math.min(known, NEW_MS))
    .sort((a, b) => b.firstSeen - a.firstSeen);
  const head = text.fresh(found.length, since);
  const shown = found.map((node) => ({ node, at: node.firstSeen }));
  return { head, lines: hopLines(context, call, shown, text.firstSeen), none: text.noFresh(since) };
}

function others({ nodes: db, radio }: BotContext): MeshNode[] {
  return db.all().filter((node) => node.nodeNum !== radio.own?.nodeNum);
}

function isWithin({ clock }: BotContext, at: number | undefined, ms: number): boolean {
  return at !== undefined && clock.now() - at < ms;
}

function hopsForOrder(node: MeshNode): number {
  return node.viaMqtt ? 100 : (node.hopsAway ?? 50);
}

function directLine(context: BotContext, { language }: Call, node: MeshNode): string {
  const { snr, at } = node.lastDirect ?? { snr: 0, at: 0 };
  const name = shortNameOf(context.nodes, node.nodeNum);
  return join(
    [
      `${signalColour(snr, context.modem())}${name}`,
      `${decimal(snr, 1, language)}dB`,
      age(context.clock.now() - at, language),
      distanceTo(context, node, language),
    ],
    ' ',
  );
}

function longLine(context: BotContext, { language }: Call, node: MeshNode): string {
  const { snr, rssi, at } = node.lastDirect ?? { snr: 0, at: 0 };
  const name = fullNameOf(context.nodes, node.nodeNum);
  const battery = node.device?.batteryLevel;
  const facts = join([
    `SNR ${decimal(snr, 1, language)}`,
    `RSSI ${rssi ?? '–'}`,
    longAgo(context.clock.now() - at, language),
    longWhereIs(context, node, language),
    node.user?.role,
    battery === undefined ? undefined : TEXTS[language].battery(battery),
  ]);
  return `${signalColour(snr, context.modem())} ${name} ${facts}`;
}

interface Shown {
  readonly node: MeshNode;
  /** The moment that the list is about. */
  readonly at: number;
}

function hopLines(
  context: BotContext,
  { language, request }: Call,
  shown: readonly Shown[],
  moment: string,
): readonly string[] {
  if (request.isBrief) return shown.map((one) => hopLine(context, language, one));
  if (shown.length === 0) return [];
  const { node, hops, where, role, energy } = TEXTS[language].columns;
  const titles = [node, hops, moment, where, role, energy];
  return table(
    titles.map((title) => ({ title })),
    shown.map((one) => hopRow(context, language, one)),
  );
}

function hopLine(context: BotContext, language: Language, { node, at }: Shown): string {
  const name = shortNameOf(context.nodes, node.nodeNum);
  const since = age(context.clock.now() - at, language);
  return join([name, hopsOf(node, language), since, distanceTo(context, node, language)], ' ');
}

function hopRow(context: BotContext, language: Language, { node, at }: Shown): readonly Cell[] {
  const battery = node.device?.batteryLevel;
  return [
    fullNameOf(context.nodes, node.nodeNum),
    hopsOf(node, language),
    longAgo(context.clock.now() - at, language),
    longWhereIs(context, node, language),
    node.user?.role,
    battery === undefined ? undefined : TEXTS[language].level(battery),
  ];
}

/** `2 hops`, `direct`, `MQTT` */
export function hopsOf(node: MeshNode, language: Language): string {
  return node.viaMqtt ? 'MQTT' : TEXTS[language].hops(node.hopsAway);
}
