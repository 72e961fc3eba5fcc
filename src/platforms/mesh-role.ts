import type { House } from '../bot/house.js';
import type { Role } from '../bot/request.js';
import type { BotSettings } from '../bot/settings.js';
import type { Keys } from '../mesh/keys.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { TextPacket } from '../mesh/packet.js';

export interface ProofSources {
  readonly nodes: NodeDb;
  readonly settings: Pick<BotSettings, 'admins'>;
  /** Whose key a person trusted at the console. */
  readonly house?: Pick<House, 'trustedKey'>;
  /** The keys that are kept over restarts; the first message of a node is older than what is noted of it there. */
  readonly keysOf?: Keys['of'];
}

/**
 * What the sender could prove. A channel message or a DM under the channel's key can be forged by anybody who has
 * that key; only a DM under the sender's own key proves who wrote it: the one that a person vouches for as an admin's,
 * else the one that we have known from the first.
 */
export function roleOf(packet: TextPacket, { nodes, settings, house, keysOf }: ProofSources): Role {
  if (!isSealed(packet)) return 'any';
  const { publicKey, from } = packet;
  const admin = settings.admins.nodes.find(({ nodeNum }) => nodeNum === from);
  const adminKey = admin && (admin.publicKey ?? house?.trustedKey(from)?.key);
  const trusted = adminKey ?? keysOf?.(from).trusted?.key ?? nodes.get(from)?.firstKey?.key;
  if (!trusted || !isSame(trusted, publicKey)) return 'any';
  return adminKey ? 'admin' : 'known';
}

/** A direct message under a key that its sender alone has, whoever he is. */
export function isSealed(packet: TextPacket): packet is TextPacket & { readonly publicKey: Uint8Array } {
  return packet.isDirect && packet.pkiEncrypted && packet.publicKey !== undefined;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length > 0 && Buffer.compare(a, b) === 0;
}
