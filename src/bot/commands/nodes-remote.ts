import { formatNodeId, type NodeNum } from '../../mesh/ids.js';
import type { NodeReport } from '../../mesh/mesh-node.js';
import type { NodeUser } from '../../mesh/packet.js';
import type { RemoteFacts, RemoteNode } from '../../mesh/remote-node.js';
import { UserError } from '../../util/errors.js';
import { cleanName, cutToBytes, fold } from '../../util/text.js';
import type { Call, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext } from '../context.js';
import { age, ago, decimal, longAgo, longSpan, signalColour, span } from '../format.js';
import type { Listing } from '../listing.js';
import { longNameIn, shortNameIn } from '../node-names.js';
import type { Language } from '../request.js';
import { LINK_TEXTS } from './link-texts.js';

interface RemoteTexts {
  noSuch(quoted: string, names: string): string;
  readonly notYet: string;
  readonly main: string;
  readonly held: string;
  away(span: string, cause: string): string;
  readonly neverReached: string;
  up(span: string): string;
  boot(count: number): string;
  nodes(count: number): string;
  direct(count: number): string;
  hears(count: number): string;
  readonly hearsNobody: string;
}

const TEXTS: Texts<RemoteTexts> = {
  en: {
    noSuch: (quoted, names) => `No remote node "${quoted}". I watch: ${names}.`,
    notYet: 'not looked at yet.',
    main: 'that is my own node, see /sys.',
    held: 'another bot has it, so I leave it alone.',
    away: (since, cause) => `not reached for ${since} (${cause}).`,
    neverReached: 'Nothing known of it yet.',
    up: (since) => `up ${since}`,
    boot: (count) => `boot ${count}`,
    nodes: (count) => `${count} ${count === 1 ? 'node' : 'nodes'}`,
    direct: (count) => `${count} direct`,
    hears: (count) => `It hears ${count} ${count === 1 ? 'node' : 'nodes'} directly:`,
    hearsNobody: 'It hears nobody directly.',
  },
  fr: {
    noSuch: (quoted, names) => `Aucun nœud distant "${quoted}". Je surveille : ${names}.`,
    notYet: 'pas encore consulté.',
    main: "c'est mon propre nœud, voir /sys.",
    held: 'un autre bot le tient, je le laisse tranquille.',
    away: (since, cause) => `injoignable depuis ${since} (${cause}).`,
    neverReached: "On n'en sait encore rien.",
    up: (since) => `en marche ${since}`,
    boot: (count) => `démarrage ${count}`,
    nodes: (count) => `${count} ${count < 2 ? 'nœud' : 'nœuds'}`,
    direct: (count) => `${count} en direct`,
    hears: (count) => `Il reçoit ${count} ${count < 2 ? 'nœud' : 'nœuds'} en direct :`,
    hearsNobody: 'Il ne reçoit personne en direct.',
  },
};

/** A name that somebody wrote into the configuration, and one that somebody asks for, leave room for the answer. */
const NAME_BYTES = 40;
const LISTED_BYTES = 120;

/** What the last looks at one remote node showed. Throws `UserError` when none has the name. */
export function remoteNodeNamed(name: string, context: BotContext, call: Call): Listing {
  const all = context.remoteNodes.all();
  const node = all.find((candidate) => folded(candidate.name) === folded(name));
  if (!node) {
    const names = all.map((known) => shown(known.name)).join(', ');
    throw new UserError(TEXTS[call.language].noSuch(shown(name), cutToBytes(names, LISTED_BYTES)));
  }
  return call.request.isBrief ? brief(node, context, call.language) : long(node, context, call.language);
}

/** The words of a question are joined by single blanks. */
function folded(name: string): string {
  return fold(cleanName(name));
}

function shown(name: string): string {
  return cutToBytes(cleanName(name), NAME_BYTES);
}

function brief(node: RemoteNode, { clock }: BotContext, language: Language): Listing {
  const now = clock.now();
  const { name, lastReached } = node;
  const state = stateOf(node, language, (since) => span(now - since, language));
  if (!lastReached) return withoutLines(`${shown(name)}: ${state}`);
  const { at, facts } = lastReached;
  const seen = `${ago(now - at, language)}: ${summary(facts, language)}`;
  const head = state === undefined ? `${shown(name)} ${seen}` : `${shown(name)}: ${state} ${seen}`;
  return {
    head,
    lines: facts.direct.map((report) => briefLine(report, facts, { now, language })),
    none: head,
  };
}

function long(node: RemoteNode, { clock }: BotContext, language: Language): Listing {
  const now = clock.now();
  const { name, address, lastReached } = node;
  const state = stateOf(node, language, (since) => longSpan(now - since, language));
  const title = `${shown(name)} (${address})`;
  if (!lastReached) return withoutLines(`${title}: ${state}`);
  const { at, facts } = lastReached;
  const text = TEXTS[language];
  const { length } = facts.direct;
  const head = [
    state === undefined ? title : `${title}: ${state}`,
    `${longAgo(now - at, language)}: ${longSummary(facts, language)}`,
    length > 0 ? text.hears(length) : text.hearsNobody,
  ].join('\n');
  return {
    head,
    lines: facts.direct.map((report) => longLine(report, facts, { now, language })),
    none: head,
  };
}

function withoutLines(head: string): Listing {
  return { head, lines: [], none: head };
}

/** Undefined when the last look reached it: then what it told says enough. */
function stateOf(
  { lastLook, lastReached, awaySince }: RemoteNode,
  language: Language,
  lasting: (since: number) => string,
): string | undefined {
  const text = TEXTS[language];
  if (!lastLook) return text.notYet;
  const { outcome, at } = lastLook;
  switch (outcome.kind) {
    case 'reached':
      return undefined;
    case 'main':
      return text.main;
    case 'held':
      return text.held;
    case 'failed': {
      const away = text.away(lasting(awaySince ?? at), LINK_TEXTS[language].causes[outcome.reason]);
      return lastReached ? away : `${away} ${text.neverReached}`;
    }
  }
}

/** `up 3d2h, 2.7.26, 41 nodes, 7 direct` */
function summary(facts: RemoteFacts, language: Language): string {
  const text = TEXTS[language];
  const { uptimeSeconds, firmware, nodeCount, direct } = facts;
  return join([
    uptimeSeconds === undefined ? undefined : text.up(span(uptimeSeconds * 1000, language)),
    firmware?.split('.').slice(0, 3).join('.'),
    text.nodes(nodeCount),
    text.direct(direct.length),
  ]);
}

/** `Hill (HILL !16fad3dc), HELTEC_V3, 2.7.26.54e0d8d, up 3d 2h, boot 12, 41 nodes` */
function longSummary(facts: RemoteFacts, language: Language): string {
  const text = TEXTS[language];
  const { nodeNum, longName, shortName, hwModel, firmware, uptimeSeconds, bootCount, nodeCount } = facts;
  return join([
    namesOf({ longName, shortName }, nodeNum),
    hwModel,
    firmware,
    uptimeSeconds === undefined ? undefined : text.up(longSpan(uptimeSeconds * 1000, language)),
    bootCount === undefined ? undefined : text.boot(bootCount),
    text.nodes(nodeCount),
  ]);
}

interface Wording {
  readonly now: number;
  readonly language: Language;
}

function briefLine(report: NodeReport, { modem }: RemoteFacts, { now, language }: Wording): string {
  const { nodeNum, user, snr, lastHeard } = report;
  return join(
    [
      `${signalColour(snr, modem)}${shortNameIn(user?.shortName, nodeNum)}`,
      snr === undefined ? undefined : `${decimal(snr, 1, language)}dB`,
      lastHeard === undefined ? undefined : age(now - lastHeard, language),
    ],
    ' ',
  );
}

function longLine(report: NodeReport, { modem }: RemoteFacts, { now, language }: Wording): string {
  const { nodeNum, user, snr, lastHeard } = report;
  return join([
    `${signalColour(snr, modem)} ${namesOf(user, nodeNum)}`,
    snr === undefined ? undefined : `SNR ${decimal(snr, 1, language)}`,
    lastHeard === undefined ? undefined : longAgo(now - lastHeard, language),
  ]);
}

function namesOf(
  told: Partial<Pick<NodeUser, 'longName' | 'shortName'>> | undefined,
  nodeNum: NodeNum,
): string {
  const id = formatNodeId(nodeNum);
  return `${longNameIn(told?.longName, nodeNum)} (${shortNameIn(told?.shortName, nodeNum)} ${id})`;
}
