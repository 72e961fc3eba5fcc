import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
} from 'node:crypto';
import { encodeText } from '../util/text.js';
import type { NodeNum, PacketId } from './ids.js';

export interface KeyPair {
  /** 32 bytes each, X25519 */
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** The key that stands behind the one-byte keys (firmware 2.7.26 src/mesh/Channels.h:144). */
const DEFAULT_KEY = Buffer.from('d4f1bb3a20290759f0bcffabcf4e6901', 'hex');

const TAG_BYTES = 8;
const EXTRA_NONCE_BYTES = 4;
/** What PKI adds to a payload: the tag and the extra nonce. */
export const DIRECT_OVERHEAD_BYTES = TAG_BYTES + EXTRA_NONCE_BYTES;

/** The key pair of a private key, or of any 32 random bytes. */
export function keyPairFrom(seed32: Uint8Array): KeyPair {
  const privateKey = Uint8Array.from(seed32);
  // Curve25519 ignores these five bits; the firmware stores keys with them set so, and so do we.
  privateKey[0] = (privateKey[0] ?? 0) & 248;
  privateKey[31] = ((privateKey[31] ?? 0) & 127) | 64;
  const { x = '' } = createPublicKey(privateKeyObject(privateKey)).export({ format: 'jwk' });
  return { publicKey: new Uint8Array(Buffer.from(x, 'base64url')), privateKey };
}

/** The AES key behind a channel's stored key; empty means no encryption (firmware 2.7.26 src/mesh/Channels.cpp:208-256). */
export function expandChannelKey(psk: Uint8Array): Uint8Array {
  if (psk.length === 0) return new Uint8Array();
  if (psk.length === 1) return shorthandKey(psk[0] ?? 0);
  const key = new Uint8Array(psk.length <= 16 ? 16 : 32);
  key.set(psk.subarray(0, 32));
  return key;
}

function shorthandKey(index: number): Uint8Array {
  if (index === 0) return new Uint8Array();
  const key = new Uint8Array(DEFAULT_KEY);
  key[15] = (key[15] ?? 0) + index - 1;
  return key;
}

/** What stands for a channel in a packet's header. `key` is the expanded one. */
export function channelHash(name: string, key: Uint8Array): number {
  let hash = 0;
  for (const byte of encodeText(name)) hash ^= byte;
  for (const byte of key) hash ^= byte;
  return hash;
}

/** Encrypts or decrypts with a channel's expanded key; the bytes themselves when the key is empty. Authenticates nothing. */
export function cryptChannel(key: Uint8Array, from: NodeNum, id: PacketId, bytes: Uint8Array): Uint8Array {
  if (key.length === 0) return bytes;
  // Id as u64, sender as u32, block counter as u32 (firmware 2.7.26 src/mesh/CryptoEngine.cpp:241-272).
  const iv = Buffer.alloc(16);
  iv.writeUInt32LE(id, 0);
  iv.writeUInt32LE(from, 8);
  return cryptCtr(key, iv, bytes);
}

/** AES in counter mode, with a key of 16 or 32 bytes and the counter in the last four of `iv` (16). */
export function cryptCtr(key: Uint8Array, iv: Uint8Array, bytes: Uint8Array): Uint8Array {
  const cipher = createCipheriv(key.length === 16 ? 'aes-128-ctr' : 'aes-256-ctr', key, iv);
  return new Uint8Array(cipher.update(bytes));
}

interface DirectContext {
  readonly own: KeyPair;
  /** Public key of the other side. */
  readonly peer: Uint8Array;
  readonly from: NodeNum;
  readonly id: PacketId;
}

/** What goes on the air for a direct message: ciphertext, tag (8), extra nonce (4). Throws when the peer's key is weak. */
export function encryptDirect(
  args: DirectContext & { readonly extraNonce: number; readonly bytes: Uint8Array },
): Uint8Array {
  const key = sharedKey(args.own, args.peer);
  const cipher = createCipheriv('aes-256-ccm', key, directNonce(args, args.extraNonce), {
    authTagLength: TAG_BYTES,
  });
  const ciphertext = cipher.update(args.bytes);
  cipher.final();
  const extra = Buffer.alloc(EXTRA_NONCE_BYTES);
  extra.writeUInt32LE(args.extraNonce >>> 0);
  return new Uint8Array(Buffer.concat([ciphertext, cipher.getAuthTag(), extra]));
}

/** The message in `payload`; undefined when it is too short, was tampered with, or is meant for another pair of keys. */
export function decryptDirect(
  args: DirectContext & { readonly payload: Uint8Array },
): Uint8Array | undefined {
  const payload = Buffer.from(args.payload);
  const end = payload.length - DIRECT_OVERHEAD_BYTES;
  if (end < 0) return undefined;
  const extraNonce = payload.readUInt32LE(end + TAG_BYTES);
  try {
    const key = sharedKey(args.own, args.peer);
    const decipher = createDecipheriv('aes-256-ccm', key, directNonce(args, extraNonce), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(payload.subarray(end, end + TAG_BYTES));
    const bytes = decipher.update(payload.subarray(0, end));
    decipher.final();
    return new Uint8Array(bytes);
  } catch {
    return undefined;
  }
}

/** 13 bytes: id, extra nonce, sender, 0 (firmware 2.7.26 src/mesh/CryptoEngine.cpp:88-152). */
function directNonce(context: DirectContext, extraNonce: number): Uint8Array {
  const nonce = Buffer.alloc(13);
  nonce.writeUInt32LE(context.id, 0);
  nonce.writeUInt32LE(extraNonce >>> 0, 4);
  nonce.writeUInt32LE(context.from, 8);
  return nonce;
}

/** Shared keys by private key object and peer: the curve takes most of the time of a direct message. */
const sharedKeys = new WeakMap<Uint8Array, Map<string, Buffer>>();
/** A node talks to a few hundred others; beyond, the oldest shared key goes. */
const MAX_SHARED_KEYS = 500;

function sharedKey(own: KeyPair, peer: Uint8Array): Buffer {
  const known = sharedKeys.get(own.privateKey) ?? new Map<string, Buffer>();
  sharedKeys.set(own.privateKey, known);
  const name = Buffer.from(peer).toString('hex');
  const found = known.get(name);
  if (found) return found;
  const secret = diffieHellman({
    privateKey: privateKeyObject(own.privateKey),
    publicKey: createPublicKey({ key: { ...CURVE, x: base64url(peer) }, format: 'jwk' }),
  });
  const key = createHash('sha256').update(secret).digest();
  for (const oldest of known.keys()) {
    if (known.size < MAX_SHARED_KEYS) break;
    known.delete(oldest);
  }
  known.set(name, key);
  return key;
}

/** Keys go in as JWK, which OpenSSL 3 reads several times faster than DER. */
const CURVE = { kty: 'OKP', crv: 'X25519' } as const;

/** Of a private key only `d` is read, so the public half need not be known. */
function privateKeyObject(raw: Uint8Array): KeyObject {
  return createPrivateKey({ key: { ...CURVE, d: base64url(raw), x: '' }, format: 'jwk' });
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
