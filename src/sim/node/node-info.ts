import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import type { ClientQueues } from './client-queues.js';
import { type Contacts, sameBytes } from './contacts.js';
import type { NodeContext } from './context.js';
import type { DutyCycle } from './duty-cycle.js';
import { ownPacket, Port, Priority } from './packets.js';
import type { Answer, Question } from './question.js';
import type { Router } from './router.js';

/** Gaps between two own NodeInfos (firmware 2.7.26 src/modules/NodeInfoModule.cpp:142-160). */
const GAP_MS = 600_000;
const URGENT_GAP_MS = 60_000;
/** Percent of channel use above which none is sent. */
const MAX_CHANNEL_USE = 40;
const HOUR_MS = 3_600_000;

export interface NodeInfoParts {
  readonly context: NodeContext;
  readonly contacts: Contacts;
  readonly queues: ClientQueues;
  readonly duty: DutyCycle;
  readonly router: Router;
  readonly owner: () => Mesh.User;
  readonly hopLimit: () => number;
}

export interface Announcement {
  readonly to: number;
  readonly wantsReplies: boolean;
  readonly channel?: number;
  /** The short gap is enough. */
  readonly isUrgent?: boolean;
}

/** Who is who: takes NodeInfos in and gives the own one away, sparingly. */
export class NodeInfoModule {
  readonly #parts: NodeInfoParts;
  #sentAt: number | undefined;
  readonly #askedAt = new Map<number, number>();
  #hasWarned = false;

  constructor(parts: NodeInfoParts) {
    this.#parts = parts;
  }

  receive(question: Question): Answer {
    const { packet, data, isForUs } = question;
    const user = parseUser(data.payload);
    if (!user) return undefined;
    const isAnswered = data.wantResponse && isForUs && !this.#isWithheld(packet.from);
    const update = this.#isOurKey(user) ? 'refused' : this.#learn(packet, user);
    if (update === 'changed' && !isForUs) this.#parts.queues.pushPacket(packet);
    if (!data.wantResponse || !isForUs) return undefined;
    if (!isAnswered || !this.#maySend(GAP_MS)) return 'silent';
    this.#sentAt = this.#parts.context.clock.uptime();
    return { portnum: Port.NODEINFO_APP, payload: this.#payload() };
  }

  /** Sends the own NodeInfo unless that was done lately; true when it was sent. */
  announce(announcement: Announcement): boolean {
    const { context, router, hopLimit } = this.#parts;
    if (!this.#maySend(announcement.isUrgent ? URGENT_GAP_MS : GAP_MS)) return false;
    this.#sentAt = context.clock.uptime();
    const packet = ownPacket(context, {
      to: announcement.to,
      portnum: Port.NODEINFO_APP,
      payload: this.#payload(),
      channel: announcement.channel ?? 0,
      wantResponse: announcement.wantsReplies,
      hopLimit: hopLimit(),
      priority: announcement.isUrgent ? Priority.DEFAULT : Priority.BACKGROUND,
    });
    router.sendToMesh(packet, 'node');
    return true;
  }

  forget(): void {
    this.#sentAt = undefined;
    this.#askedAt.clear();
    this.#hasWarned = false;
  }

  #learn(packet: Mesh.MeshPacket, user: Mesh.User): ReturnType<Contacts['hear']> {
    const update = this.#parts.contacts.hear(packet.from, user, packet.channel);
    if (update === 'refused')
      this.#parts.context.events.add('node', 'nodeinfo refused', { node: packet.from });
    return update;
  }

  #payload(): Uint8Array {
    return toBinary(Mesh.UserSchema, this.#parts.owner());
  }

  #maySend(gapMs: number): boolean {
    const { context, duty } = this.#parts;
    if (duty.channelUtilization() > MAX_CHANNEL_USE) return false;
    return this.#sentAt === undefined || context.clock.uptime() - this.#sentAt >= gapMs;
  }

  /** Whoever asked within the last hours gets no reply; each question starts them anew (src/modules/NodeInfoModule.cpp:14-46). */
  #isWithheld(from: number): boolean {
    const { clock, switches } = this.#parts.context;
    const askedAt = this.#askedAt.get(from);
    this.#askedAt.set(from, clock.uptime());
    return askedAt !== undefined && clock.uptime() - askedAt < switches.nodeInfoReplyHours * HOUR_MS;
  }

  /** Another node with our key: told once per boot (firmware 2.7.26 src/mesh/NodeDB.cpp:1855-1868). */
  #isOurKey(user: Mesh.User): boolean {
    const own = this.#parts.owner().publicKey;
    if (own.length === 0 || !sameBytes(user.publicKey, own)) return false;
    if (!this.#hasWarned) this.#warn(user.longName);
    this.#hasWarned = true;
    return true;
  }

  #warn(name: string): void {
    const { context, queues } = this.#parts;
    queues.pushNotification(
      create(Mesh.ClientNotificationSchema, {
        level: Mesh.LogRecord_Level.WARNING,
        time: context.time.seconds(),
        message: `Remote device ${name} has advertised your public key. This may indicate a compromised key.`,
        payloadVariant: { case: 'duplicatedPublicKey', value: {} },
      }),
    );
  }
}

function parseUser(payload: Uint8Array): Mesh.User | undefined {
  try {
    return fromBinary(Mesh.UserSchema, payload);
  } catch {
    return undefined;
  }
}
