import type { RemoteLook, RemoteOutcome } from '../mesh/remote-node.js';
import type { Log, LogFields } from '../util/log.js';
import type { LookResult } from './remote-look.js';

const MAIN_REMEDY =
  "take it out of remoteNodes: it is the bot's own node, and a look would throw out the bot's own connection";
const HELD_REMEDY =
  'nothing to do when another bot of this machine is meant to have it; it is tried again at each turn';

/**
 * Tells the operator what keeps us from looking at one remote node, once when it begins. That a node is away is told
 * as an alert.
 */
export class RemoteJournal {
  readonly #log: Log;
  #last: RemoteOutcome['kind'] | undefined;
  #lastTrouble: string | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  looked({ name, address, tookMs }: RemoteLook, result: LookResult): void {
    const { outcome, detail } = result;
    const node = { node: name, address };
    const isNew = outcome.kind !== this.#last;
    const wasHeld = this.#last === 'held';
    this.#last = outcome.kind;
    if (wasHeld && isNew) this.#log.info('remote node no longer held', node);
    switch (outcome.kind) {
      case 'main':
        if (isNew)
          this.#log.warn('remote node is our own node', { ...node, reason: detail, remedy: MAIN_REMEDY });
        break;
      case 'held':
        this.#log[isNew ? 'warn' : 'debug']('remote node held by another bot', {
          ...node,
          reason: detail,
          remedy: HELD_REMEDY,
        });
        break;
      case 'failed':
        this.#failed({ ...node, reason: outcome.reason, detail, tookMs }, result);
        break;
      case 'reached': {
        const { firmware, nodeCount } = outcome.facts;
        this.#log.debug('remote node reached', { ...node, firmware, nodes: nodeCount, tookMs });
      }
    }
  }

  /** What networks do not do is an error with its stack, once for each kind of it. */
  #failed(fields: LogFields, { detail = '', unexpected }: LookResult): void {
    if (unexpected === undefined || detail === this.#lastTrouble) {
      this.#log.debug('remote node not reached', fields);
      return;
    }
    this.#lastTrouble = detail;
    this.#log.error('remote node not reached', { ...fields, err: unexpected });
  }
}
