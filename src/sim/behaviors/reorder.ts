import type { Mesh } from '@meshtastic/protobufs';
import { packetIn } from './frames.js';
import type { BehaviorContext, BehaviorKind } from './kind.js';

/** A group that does not fill up goes on after this. */
const MOST_WAIT_MS = 3000;

/** Packets come in groups of n, each in another order. */
export const reorder: BehaviorKind = {
  name: 'reorder',
  usage: '3',
  drawSeconds: 60,
  create(context) {
    const size = context.args.number(0, 3);
    const group = new Group(context);
    return {
      stop: () => group.release(),
      onFromRadio(message) {
        if (!packetIn(message) || group.hasReleased(message)) return message;
        return group.add(message, size);
      },
    };
  },
};

class Group {
  readonly #context: BehaviorContext;
  readonly #released = new WeakSet<Mesh.FromRadio>();
  #messages: Mesh.FromRadio[] = [];

  constructor(context: BehaviorContext) {
    this.#context = context;
  }

  hasReleased(message: Mesh.FromRadio): boolean {
    return this.#released.has(message);
  }

  add(message: Mesh.FromRadio, size: number): 'handled' | Mesh.FromRadio[] {
    this.#messages.push(message);
    if (this.#messages.length === 1) this.#context.after(MOST_WAIT_MS, () => this.release());
    return this.#messages.length < size ? 'handled' : this.#shuffled();
  }

  /** What was held back takes the way of a behaviour's own messages. */
  release(): void {
    for (const message of this.#shuffled()) {
      this.#released.add(message);
      this.#context.front.push(message);
    }
  }

  #shuffled(): Mesh.FromRadio[] {
    const { stream } = this.#context;
    const keyed = this.#messages.map((message) => ({ message, key: stream.next() }));
    this.#messages = [];
    return keyed.sort((a, b) => a.key - b.key).map(({ message }) => message);
  }
}
