import { formatNodeId, type NodeNum, parseNodeId } from '../mesh/ids.js';
import type { LearntNodeStore } from '../mesh/learnt-node.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { readFact, writeFact } from './facts.js';
import { GuardedTable, type Openable } from './guarded-table.js';

/** Which node answered, and where: at another address the operator means another node. */
interface Learnt {
  readonly address: string;
  readonly id: string;
}

/** Which node is ours, in the database. What cannot be written is good until the next restart. */
export class SqliteLearntNodeStore implements LearntNodeStore {
  readonly #table: GuardedTable<Connection>;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare: (connection) => connection,
      failing: 'cannot note which node is ours: it is learnt again after a restart',
      restored: 'noting again which node is ours',
    });
  }

  at(address: string): NodeNum | undefined {
    const learnt = readFact(this.#table.connection, 'own node') as Learnt | undefined;
    return learnt?.address === address ? parseNodeId(learnt.id) : undefined;
  }

  learn(address: string, nodeNum: NodeNum): void {
    const learnt: Learnt = { address, id: formatNodeId(nodeNum) };
    this.#table.write((connection) => writeFact(connection, 'own node', learnt));
  }
}
