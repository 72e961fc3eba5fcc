import { BROADCAST_NUM } from '../mesh/ids.js';
import type { Packet, RoutingPacket } from '../mesh/packet.js';
import { type Reaction, reactionTo } from './delivery-rules.js';
import type { OutboxItem } from './outbox-item.js';

/** What a packet that answers one of the item's ids means for it; undefined for nothing. */
export function verdictIn(packet: Packet, item: OutboxItem): Reaction | undefined {
  if (packet.kind === 'routing') return verdictOf(packet, item);
  return packet.from === item.message.to ? { kind: 'delivered' } : undefined;
}

function verdictOf(packet: RoutingPacket, item: OutboxItem): Reaction | undefined {
  const { error, requestId, from } = packet;
  const { to } = item.message;
  if (error === undefined) return undefined;
  // A late ack of an earlier try is an ack; a late refusal says nothing of the try that is under way.
  if (error !== 'NONE' && requestId !== item.currentId) return undefined;
  return reactionTo({ error, isLocal: from !== to, isDirect: to !== BROADCAST_NUM });
}
