import type { Stop } from '../util/clock.js';
import type { ChannelIndex, NodeNum, PacketId } from './ids.js';
import type { NodeReport } from './mesh-node.js';
import type { OwnNode } from './own-node.js';
import type { DeviceMetrics, EnvironmentMetrics, Packet } from './packet.js';

export type LinkState = 'stopped' | 'connecting' | 'configuring' | 'ready' | 'waiting' | 'yielding';

/** Why a session, or a try to open one, ended. */
export type LossReason =
  | 'closed_by_node'
  | 'reset'
  | 'broken_pipe'
  | 'refused'
  | 'unreachable'
  | 'unresolved'
  | 'unplugged'
  | 'denied'
  | 'busy'
  | 'connect_timeout'
  | 'handshake_timeout'
  | 'silent'
  | 'wrong_node'
  | 'evicted'
  | 'stopped';

/** What may leave through the radio. */
export type OutgoingContent =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** The message that this one answers. */
      readonly replyId?: PacketId;
      /** A reaction: `text` is the emoji. */
      readonly isReaction?: boolean;
    }
  | { readonly kind: 'traceroute' }
  | {
      /** Measured values, told to everybody as our own node's; nobody acknowledges them. */
      readonly kind: 'telemetry';
      /** ms since 1970 */
      readonly time: number;
      readonly telemetry: OutgoingTelemetry;
    };

export type OutgoingTelemetry =
  | { readonly variant: 'environment'; readonly metrics: EnvironmentMetrics }
  | { readonly variant: 'power'; readonly metrics: PowerMetrics }
  | { readonly variant: 'device'; readonly metrics: Pick<DeviceMetrics, 'batteryLevel' | 'voltage'> };

/** Of the first channel of a meter. */
export interface PowerMetrics {
  readonly voltage?: number;
  readonly milliamperes?: number;
}

/** Emergencies go first, then answers, alerts and announcements, and small talk last. */
export type Priority = 'emergency' | 'reply' | 'alert' | 'announcement' | 'chat';

export interface Outgoing {
  /** A node, or `BROADCAST_NUM`. */
  readonly to: NodeNum;
  readonly channel: ChannelIndex;
  readonly content: OutgoingContent;
  readonly priority: Priority;
  /** How long it may wait for its turn before it is worth nothing. */
  readonly ttlMs: number;
  /** By this whoever sent it knows its end, also after a restart. It never leaves the program. */
  readonly ticket?: string;
}

export type DeliveryFailure =
  /** Three transmissions and nobody heard one. */
  | 'no_ack'
  | 'no_channel'
  | 'too_large'
  /** The node holds no public key of the addressee. */
  | 'no_key'
  /** The addressee does not know our key, or the keys do not fit. */
  | 'key_rejected'
  /** Region unset or transmitter off. */
  | 'transmitter_off'
  | 'rate_limited'
  | 'duty_cycle'
  | 'queue_full'
  | 'refused';

/**
 * How a message ended. `delivered`: the addressee acknowledged. `relayed`: a neighbour repeated it.
 * `sent`: it left the node and nothing more is known. `expired`: its time was over before its turn came.
 */
export type Delivery =
  | { readonly outcome: 'delivered' | 'relayed' | 'sent' | 'expired'; readonly tookMs: number }
  | { readonly outcome: 'failed'; readonly reason: DeliveryFailure; readonly tookMs: number };

/** A message as it is handed to the node, once for each try. */
export interface OfferedMessage {
  readonly message: Outgoing;
  readonly id: PacketId;
}

/** A message at its end. */
export interface SettledMessage {
  readonly message: Outgoing;
  readonly delivery: Delivery;
  /** The packet id of its last try, or of the one that it did not live to see. */
  readonly id?: PacketId;
  /** Times that the node took it. */
  readonly attempts: number;
}

/** What waits in the outbox, and how what left it ended. */
export interface OutboxCounts {
  readonly queued: number;
  readonly inFlight: number;
  /** Acknowledged by the addressee, or repeated by a neighbour. */
  readonly delivered: number;
  /** Left the node, and nothing more is known. */
  readonly unconfirmed: number;
  readonly failed: number;
  readonly expired: number;
}

export interface LinkChange {
  readonly state: LinkState;
  /** Only with `waiting` and `yielding`. */
  readonly reason?: LossReason;
}

/** A message that came, progress or end of one that went. */
export interface RadioEvents {
  state: LinkChange;
  /** Each packet once, whatever came twice. */
  packet: Packet;
  /** An entry of the node's own database, as told in the handshake. */
  node: NodeReport;
  /** Every message on its way to the node, whoever sent it. */
  offer: OfferedMessage;
  /** The end of every message, whoever sent it. */
  delivery: SettledMessage;
  /** What the node has to say to a person. */
  notice: { readonly text: string; readonly about?: PacketId };
}

/** Figures of the link since the process started. */
export interface LinkReport {
  readonly address: string;
  /** The configured address, while the node is looked for, or was found, at another one. */
  readonly movedFrom?: string;
  readonly state: LinkState;
  /** How long the state has been what it is. */
  readonly sinceMs: number;
  readonly lastFrameAgoMs?: number;
  /** The last ones, oldest first; one that still lasts has no `endedAt`. */
  readonly outages: readonly Outage[];
  readonly outageTotals: { readonly count: number; readonly totalMs: number; readonly longestMs: number };
  readonly outbox: OutboxCounts;
  readonly packets: number;
  readonly texts: number;
  /** Since a packet of another node was heard on the air. */
  readonly lastPacketAgoMs?: number;
  /** While waiting. */
  readonly nextTryMs?: number;
  /** Since the link was last ready. */
  readonly tries: number;
  /** While there is no link. */
  readonly away?: LinkAbsence;
  /** How long the last heartbeat's answer took. */
  readonly heartbeatMs?: number;
}

/** A time without a link. */
export interface LinkAbsence {
  /** Of the loss, or of the start; ms since 1970. */
  readonly since: number;
  /** What the loss, or the last try, showed; absent before the first one. */
  readonly reason?: LossReason;
  /** What a person may do about it, in words. */
  readonly remedy?: string;
}

export interface Outage {
  readonly reason: LossReason;
  /** ms since 1970 */
  readonly startedAt: number;
  /** Absent while it lasts. */
  readonly endedAt?: number;
}

/** `taken`: the node has it and did not object, and more is not known. `failed`: refused, or never answered. */
export type OrderOutcome = 'done' | 'taken' | 'failed';

/** The port through which everything else meets the node. It stays the same over all reconnects. */
export interface Radio {
  readonly state: LinkState;
  /** What the node told of itself in the last handshake; absent before the first. */
  readonly own: OwnNode | undefined;
  /** Resolves with the end of the message, never rejects. */
  send(message: Outgoing): Promise<Delivery>;
  report(): LinkReport;
  /** Has our own node restart after so many seconds. It costs no airtime. */
  reboot(afterSeconds: number): Promise<OrderOutcome>;
  on<Name extends keyof RadioEvents>(event: Name, listener: (value: RadioEvents[Name]) => void): Stop;
}
