import type { Packet } from '../../src/mesh/packet.js';
import type {
  Delivery,
  LinkChange,
  LinkReport,
  LinkState,
  OfferedMessage,
  OrderOutcome,
  Outgoing,
  Radio,
  RadioEvents,
  SettledMessage,
} from '../../src/mesh/radio.js';
import type { Stop } from '../../src/util/clock.js';
import { Emitter } from '../../src/util/emitter.js';
import { anOwnNode } from './builders.js';

/** The port to a node, played by hand: what is sent is kept, and what comes is what the test says. */
export class FakeRadio implements Radio {
  readonly sent: Outgoing[] = [];
  own: Radio['own'] = anOwnNode();
  facts: Partial<LinkReport> = {};
  /** How the next messages end, in order; without one they are delivered at once. */
  readonly deliveries: (Delivery | Promise<Delivery>)[] = [];
  readonly #emitter = new Emitter<RadioEvents>((error) => {
    throw error;
  });

  get state(): LinkState {
    return this.report().state;
  }

  send(message: Outgoing): Promise<Delivery> {
    this.sent.push(message);
    return Promise.resolve(this.deliveries.shift() ?? { outcome: 'delivered', tookMs: 1200 });
  }

  /** What becomes of the order to restart. */
  rebooting: OrderOutcome = 'done';
  /** Seconds after which it was to restart, of each such order. */
  readonly reboots: number[] = [];

  reboot(afterSeconds: number): Promise<OrderOutcome> {
    this.reboots.push(afterSeconds);
    return Promise.resolve(this.rebooting);
  }

  /** Texts that were sent, in order. */
  texts(): string[] {
    return this.sent.flatMap(({ content }) => (content.kind === 'text' ? [content.text] : []));
  }

  /** Something of ours is on its way to the node. */
  offer(offer: OfferedMessage): void {
    this.#emitter.emit('offer', offer);
  }

  /** A message has come to its end. */
  settle(settled: SettledMessage): void {
    this.#emitter.emit('delivery', settled);
  }

  /** The node has something to say to a person. */
  say(text: string): void {
    this.#emitter.emit('notice', { text });
  }

  receive(packet: Packet): void {
    this.#emitter.emit('packet', packet);
  }

  change(change: LinkChange): void {
    this.facts = { ...this.facts, state: change.state };
    this.#emitter.emit('state', change);
  }

  report(): LinkReport {
    return {
      address: '192.168.1.38:4403',
      state: 'ready',
      sinceMs: 0,
      outages: [],
      outageTotals: { count: 0, totalMs: 0, longestMs: 0 },
      outbox: { queued: 0, inFlight: 0, delivered: 0, unconfirmed: 0, failed: 0, expired: 0 },
      packets: 0,
      texts: 0,
      tries: 0,
      ...this.facts,
    };
  }

  on<Name extends keyof RadioEvents>(event: Name, listener: (value: RadioEvents[Name]) => void): Stop {
    return this.#emitter.on(event, listener);
  }

  listenerCount(): number {
    return this.#emitter.listenerCount();
  }
}
