import type { AlertDelivery, Covered } from '../mesh/alert-store.js';
import type { ChatPost } from '../mesh/chat-post.js';
import type { Topic } from '../mesh/user-store.js';
import type { Stop } from '../util/clock.js';
import { byteLength } from '../util/text.js';
import { isBad } from './covered.js';
import type { AlertWay, WayListener } from './way.js';

const THROTTLE_MS = 600_000;
const TTL_MS = 24 * 3_600_000;
/** A button carries no more. */
const MAX_MARK_BYTES = 64;
/** More than anybody acknowledges between two restarts. */
const MAX_KEPT = 1000;

/**
 * To people on a chat service, where words cost no airtime. Who presses the button under an alert is not reminded of it
 * any more: not of this episode, and not before a restart, because a reminder too many harms nobody.
 */
export class ChatWay implements AlertWay {
  readonly platforms: readonly string[];
  readonly throttleMs = THROTTLE_MS;
  readonly ttlMs = TTL_MS;
  readonly isScarce = false;
  readonly #post: ChatPost;
  readonly #acknowledged = new Set<string>();
  #listener: WayListener | undefined;
  #stops: readonly Stop[] = [];

  constructor(platform: string, post: ChatPost) {
    this.platforms = [platform];
    this.#post = post;
  }

  /** Admins are told how the bot is, because somebody has to be. */
  implied(topic: Topic): readonly string[] {
    return topic === 'system' ? this.#post.admins() : [];
  }

  /** What was handed over and no longer waits may have been lost with the process before: it goes again. */
  start(listener: WayListener, open: readonly AlertDelivery[]): void {
    this.#listener = listener;
    this.#stops = [
      this.#post.onEnd((ticket, end) => {
        this.#listener?.ended(ticket, end.state === 'sent' ? { state: 'delivered' } : failed(end), 1);
      }),
      this.#post.onPress((userId, mark) => this.#acknowledge(userId, mark)),
    ];
    const waiting = this.#post.waiting();
    for (const delivery of open) if (!waiting.includes(delivery.key)) this.deliver(delivery);
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#listener = undefined;
  }

  deliver({ key, userId, text, covers, ttlMs }: AlertDelivery): void {
    if (covers.length > 0 && covers.every((each) => this.#isAcknowledged(userId, each))) {
      this.#listener?.ended(key, { state: 'failed', reason: 'acknowledged', canWait: false }, 0);
      return;
    }
    const mark = markFor(covers);
    const isPosted = this.#post.post({
      userId,
      text,
      ttlMs,
      ticket: key,
      ...(mark !== undefined && { mark }),
    });
    if (!isPosted) this.#listener?.ended(key, { state: 'failed', reason: 'no_such_user', canWait: false }, 0);
  }

  #isAcknowledged(userId: string, covered: Covered): boolean {
    return covered.event === 'reminded' && this.#acknowledged.has(`${userId} ${markOf(covered)}`);
  }

  #acknowledge(userId: string, mark: string): void {
    this.#acknowledged.add(`${userId} ${mark}`);
    const [oldest] = this.#acknowledged;
    if (this.#acknowledged.size > MAX_KEPT && oldest !== undefined) this.#acknowledged.delete(oldest);
  }
}

function failed(
  end: { readonly state: 'expired' | 'sent' } | { readonly state: 'failed'; readonly reason: string },
) {
  return end.state === 'failed' ? { ...end, canWait: false } : ({ state: 'expired' } as const);
}

/** One matter can be acknowledged, and only as long as it lasts. */
function markFor(covers: readonly Covered[]): string | undefined {
  const [covered] = covers;
  if (covers.length !== 1 || !covered || !isBad(covered.event)) return undefined;
  const mark = markOf(covered);
  return byteLength(mark) <= MAX_MARK_BYTES ? mark : undefined;
}

function markOf({ alert, subject, episode }: Covered): string {
  return `${alert} ${episode} ${subject}`;
}
