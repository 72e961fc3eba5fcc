import { BROADCAST_NUM, type NodeNum } from '../mesh/ids.js';
import type { OutboxItem } from './outbox-item.js';

export interface MissingKeysDeps {
  /** The node is known to lack the key of that addressee, so that a direct message would be in vain. */
  isKeyless(to: NodeNum): boolean;
  /** Gives the node the key of an addressee that it lacks; false when it cannot be had. */
  onMissingKey(to: NodeNum): Promise<boolean>;
}

/** Has keys given to the node for messages that need them, once for each message. */
export class MissingKeys {
  readonly #deps: MissingKeysDeps;

  constructor(deps: MissingKeysDeps) {
    this.#deps = deps;
  }

  /** The key goes first, instead of waiting for the refusal. Traceroutes need none. */
  goesFirst({ message: { to, content }, hasAskedForKey }: OutboxItem): boolean {
    return content.kind === 'text' && to !== BROADCAST_NUM && !hasAskedForKey && this.#deps.isKeyless(to);
  }

  /** The message waits meanwhile; true when the node has the key now. */
  async give(item: OutboxItem): Promise<boolean> {
    const mayHelp = !item.hasAskedForKey;
    item.hasAskedForKey = true;
    item.enter('keyless');
    return mayHelp && (await this.#deps.onMissingKey(item.message.to));
  }
}
