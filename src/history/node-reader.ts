import type { NodeChange, NodeFact } from '../mesh/history.js';
import type { NodeNum } from '../mesh/ids.js';
import type { MeshNode } from '../mesh/mesh-node.js';
import type { Connection } from './database.js';
import { readFacts } from './node-facts.js';
import { timeOf } from './stamp.js';

/** The directory as it was, last heard first. */
export function readNodes(connection: Connection): MeshNode[] {
  const query = connection.prepare<[], string>('SELECT facts FROM nodes ORDER BY last_heard DESC').pluck();
  return query.all().flatMap((facts) => readFacts(facts) ?? []);
}

interface LastChange {
  readonly node: NodeNum;
  readonly what: NodeFact;
  readonly value: string;
}

/** The last change of each fact of each node. */
export function readChanges(connection: Connection): LastChange[] {
  return connection
    .prepare<[], LastChange>('SELECT node, what, value, max(key) FROM node_changes GROUP BY node, what')
    .all();
}

interface ChangeRow {
  readonly key: number;
  readonly what: NodeFact;
  readonly value: string;
}

/** Newest first. */
export function changesOf(connection: Connection, nodeNum: NodeNum): NodeChange[] {
  return connection
    .prepare<[NodeNum], ChangeRow>(
      'SELECT key, what, value FROM node_changes WHERE node = ? ORDER BY key DESC LIMIT 200',
    )
    .all(nodeNum)
    .map(({ key, ...rest }) => ({ at: timeOf(key), ...rest }));
}

export function newestPacketAt(connection: Connection): number | undefined {
  const key = connection.prepare<[], number | null>('SELECT max(key) FROM packets').pluck().get();
  return key ? timeOf(key) : undefined;
}
