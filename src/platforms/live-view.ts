import type { Language } from '../bot/request.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { Packet } from '../mesh/packet.js';
import type { LinkChange, Radio, SettledMessage } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import { deliveryLine, linkLine, packetLine } from './live-lines.js';

export type LiveTopic = 'packets' | 'link' | 'all';
export const LIVE_TOPICS: readonly LiveTopic[] = ['packets', 'link', 'all'];

export interface LivePage {
  /** Where the next page begins. */
  readonly next: number;
  readonly lines: readonly string[];
  /** Events that were gone before they could be shown. */
  readonly missed: number;
}

interface LiveEvent {
  readonly topic: Exclude<LiveTopic, 'all'>;
  readonly at: number;
  readonly content: { packet: Packet } | { settled: SettledMessage } | { change: LinkChange };
}

/** A watcher that is slower than this misses some, and is told how many. */
const MAX_KEPT = 500;
/** A question for the next page comes back empty after so long, so that a client that is gone holds nothing. */
const PAGE_WAIT_MS = 20_000;

export interface LiveViewDeps {
  readonly radio: Pick<Radio, 'on'>;
  readonly nodes: NodeDb;
  readonly clock: Clock;
  /** Of those who watch. */
  languageNow(): Language;
}

/** What comes and goes right now, page by page, for any number of people who watch. */
export class LiveView implements Lifecycle {
  readonly name = 'live view';
  readonly #deps: LiveViewDeps;
  readonly #events: LiveEvent[] = [];
  readonly #waiting = new Set<() => void>();
  #count = 0;
  #stops: Stop[] = [];

  constructor(deps: LiveViewDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { radio } = this.#deps;
    this.#stops = [
      radio.on('packet', (packet) => this.#add('packets', { packet })),
      radio.on('delivery', (settled) => this.#add('packets', { settled })),
      radio.on('state', (change) => this.#add('link', { change })),
    ];
  }

  /** Nobody is left waiting. */
  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#wakeAll();
  }

  /**
   * What came since `after`, the `next` of the page before; as soon as there is something, or empty after 20 s. Without
   * `after` it is empty at once, and says where now is.
   */
  async page(topic: LiveTopic, after: number | undefined): Promise<LivePage> {
    if (after === undefined) return { next: this.#count, lines: [], missed: 0 };
    if (after >= this.#count) await this.#somethingNew();
    const oldest = this.#count - this.#events.length;
    const from = Math.min(Math.max(after, oldest), this.#count);
    const news = this.#events
      .slice(from - oldest)
      .filter((event) => topic === 'all' || event.topic === topic);
    return {
      next: this.#count,
      lines: news.map((event) => this.#lineOf(event)),
      missed: Math.max(0, oldest - after),
    };
  }

  #add(topic: LiveEvent['topic'], content: LiveEvent['content']): void {
    this.#events.push({ topic, content, at: this.#deps.clock.now() });
    if (this.#events.length > MAX_KEPT) this.#events.shift();
    this.#count += 1;
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #somethingNew(): Promise<void> {
    if (this.#stops.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        stopTimer();
        this.#waiting.delete(wake);
        resolve();
      };
      const stopTimer = this.#deps.clock.after('live-view.page', PAGE_WAIT_MS, wake);
      this.#waiting.add(wake);
    });
  }

  #lineOf({ content, at }: LiveEvent): string {
    const { nodes, languageNow } = this.#deps;
    const sight = { nodes, at, language: languageNow() };
    if ('packet' in content) return packetLine(content.packet, sight);
    if ('settled' in content) return deliveryLine(content.settled, sight);
    return linkLine(content.change, sight);
  }
}
