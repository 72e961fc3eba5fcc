import type { Mesh } from '@meshtastic/protobufs';
import type { NodeNum } from '../../mesh/ids.js';
import type { AirPacket } from '../air.js';
import type { NodeContext } from './context.js';

/** How long a packet is remembered (firmware src/mesh/PacketHistory.cpp). */
const KEPT_MS = 600_000;

/** How a packet for this node was acknowledged. */
export interface Judgement {
  readonly error: Mesh.Routing_Error;
  readonly about: {
    readonly to: number;
    readonly id: number;
    readonly channel: number;
    readonly hopLimit: number;
  };
}

interface Memory {
  readonly at: number;
  verdict?: Judgement;
}

/** Which packets were heard, so that a second copy goes no further. */
export class RepeatHistory {
  readonly #context: NodeContext;
  readonly #memories = new Map<string, Memory>();

  constructor(context: NodeContext) {
    this.#context = context;
  }

  /** Remembers a packet; tells whether it was known and how it was answered. */
  note({ from, id }: AirPacket): { readonly isRepeat: boolean; readonly verdict?: Judgement } {
    this.#dropOld();
    const key = keyOf(from, id);
    const memory = this.#memories.get(key);
    if (memory) return { isRepeat: true, ...(memory.verdict && { verdict: memory.verdict }) };
    this.#memories.set(key, { at: this.#context.clock.uptime() });
    return { isRepeat: false };
  }

  judge(from: NodeNum, id: number, verdict: Judgement): void {
    const memory = this.#memories.get(keyOf(from, id));
    if (memory) memory.verdict = verdict;
  }

  forget(): void {
    this.#memories.clear();
  }

  #dropOld(): void {
    const since = this.#context.clock.uptime() - KEPT_MS;
    for (const [key, memory] of this.#memories) {
      if (memory.at > since) break;
      this.#memories.delete(key);
    }
  }
}

function keyOf(from: NodeNum, id: number): string {
  return `${from}/${id}`;
}
