import { BROADCAST_NUM, toPacketId } from '../../src/mesh/ids.js';
import type { TextPacket } from '../../src/mesh/packet.js';
import type { Delivery, Outgoing } from '../../src/mesh/radio.js';
import { aText, BRAVO } from './builders.js';
import { ADMIN, GROUP, type TelegramDesk, USER } from './telegram-desk.js';

export const IN_GROUP = { chat: { id: GROUP, type: 'supergroup' } };
export const IN_TOPIC = { ...IN_GROUP, message_thread_id: 3, is_topic_message: true };

const RELAYED: Delivery = { outcome: 'relayed', tookMs: 5000 };

/** A chat on the one side and the mesh on the other, each with somebody who speaks. */
export class RelayDesk {
  readonly #desk: TelegramDesk;

  constructor(desk: TelegramDesk) {
    this.#desk = desk;
  }

  /** An admin switches it on. */
  on(more: Record<string, unknown> = IN_GROUP, line = '/relay on'): Promise<string> {
    return this.#desk.ask(ADMIN, line, more);
  }

  /** Bravo says it on the first channel, a neighbour of ours. */
  heard(text: string, changes: Partial<TextPacket> = {}): TextPacket {
    const receivedAt = this.#desk.clock.now();
    const at = { receivedAt, rxTime: receivedAt };
    const packet = aText(text, { ...at, from: BRAVO, to: BROADCAST_NUM, isDirect: false, ...changes });
    this.#desk.desk.radio.receive(packet);
    return packet;
  }

  /** Somebody known says it in the group; gives the number of the message that tells its way. */
  async said(text: string, more: Record<string, unknown> = {}): Promise<number> {
    await this.#desk.ask(USER, text, { ...IN_GROUP, ...more });
    return this.#desk.api.lastMessage;
  }

  /** The last message that went to the node. */
  get spoken(): Outgoing {
    const message = this.#desk.desk.radio.sent.at(-1);
    if (!message) throw new Error('nothing was sent');
    return message;
  }

  /** The node gets it under that id. */
  offer(id: number): void {
    this.#desk.desk.radio.offer({ message: this.spoken, id: toPacketId(id) });
  }

  settle(id: number, delivery: Delivery = RELAYED, message = this.spoken): void {
    this.#desk.desk.radio.settle({ message, delivery, id: toPacketId(id), attempts: 1 });
  }
}
