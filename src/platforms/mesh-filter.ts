import { Recent } from '../bot/recent.js';
import type { BotSettings } from '../bot/settings.js';
import { isOneNode } from '../mesh/ids.js';
import type { TextPacket } from '../mesh/packet.js';
import type { Radio } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';
import type { OwnBroadcasts } from './own-broadcasts.js';

/** Why a text is no question to us. */
export type Ignored = 'nobody' | 'own' | 'foreign' | 'reaction' | 'empty' | 'late' | 'mqtt' | 'loop';

export interface MeshFilterDeps {
  readonly sent: Pick<OwnBroadcasts, 'has'>;
  readonly radio: Pick<Radio, 'own'>;
  readonly settings: Pick<BotSettings, 'commands'>;
  readonly clock: Clock;
}

/** What the node kept for us while we were away, or a store-and-forward router replays, is history. */
const LATE_MS = 10 * 60_000;
const ANSWERS_KEPT = 100;

/** Lets through what somebody else wrote now, and counts the rest. */
export class MeshFilter {
  readonly #deps: MeshFilterDeps;
  readonly #answers: Recent<true>;
  readonly counts: Record<Ignored, number> = {
    nobody: 0,
    own: 0,
    foreign: 0,
    reaction: 0,
    empty: 0,
    late: 0,
    mqtt: 0,
    loop: 0,
  };

  constructor(deps: MeshFilterDeps) {
    this.#deps = deps;
    this.#answers = new Recent(deps.clock, ANSWERS_KEPT);
  }

  /** What we said and somebody says to us again is a loop of bots. */
  rememberAnswer(text: string): void {
    this.#answers.set(text.trim(), true, LATE_MS);
  }

  accepts(packet: TextPacket): boolean {
    const reason = this.#reason(packet);
    if (reason) this.counts[reason]++;
    return reason === undefined;
  }

  #reason(packet: TextPacket): Ignored | undefined {
    const { own } = this.#deps.radio;
    // An answer to the broadcast number would be read by everybody.
    if (!isOneNode(packet.from)) return 'nobody';
    if (!own || (packet.isDirect && packet.to !== own.nodeNum)) return 'foreign';
    if (packet.from === own.nodeNum || this.#deps.sent.has(packet)) return 'own';
    if (packet.isReaction) return 'reaction';
    const text = packet.text.trim();
    if (text === '') return 'empty';
    if (this.#isFromAfar(packet)) return 'mqtt';
    if (packet.rxTime !== undefined && this.#deps.clock.now() - packet.rxTime > LATE_MS) return 'late';
    return this.#answers.get(text) ? 'loop' : undefined;
  }

  /** Anybody in the world can write through an open broker; only a DM under the sender's own key is his for sure. */
  #isFromAfar({ viaMqtt, isDirect, pkiEncrypted }: TextPacket): boolean {
    const isSealed = isDirect && pkiEncrypted;
    return viaMqtt && !isSealed && !this.#deps.settings.commands.acceptViaMqtt;
  }
}
