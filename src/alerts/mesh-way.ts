import type { AlertDelivery } from '../mesh/alert-store.js';
import {
  BROADCAST_NUM,
  type ChannelIndex,
  formatNodeId,
  type NodeNum,
  PRIMARY_CHANNEL,
  parseNodeId,
  toChannelIndex,
} from '../mesh/ids.js';
import type { Delivery, Outgoing, Radio, SettledMessage } from '../mesh/radio.js';
import type { Stop } from '../util/clock.js';
import { type AlertWay, platformOf, type WayEnd, type WayListener } from './way.js';

const THROTTLE_MS = 1_800_000;

/** By direct message to a node, and to everybody on a channel, through the one outbox, which survives restarts. */
export class MeshWay implements AlertWay {
  readonly platforms = ['mesh', 'channel'];
  readonly throttleMs = THROTTLE_MS;
  readonly isScarce = true;
  readonly #radio: Pick<Radio, 'send' | 'on'>;
  readonly #open = new Map<number, AlertDelivery>();
  #listener: WayListener | undefined;
  #stops: readonly Stop[] = [];

  constructor(radio: Pick<Radio, 'send' | 'on'>) {
    this.#radio = radio;
  }

  /** On the mesh nobody is told who did not ask. */
  implied(): readonly string[] {
    return [];
  }

  start(listener: WayListener, open: readonly AlertDelivery[]): void {
    this.#listener = listener;
    for (const delivery of open) this.#open.set(delivery.key, delivery);
    this.#stops = [
      this.#radio.on('delivery', (settled) => this.#settle(settled)),
      this.#radio.on('packet', ({ from }) => listener.heard(`mesh:${formatNodeId(from)}`)),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#listener = undefined;
  }

  deliver(delivery: AlertDelivery): void {
    const target = targetOf(delivery.userId);
    if (!target) {
      this.#listener?.ended(delivery.key, { state: 'failed', reason: 'no_such_node', canWait: false }, 0);
      return;
    }
    this.#open.set(delivery.key, delivery);
    const { text, isSevere, ttlMs } = delivery;
    const priority = isSevere ? 'emergency' : 'alert';
    void this.#radio.send({ ...target, content: { kind: 'text', text }, priority, ttlMs });
  }

  /** What the process before handed over is known again by its addressee and its text alone. */
  #settle({ message, delivery, attempts }: SettledMessage): void {
    const found = [...this.#open.values()].find((open) => isOf(message, open));
    if (!found) return;
    this.#open.delete(found.key);
    this.#listener?.ended(found.key, endOf(delivery, message), attempts);
  }
}

function targetOf(userId: string): { readonly to: NodeNum; readonly channel: ChannelIndex } | undefined {
  const name = userId.slice(userId.indexOf(':') + 1);
  if (platformOf(userId) === 'channel') return { to: BROADCAST_NUM, channel: toChannelIndex(Number(name)) };
  const to = parseNodeId(name);
  return to && { to, channel: PRIMARY_CHANNEL };
}

function isOf({ to, channel, content }: Outgoing, { userId, text }: AlertDelivery): boolean {
  const target = targetOf(userId);
  const isSameText = content.kind === 'text' && content.text === text;
  return isSameText && target?.to === to && target.channel === channel;
}

function endOf(delivery: Delivery, { to }: Outgoing): WayEnd {
  if (delivery.outcome !== 'failed') return { state: delivery.outcome };
  const { reason } = delivery;
  return { state: 'failed', reason, canWait: reason === 'no_ack' && to !== BROADCAST_NUM };
}
