import { type NodeNum, PRIMARY_CHANNEL } from '../mesh/ids.js';
import type { TraceroutePacket } from '../mesh/packet.js';
import type { DeliveryFailure, Radio } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import { Recent } from './recent.js';
import type { TraceSettings } from './settings.js';

export type TraceResult =
  | { readonly kind: 'answered'; readonly packet: TraceroutePacket; readonly tookMs: number }
  | { readonly kind: 'no answer' }
  | { readonly kind: 'not sent'; readonly reason: DeliveryFailure | 'expired' };

export interface TracerDeps {
  readonly radio: Radio;
  readonly clock: Clock;
  readonly settings: TraceSettings;
}

const MAX_KEPT = 100;

/** Traceroutes from our node, one at a time and spaced as the firmware wants them. */
export class Tracer {
  readonly #deps: TracerDeps;
  readonly #results: Recent<TraceResult>;
  /** Those that run or wait, by target: whoever asks for the same gets the same. */
  readonly #pending = new Map<NodeNum, Promise<TraceResult>>();
  readonly #stopping = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #nextAt = 0;

  constructor(deps: TracerDeps) {
    this.#deps = deps;
    this.#results = new Recent(deps.clock, MAX_KEPT);
  }

  /** Whether an answer for this node is at hand or on its way, and so costs no airtime. */
  has(target: NodeNum): boolean {
    return this.#pending.has(target) || this.#results.get(String(target)) !== undefined;
  }

  /** How long it takes at most until another one may wait; 0 when there is room. */
  fullMs(): number {
    const { maxWaiting, answerSeconds } = this.#deps.settings;
    return this.#pending.size > maxWaiting ? answerSeconds * 1000 : 0;
  }

  trace(target: NodeNum): Promise<TraceResult> {
    const result = this.#results.get(String(target));
    return result ? Promise.resolve(result) : (this.#pending.get(target) ?? this.#enqueue(target));
  }

  /** Ends the one that runs and those that wait. */
  stop(): void {
    this.#stopping.abort();
  }

  #enqueue(target: NodeNum): Promise<TraceResult> {
    const turn = this.#last.then(() => this.#run(target));
    this.#pending.set(target, turn);
    this.#last = turn.finally(() => this.#pending.delete(target));
    return turn;
  }

  async #run(target: NodeNum): Promise<TraceResult> {
    const { clock, settings } = this.#deps;
    const { signal } = this.#stopping;
    const waitMs = Math.max(0, this.#nextAt - clock.uptime());
    if (waitMs > 0) await clock.sleep('trace.gap', waitMs, signal).catch(() => {});
    if (signal.aborted) return STOPPED;
    this.#nextAt = clock.uptime() + settings.gapSeconds * 1000;
    const result = await this.#ask(target);
    if (result.kind !== 'not sent') this.#results.set(String(target), result, settings.keepSeconds * 1000);
    return result;
  }

  /** Listens before it sends, so that no answer can be too fast. */
  #ask(target: NodeNum): Promise<TraceResult> {
    const { radio, clock, settings } = this.#deps;
    const startedAt = clock.uptime();
    return new Promise((resolve) => {
      const stops: Stop[] = [];
      const end = (result: TraceResult) => {
        for (const stop of stops) stop();
        resolve(result);
      };
      const abort = () => end(STOPPED);
      this.#stopping.signal.addEventListener('abort', abort);
      stops.push(
        () => this.#stopping.signal.removeEventListener('abort', abort),
        clock.after('trace.answer', settings.answerSeconds * 1000, () => end({ kind: 'no answer' })),
        radio.on('packet', (packet) => {
          if (packet.kind !== 'traceroute' || packet.from !== target || packet.requestId === undefined)
            return;
          end({ kind: 'answered', packet, tookMs: clock.uptime() - startedAt });
        }),
      );
      void this.#send(target).then((reason) => {
        if (reason) end({ kind: 'not sent', reason });
      });
    });
  }

  /** Why it did not leave, if so. Without an acknowledgement an answer can still come. */
  async #send(target: NodeNum): Promise<DeliveryFailure | 'expired' | undefined> {
    const delivery = await this.#deps.radio.send({
      to: target,
      channel: PRIMARY_CHANNEL,
      content: { kind: 'traceroute' },
      priority: 'reply',
      ttlMs: this.#deps.settings.answerSeconds * 1000,
    });
    if (delivery.outcome === 'expired') return 'expired';
    return delivery.outcome === 'failed' && delivery.reason !== 'no_ack' ? delivery.reason : undefined;
  }
}

/** Nobody is left to hear it. */
const STOPPED: TraceResult = { kind: 'no answer' };
