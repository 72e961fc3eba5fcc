import { create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import type { NodeContext } from './context.js';
import { dataOf, Port } from './packets.js';

/** Any `FromRadio` by the name of its variant. */
export function fromRadio(payloadVariant: Mesh.FromRadio['payloadVariant']): Mesh.FromRadio {
  return create(Mesh.FromRadioSchema, { payloadVariant });
}

/**
 * What waits for the client. The queues belong to the node, not to a connection: whoever polls first takes, and what
 * is there when nobody is connected stays for the next one (firmware 2.7.26 src/mesh/MeshService.cpp:225-332).
 */
export class ClientQueues {
  readonly #context: NodeContext;
  readonly #onWork: () => void;
  readonly #packets: Mesh.MeshPacket[] = [];
  readonly #statuses: Mesh.QueueStatus[] = [];
  readonly #notifications: Mesh.ClientNotification[] = [];
  readonly #proxied: Mesh.MqttClientProxyMessage[] = [];
  #owesHeartbeat = false;

  constructor(context: NodeContext, onWork: () => void) {
    this.#context = context;
    this.#onWork = onWork;
  }

  get hasPackets(): boolean {
    return this.#packets.length > 0;
  }

  /** A full queue gives way to a text by its oldest entry of any kind; anything else is dropped itself. */
  pushPacket(packet: Mesh.MeshPacket): void {
    const { switches, events } = this.#context;
    if (this.#packets.length >= switches.packetQueue) {
      const port = dataOf(packet)?.portnum;
      const yields = port === Port.TEXT_MESSAGE_APP || port === Port.RANGE_TEST_APP;
      const lost = yields ? this.#packets.shift() : packet;
      if (lost) events.count(`dropped.packets.${kindOf(lost)}`);
      if (lost === packet) return;
    }
    this.#packets.push(packet);
    this.#onWork();
  }

  pushStatus(status: Mesh.QueueStatus): void {
    const lost = this.#push(this.#statuses, status, this.#context.switches.queueStatusQueue);
    if (lost) this.#context.events.count('queueStatusLost');
  }

  pushNotification(notification: Mesh.ClientNotification): void {
    const lost = this.#push(this.#notifications, notification, this.#context.switches.notificationQueue);
    if (lost) this.#context.events.count('dropped.notifications');
  }

  pushProxied(message: Mesh.MqttClientProxyMessage): void {
    const lost = this.#push(this.#proxied, message, this.#context.switches.proxyQueue);
    if (lost) this.#context.events.count('dropped.proxied');
  }

  /** The flag is the node's: any transport may collect the answer (firmware 2.7.26 src/mesh/PhoneAPI.cpp:37). */
  oweHeartbeat(): void {
    this.#owesHeartbeat = true;
    this.#onWork();
  }

  takeHeartbeat(): boolean {
    const owed = this.#owesHeartbeat;
    this.#owesHeartbeat = false;
    return owed;
  }

  /** The next message of the steady state (firmware 2.7.26 src/mesh/PhoneAPI.cpp:574-602). */
  next(): Mesh.FromRadio | undefined {
    const status = this.#statuses.shift();
    if (status) return fromRadio({ case: 'queueStatus', value: status });
    const proxied = this.#proxied.shift();
    if (proxied) return fromRadio({ case: 'mqttClientProxyMessage', value: proxied });
    const notification = this.#notifications.shift();
    if (notification) return fromRadio({ case: 'clientNotification', value: notification });
    const packet = this.#packets.shift();
    return packet && fromRadio({ case: 'packet', value: packet });
  }

  clear(): void {
    for (const queue of [this.#packets, this.#statuses, this.#notifications, this.#proxied]) queue.length = 0;
    this.#owesHeartbeat = false;
  }

  /** The oldest gives way. True when one was lost. */
  #push<Item>(queue: Item[], item: Item, places: number): boolean {
    const isFull = queue.length >= places;
    if (isFull) queue.shift();
    queue.push(item);
    this.#onWork();
    return isFull;
  }
}

function kindOf(packet: Mesh.MeshPacket): string {
  const data = dataOf(packet);
  return data ? (Port[data.portnum] ?? String(data.portnum)) : 'encrypted';
}
