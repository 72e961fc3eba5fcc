import { Recent } from '../bot/recent.js';
import { BROADCAST_NUM, type PacketId } from '../mesh/ids.js';
import type { TextPacket } from '../mesh/packet.js';
import type { OfferedMessage, Outgoing } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';

/** Repeats come for a quarter of an hour, as long as packets are kept apart by their ids. */
const IDS_MS = 15 * 60_000;
const TEXTS_MS = 60_000;
const MAX_KEPT = 1000;

/** As much of a message as tells it again. */
interface Sent extends Pick<OfferedMessage, 'id'> {
  readonly message: Pick<Outgoing, 'to' | 'content'>;
}

/** Knows our own messages when they come back, by whatever way and under whosever name. */
export class OwnBroadcasts {
  readonly #ids: Recent<true>;
  readonly #texts: Recent<true>;

  constructor(clock: Pick<Clock, 'uptime'>) {
    this.#ids = new Recent(clock, MAX_KEPT);
    this.#texts = new Recent(clock, MAX_KEPT);
  }

  remember({ id, message }: Sent): void {
    this.#ids.set(keyOf(id), true, IDS_MS);
    const { to, content } = message;
    // Anybody may mean the same by the same sign.
    const isWords = content.kind === 'text' && !content.isReaction;
    if (to === BROADCAST_NUM && isWords) this.#texts.set(content.text.trim(), true, TEXTS_MS);
  }

  /** A gateway that sends it on keeps the id; a bridge writes the same words again under its own name. */
  has({ id, text }: Pick<TextPacket, 'id' | 'text'>): boolean {
    return this.#ids.get(keyOf(id)) === true || this.#texts.get(text.trim()) === true;
  }
}

function keyOf(id: PacketId): string {
  return String(id);
}
