import { formatNodeId, type NodeNum, parseNodeId, toNodeNum } from '../mesh/ids.js';
import type { MeshNode } from '../mesh/mesh-node.js';
import type { NodeDb } from '../mesh/node-db.js';
import { UserError } from '../util/errors.js';
import { fold } from '../util/text.js';
import { shortNameOf } from './node-names.js';
import { quoted } from './quoted.js';
import type { Language } from './request.js';
import { COMMON } from './texts.js';

const MAX_LISTED = 5;

/** The one node that `text` means. Throws `UserError` when there is none, or when there are several. */
export function findNode(
  nodes: NodeDb,
  text: string,
  language: Language,
  noNode = COMMON[language].noNode,
): MeshNode {
  const matches = matching(nodes, text);
  const [only] = matches;
  if (!only) throw new UserError(noNode(quoted(text)));
  if (matches.length === 1) return only;
  const list = matches
    .slice(0, MAX_LISTED)
    .map(({ nodeNum }) => `${shortNameOf(nodes, nodeNum)} ${formatNodeId(nodeNum)}`);
  throw new UserError(COMMON[language].severalNodes(matches.length, quoted(text), list.join(', ')));
}

/** The number that `text` states, whether or not such a node is known. */
export function nodeNumIn(text: string): NodeNum | undefined {
  return parseNodeId(text) ?? decimalNodeNum(text);
}

type Matcher = (node: MeshNode, text: string) => boolean;

/** In the order in which they are tried: the first that fits any node decides. */
const MATCHERS: readonly Matcher[] = [
  (node, text) => node.nodeNum === parseNodeId(text),
  (node, text) => fold(node.user?.shortName ?? '') === text,
  (node, text) => fold(node.user?.longName ?? '') === text,
  (node, text) => text.length === 4 && formatNodeId(node.nodeNum).endsWith(text),
  (node, text) => node.nodeNum === decimalNodeNum(text),
  (node, text) =>
    [node.user?.shortName, node.user?.longName].some((name) => fold(name ?? '').startsWith(text)),
];

function matching(nodes: NodeDb, text: string): MeshNode[] {
  const wanted = fold(text.trim());
  if (!wanted) return [];
  const all = nodes.all();
  for (const matcher of MATCHERS) {
    const found = all.filter((node) => matcher(node, wanted));
    if (found.length > 0) return found.sort((a, b) => a.nodeNum - b.nodeNum);
  }
  return [];
}

function decimalNodeNum(text: string): NodeNum | undefined {
  if (!/^\d{9,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= 0xffff_fffe ? toNodeNum(value) : undefined;
}
