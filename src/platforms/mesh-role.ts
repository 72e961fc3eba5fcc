import type { Role } from '../bot/request.js';
import type { BotSettings } from '../bot/settings.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { TextPacket } from '../mesh/packet.js';

/**
 * What the sender could prove. A channel message or a DM under the channel's key can be forged by anybody who has
 * that key; only a DM under the sender's own key, the one that we have known from the first, proves who wrote it.
 */
export function roleOf(packet: TextPacket, nodes: NodeDb, settings: Pick<BotSettings, 'admins'>): Role {
  const { publicKey } = packet;
  if (!packet.isDirect || !packet.pkiEncrypted || !publicKey) return 'any';
  const first = nodes.get(packet.from)?.firstKey?.key;
  if (!first || !isSame(first, publicKey)) return 'any';
  const isAdmin = settings.admins.nodes.some(
    (admin) => admin.nodeNum === packet.from && admin.publicKey && isSame(admin.publicKey, publicKey),
  );
  return isAdmin ? 'admin' : 'known';
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length > 0 && Buffer.compare(a, b) === 0;
}
