import { clone } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { BROADCAST_NUM } from '../../mesh/ids.js';
import type { PhoneApi } from '../phone-api.js';
import { type ClientQueues, fromRadio } from './client-queues.js';
import type { NodeContext } from './context.js';
import { ONLY_CONFIG } from './handshake.js';
import type { NodeInfoModule } from './node-info.js';
import { newPacketId, Port } from './packets.js';
import type { Router } from './router.js';
import { SendingRules } from './sending-rules.js';

export interface SessionParts {
  readonly context: NodeContext;
  readonly queues: ClientQueues;
  readonly router: Router;
  readonly nodeInfo: NodeInfoModule;
  readonly handshake: (nonce: number) => Iterator<Mesh.FromRadio>;
  readonly replay: () => Mesh.MeshPacket[];
  /** The node writes to flash, and reads and says nothing meanwhile. */
  readonly isStalled: () => boolean;
  readonly onEnd: (session: PhoneApiSession) => void;
}

/** Silent until asked; then the handshake; then what waits in the queues. */
export class PhoneApiSession implements PhoneApi {
  readonly #parts: SessionParts;
  readonly #rules: SendingRules;
  /** What came while the node was stalled. */
  readonly #unread: Mesh.ToRadio[] = [];
  #handshake: Iterator<Mesh.FromRadio> | undefined;
  #nonce = 0;
  #replay: Mesh.MeshPacket[] = [];
  #isReady = false;
  #isOver = false;
  #saidGoodbye = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#rules = new SendingRules(parts.context, parts.router);
  }

  get wantsClose(): boolean {
    return this.#saidGoodbye && this.#parts.context.switches.disconnectCloses;
  }

  receive(message: Mesh.ToRadio): void {
    if (this.#isOver) return;
    if (this.#parts.isStalled()) this.#unread.push(message);
    else this.#read(message);
  }

  /** The flash write is over. */
  resume(): void {
    while (this.#unread.length > 0 && !this.#isOver && !this.#parts.isStalled()) {
      const message = this.#unread.shift();
      if (message) this.#read(message);
    }
  }

  next(): Mesh.FromRadio | undefined {
    if (this.#isOver || this.#parts.isStalled()) return undefined;
    if (this.#parts.queues.takeHeartbeat()) return this.#parts.router.heartbeatAnswer();
    if (this.#handshake) return this.#nextOfHandshake(this.#handshake);
    if (!this.#isReady) return undefined;
    return this.#parts.queues.next() ?? this.#nextOfReplay();
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#unread.length = 0;
    // Closing takes back an answer that is owed (firmware PhoneAPI::close).
    if (this.#isReady || this.#handshake) this.#parts.queues.takeHeartbeat();
    this.#parts.onEnd(this);
  }

  #read(message: Mesh.ToRadio): void {
    const { payloadVariant: variant } = message;
    switch (variant.case) {
      case 'packet':
        this.#send(variant.value);
        break;
      case 'wantConfigId':
        this.#startHandshake(variant.value);
        break;
      case 'heartbeat':
        this.#beat(variant.value.nonce);
        break;
      case 'disconnect':
        this.#leave();
        break;
      default:
        break;
    }
  }

  #send(packet: Mesh.MeshPacket): void {
    const { context, router } = this.#parts;
    if (!this.#rules.admits(packet)) return;
    const sent = clone(Mesh.MeshPacketSchema, packet);
    if (sent.id === 0) sent.id = newPacketId(context.ids);
    Object.assign(sent, { nextHop: 0, relayNode: 0, rxTime: context.time.seconds() });
    this.#upgradeTraceroute(sent);
    router.sendToMesh(sent, 'client');
  }

  /** Traceroutes to one node are sent reliably (firmware 2.7.26 src/mesh/PhoneAPI.cpp:828-859). */
  #upgradeTraceroute(packet: Mesh.MeshPacket): void {
    const isTraceroute =
      packet.payloadVariant.case === 'decoded' &&
      packet.payloadVariant.value.portnum === Port.TRACEROUTE_APP &&
      packet.to !== BROADCAST_NUM;
    if (isTraceroute && this.#parts.context.switches.tracerouteAck) packet.wantAck = true;
  }

  /** A second request starts over; what was left of the first is not written. */
  #startHandshake(nonce: number): void {
    this.#nonce = nonce;
    this.#replay = [];
    this.#handshake = this.#parts.handshake(nonce);
    this.#parts.context.events.add('node', 'handshake started', { nonce });
  }

  #nextOfHandshake(frames: Iterator<Mesh.FromRadio>): Mesh.FromRadio | undefined {
    const frame: IteratorResult<Mesh.FromRadio> = frames.next();
    if (frame.done) return undefined;
    if (frame.value.payloadVariant.case === 'configCompleteId') this.#becomeReady();
    return frame.value;
  }

  #becomeReady(): void {
    const { context, replay } = this.#parts;
    this.#handshake = undefined;
    this.#isReady = true;
    if (context.switches.replay && this.#nonce !== ONLY_CONFIG) this.#replay = replay();
    context.events.add('node', 'handshake done', { nonce: this.#nonce });
  }

  #nextOfReplay(): Mesh.FromRadio | undefined {
    const packet = this.#replay.shift();
    return packet && fromRadio({ case: 'packet', value: packet });
  }

  #beat(nonce: number): void {
    const { context, nodeInfo, queues } = this.#parts;
    if (nonce === 1 && context.switches.heartbeatNonce1 === 'nodeinfo')
      nodeInfo.announce({ to: BROADCAST_NUM, wantsReplies: true, isUrgent: true });
    else if (context.switches.heartbeat === 'queueStatus') queues.oweHeartbeat();
  }

  #leave(): void {
    this.#saidGoodbye = true;
    this.#handshake = undefined;
    this.#isReady = false;
    this.#parts.queues.takeHeartbeat();
  }
}
