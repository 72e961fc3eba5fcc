import { type PacketId, toPacketId } from '../mesh/ids.js';
import type { Random } from '../util/random.js';

/** Leaves out the node database (since firmware 2.3.11; 2.7.26 src/mesh/PhoneAPI.h:23). */
export const NONCE_WITHOUT_NODES = 69_420;
/** The node database alone, also on a live link (since 2.6.8, same place). */
export const NONCE_ONLY_NODES = 69_421;

/** Random, never 0, as the firmware's own ids are. */
export function randomPacketId(random: Random): PacketId {
  return toPacketId(1 + Math.floor(random() * 0xffff_fffe));
}

/** For a whole handshake: never one of the nonces that mean something else. */
export function randomNonce(random: Random): number {
  for (;;) {
    const nonce = randomPacketId(random);
    if (nonce !== NONCE_WITHOUT_NODES && nonce !== NONCE_ONLY_NODES) return nonce;
  }
}
