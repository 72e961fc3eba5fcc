import { formatNodeId, lastByteOf, type NodeNum } from '../mesh/ids.js';
import type { NodeDb } from '../mesh/node-db.js';
import { cleanName, cutToBytes } from '../util/text.js';

/** As long as the proto lets them be: 40 and 5 bytes with the closing zero. */
const LONG_BYTES = 39;
const SHORT_BYTES = 4;

/** The long name as it may be shown, else the id. */
export function longNameOf(nodes: NodeDb, nodeNum: NodeNum): string {
  return longNameIn(nodes.get(nodeNum)?.user?.longName, nodeNum);
}

/** The short name as it may be shown, else the last four digits of the id, as the firmware does. */
export function shortNameOf(nodes: NodeDb, nodeNum: NodeNum): string {
  return shortNameIn(nodes.get(nodeNum)?.user?.shortName, nodeNum);
}

/** What a node calls itself, as it may be shown, else the id. */
export function longNameIn(told: string | undefined, nodeNum: NodeNum): string {
  return cutToBytes(cleanName(told ?? ''), LONG_BYTES) || formatNodeId(nodeNum);
}

/** What a node calls itself, as it may be shown, else the last four digits of the id. */
export function shortNameIn(told: string | undefined, nodeNum: NodeNum): string {
  return cutToBytes(cleanName(told ?? ''), SHORT_BYTES) || formatNodeId(nodeNum).slice(-4);
}

/** `Alpha ALPH !16fad3dc`; the id alone where there is no name. */
export function allNamesOf(nodes: NodeDb, nodeNum: NodeNum): string {
  const id = formatNodeId(nodeNum);
  return isNameless(nodes, nodeNum)
    ? id
    : `${longNameOf(nodes, nodeNum)} ${shortNameOf(nodes, nodeNum)} ${id}`;
}

/** For a wide screen: `Alpha (ALPH !16fad3dc)`; the id alone where there is no name. */
export function fullNameOf(nodes: NodeDb, nodeNum: NodeNum): string {
  const id = formatNodeId(nodeNum);
  return isNameless(nodes, nodeNum)
    ? id
    : `${longNameOf(nodes, nodeNum)} (${shortNameOf(nodes, nodeNum)} ${id})`;
}

function isNameless(nodes: NodeDb, nodeNum: NodeNum): boolean {
  return longNameOf(nodes, nodeNum) === formatNodeId(nodeNum);
}

/** `…b7`: how a relay names itself on the air. */
export function formatRelayByte(relayNode: number): string {
  return `…${relayNode.toString(16).padStart(2, '0')}`;
}

/** The nodes that a relay byte may stand for. */
export function relayCandidates(nodes: NodeDb, relayNode: number, not: readonly NodeNum[]): NodeNum[] {
  return nodes
    .all()
    .map((node) => node.nodeNum)
    .filter((nodeNum) => lastByteOf(nodeNum) === relayNode && !not.includes(nodeNum));
}

/** The relay's short name when only one known node can be it, else its byte. */
export function relayName(nodes: NodeDb, relayNode: number, not: readonly NodeNum[]): string {
  const [only, another] = relayCandidates(nodes, relayNode, not);
  const isCertain = only !== undefined && another === undefined;
  return isCertain ? shortNameOf(nodes, only) : formatRelayByte(relayNode);
}
