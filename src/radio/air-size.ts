import type { Mesh } from '@meshtastic/protobufs';

const HEADER_BYTES = 16;
/** Authentication and nonce of a message under PKI (firmware src/mesh/RadioInterface.h, MESHTASTIC_PKC_OVERHEAD). */
const PKI_BYTES = 12;
const FIXED32_FIELD_BYTES = 5;

/** Bytes on the air of a packet that nobody here could read. */
export function encryptedAirBytes(payload: Uint8Array): number {
  return HEADER_BYTES + payload.length;
}

/** Bytes on the air of a packet that our node has decrypted: the `Data` as its sender must have encoded it. */
export function decodedAirBytes(decoded: Mesh.Data, isPki: boolean): number {
  let bytes = HEADER_BYTES + (isPki ? PKI_BYTES : 0) + 1 + varintBytes(decoded.portnum);
  const { length } = decoded.payload;
  if (length > 0) bytes += 1 + varintBytes(length) + length;
  if (decoded.wantResponse) bytes += 2;
  for (const number of [decoded.dest, decoded.source, decoded.requestId, decoded.replyId, decoded.emoji]) {
    if (number !== 0) bytes += FIXED32_FIELD_BYTES;
  }
  if (decoded.bitfield !== undefined) bytes += 1 + varintBytes(decoded.bitfield);
  return bytes;
}

function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  return value < 0x4000 ? 2 : 5;
}
