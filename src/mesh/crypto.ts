export interface KeyPair {
  /** 32 bytes each, X25519 */
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}
