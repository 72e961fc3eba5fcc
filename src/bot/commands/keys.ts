import type { KeyRecord } from '../../mesh/key-store.js';
import type { NodeKeys } from '../../mesh/keys.js';
import type { MeshNode } from '../../mesh/mesh-node.js';
import { fold } from '../../util/text.js';
import type { Call, Reply } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { findNode } from '../find-node.js';
import { ago, longAgo, startOfDay } from '../format.js';
import { fullNameOf, longNameOf, shortNameOf } from '../node-names.js';
import { RECORDS, recorded } from '../records.js';
import type { Language } from '../request.js';
import { type Cell, table } from '../table.js';
import { usageError } from '../usage.js';
import { whenIn } from '../when.js';
import { acceptKey } from './keys-accept.js';
import { keyBeginning, sinceOf } from './keys-facts.js';
import { KEYS_TEXTS } from './keys-texts.js';

const HEARD_MS = 48 * 3_600_000;
const NAMES_BRIEF = 12;
/** What a key was seen for again lies so far behind its first sight at least. */
const SEEN_AGAIN_MS = 3_600_000;

export const keys: CommandDefinition = {
  name: 'keys',
  aliases: ['cles'],
  role: 'any',
  roleFor: ({ args }) => (isAccept(args[0]) ? 'admin' : 'any'),
  places: ['direct', 'telegram', 'console'],
  group: 'net',
  args: { min: 0, max: 9 },
  asksHistory: true,
  texts: {
    en: {
      name: 'keys',
      usage: '[NODE], accept NODE',
      summary: 'whose public keys are known, missing or changed',
      example: '/keys BRAV',
    },
    fr: {
      name: 'cles',
      usage: '[NOEUD], accepter NOEUD',
      summary: 'les clés publiques connues, absentes ou changées',
      example: '/cles BRAV',
    },
  },
  options: {
    en: { 'accept NODE': 'trusts the changed key of a node (admins)' },
    fr: { 'accepter NOEUD': "accepte la clé changée d'un nœud (admins)" },
  },
  see: ['whoami', 'info'],
  create: (context) => ({ run: (call) => answer(context, call) }),
};

const ACCEPT: ReadonlySet<string> = new Set(['accept', 'accepter']);

function isAccept(word: string | undefined): boolean {
  return word !== undefined && ACCEPT.has(fold(word));
}

function answer(context: BotContext, call: Call): Reply {
  const { args, language } = call;
  if (isAccept(args[0])) {
    if (args.length < 2) throw usageError(keys, call);
    return acceptKey(context, call, findNode(context.nodes, args.slice(1).join(' '), language));
  }
  if (args.length > 0) return ofOne(context, call, findNode(context.nodes, args.join(' '), language));
  return call.request.isBrief ? brief(context, language) : long(context, language);
}

interface Heard {
  readonly node: MeshNode;
  readonly name: string;
  readonly key: NodeKeys;
}

/** Everybody else who was heard of late, by name. */
function heardOf({ nodes, keys: port, radio, clock }: BotContext): Heard[] {
  const isHeard = ({ nodeNum, lastHeard }: MeshNode) =>
    nodeNum !== radio.own?.nodeNum && lastHeard !== undefined && clock.now() - lastHeard < HEARD_MS;
  return nodes
    .all()
    .filter(isHeard)
    .map((node) => ({ node, name: shortNameOf(nodes, node.nodeNum), key: port.of(node.nodeNum) }))
    .sort((a, b) => byLocale.compare(a.name, b.name));
}

/** Made once: each costs more than a thousand comparisons. */
const byLocale = new Intl.Collator();

function brief(context: BotContext, language: Language): string {
  const text = KEYS_TEXTS[language];
  const heard = heardOf(context);
  const missing = heard.filter(({ key }) => !key.trusted);
  const names = (nodeNums: readonly MeshNode['nodeNum'][]) =>
    some(nodeNums.map((nodeNum) => shortNameOf(context.nodes, nodeNum))) || text.none;
  return [
    text.count(heard.length - missing.length, heard.length),
    text.missing(names(missing.map(({ node }) => node.nodeNum))),
    text.changed(names(context.keys.changed())),
    unreadable(context, language),
  ].join('\n');
}

function some(names: readonly string[]): string {
  const more = names.length - NAMES_BRIEF;
  return join([...names.slice(0, NAMES_BRIEF), more > 0 ? `+${more}` : ''], ' ');
}

/** Messages to us of today that nobody here could read. */
function unreadable({ history, radio, clock }: BotContext, language: Language): string {
  const text = KEYS_TEXTS[language];
  const own = radio.own?.nodeNum;
  if (own === undefined) return text.unreadable('?');
  const now = clock.now();
  const { answer: count, awaySince } = recorded(() =>
    history.unreadable(own, { from: startOfDay(now), to: now + 1 }),
  );
  if (awaySince === undefined) return text.unreadable(count);
  return text.unreadable(`? (${RECORDS[language].partAway(whenIn(awaySince, now, language))})`);
}

function long(context: BotContext, language: Language): string {
  const text = KEYS_TEXTS[language];
  const heard = heardOf(context);
  const known = heard.filter(({ key }) => key.trusted).length;
  const rows = heard.map((one) => row(context, language, one));
  const titles = text.overview.map((title) => ({ title }));
  return [
    text.count(known, heard.length),
    unreadable(context, language),
    ...(rows.length > 0 ? ['', ...table(titles, rows)] : []),
  ].join('\n');
}

function row({ nodes, clock }: BotContext, language: Language, { node, name, key }: Heard): readonly Cell[] {
  const text = KEYS_TEXTS[language];
  const { trusted, held } = key;
  return [
    fullNameOf(nodes, node.nodeNum),
    trusted && keyBeginning(trusted),
    trusted && sinceOf(trusted, language),
    trusted && isConfirmed(trusted) ? longAgo(clock.now() - trusted.lastSeen, language) : undefined,
    text.held[held],
    adviceFor(key, name, language),
  ];
}

function adviceFor({ trusted, pending, held }: NodeKeys, name: string, language: Language): Cell {
  const { advice, adviceChanged } = KEYS_TEXTS[language];
  if (!trusted) return advice.missing;
  if (pending) return adviceChanged(name);
  if (held === 'other') return advice.otherHeld;
  return held === 'none' ? advice.notHeld : undefined;
}

function ofOne(context: BotContext, call: Call, { nodeNum }: MeshNode): string {
  const { nodes, keys: port, radio } = context;
  const { language, request } = call;
  const name = longNameOf(nodes, nodeNum);
  if (nodeNum === radio.own?.nodeNum) return KEYS_TEXTS[language].own(name);
  const said = sentence(context, language, { nodeNum, name, key: port.of(nodeNum) });
  const past = request.isBrief ? [] : pastOf(context, language, nodeNum);
  return [said, ...past].join('\n');
}

interface Named {
  readonly nodeNum: MeshNode['nodeNum'];
  readonly name: string;
  readonly key: NodeKeys;
}

function sentence({ nodes, clock }: BotContext, language: Language, { nodeNum, name, key }: Named): string {
  const text = KEYS_TEXTS[language];
  const { trusted, pending, held } = key;
  if (!trusted) return text.noKey(name);
  const seen = (at: number) => ago(clock.now() - at, language);
  const since = sinceOf(trusted, language);
  if (pending) {
    const shortName = shortNameOf(nodes, nodeNum);
    const changed = {
      key: keyBeginning(pending),
      seen: seen(pending.lastSeen),
      trusted: keyBeginning(trusted),
    };
    return text.changedOne({ name, shortName, since, ...changed });
  }
  const source = trusted.source === 'node_info' && isConfirmed(trusted) ? undefined : trusted.source;
  const facts = { name, key: keyBeginning(trusted), since, seen: seen(trusted.lastSeen) };
  const outlook = held === 'other' ? text.otherHeld : held === 'none' ? text.given : text.possible;
  return `${text.ok(facts, source)} ${outlook}`;
}

/** By the node itself: what our own one keeps may be old, and is taken for the first sight only. */
function isConfirmed({ source, firstSeen, lastSeen }: KeyRecord): boolean {
  return source !== 'node_info' || lastSeen - firstSeen >= SEEN_AGAIN_MS;
}

/** Every key that the node was seen with. */
function pastOf(
  { keys: port, clock }: BotContext,
  language: Language,
  nodeNum: MeshNode['nodeNum'],
): string[] {
  const text = KEYS_TEXTS[language];
  const history = port.history(nodeNum);
  if (history.length === 0) return [];
  const rows = history.map((record) => [
    keyBeginning(record),
    text.states[record.state],
    text.sources[record.source],
    sinceOf(record, language),
    longAgo(clock.now() - record.lastSeen, language),
  ]);
  return [
    '',
    ...table(
      text.past.map((title) => ({ title })),
      rows,
    ),
  ];
}
