import { createCipheriv, createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  channelHash,
  cryptChannel,
  cryptCtr,
  DIRECT_OVERHEAD_BYTES,
  decryptDirect,
  encryptDirect,
  expandChannelKey,
  type KeyPair,
  keyPairFrom,
} from '../../src/mesh/crypto.js';
import { toNodeNum, toPacketId } from '../../src/mesh/ids.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const unhex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const seed = (name: string) => new Uint8Array(createHash('sha256').update(name).digest());

const from = toNodeNum(0x16fad3dc);
const id = toPacketId(0x01020304);
const DEFAULT = 'd4f1bb3a20290759f0bcffabcf4e6901';

describe('expandChannelKey', () => {
  it.each([
    ['', ''],
    ['00', ''],
    ['01', DEFAULT],
    ['02', 'd4f1bb3a20290759f0bcffabcf4e6902'],
    ['ff', 'd4f1bb3a20290759f0bcffabcf4e69ff'],
    ['aabb', `aabb${'00'.repeat(14)}`],
    ['11'.repeat(16), '11'.repeat(16)],
    ['11'.repeat(17), `${'11'.repeat(17)}${'00'.repeat(15)}`],
    ['22'.repeat(32), '22'.repeat(32)],
  ])('makes of the stored key "%s" the AES key "%s"', (stored, key) => {
    expect(hex(expandChannelKey(unhex(stored)))).toBe(key);
  });
});

describe('channelHash', () => {
  it.each([
    ['LongFast', 8],
    ['MediumSlow', 24],
    ['MediumFast', 31],
    ['LongMod', 110],
    ['ShortFast', 112],
  ])('is for %s with the default key %i, as the firmware computes it', (name, hash) => {
    expect(channelHash(name, unhex(DEFAULT))).toBe(hash);
  });

  it('counts bytes of UTF-8', () => {
    expect(channelHash('é', new Uint8Array())).toBe(0xc3 ^ 0xa9);
  });
});

describe('cryptCtr', () => {
  // The vectors of the firmware's own test, test/test_crypto/test_main.cpp, test_AES_CTR (RFC 3686, section 6).
  it.each([
    [
      '776beff2851db06f4c8a0542c8696f6c6a81af1eec96b4d37fc1d689e6c1c104',
      '00000060db5672c97aa8f0b200000001',
      '145ad01dbf824ec7560863dc71e3e0c0',
    ],
    [
      'ae6852f8121067cc4bf7a5765577f39e',
      '00000030000000000000000000000001',
      'e4095d4fb7a7b3792d6175a3261311b8',
    ],
  ])("makes the firmware's test vector with the key %s", (key, iv, onAir) => {
    const plain = new TextEncoder().encode('Single block msg');
    expect(hex(cryptCtr(unhex(key), unhex(iv), plain))).toBe(onAir);
    expect(cryptCtr(unhex(key), unhex(iv), unhex(onAir))).toEqual(plain);
  });
});

describe('cryptChannel', () => {
  const plain = new TextEncoder().encode('a text that is longer than one block of sixteen bytes');

  it.each([16, 32])(
    'xors with AES-CTR over id, zeros, sender and a counter for a key of %i bytes',
    (size) => {
      const key = seed('key').subarray(0, size);
      const first = unhex('0403020100000000dcd3fa1600000000');
      const second = unhex('0403020100000000dcd3fa1600000001');
      const ecb = createCipheriv(`aes-${size * 8}-ecb`, key, null);
      const stream = Buffer.concat([ecb.update(first), ecb.update(second)]);

      const crypted = cryptChannel(key, from, id, plain);

      expect(hex(crypted.subarray(0, 32))).toBe(
        hex(plain.map((byte, i) => byte ^ (stream[i] ?? 0)).subarray(0, 32)),
      );
    },
  );

  it('gives back any plain text when applied twice', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 237 }), (bytes) => {
        const key = unhex(DEFAULT);
        expect(cryptChannel(key, from, id, cryptChannel(key, from, id, bytes))).toEqual(bytes);
      }),
    );
  });

  it('leaves the bytes alone without a key', () => {
    expect(cryptChannel(new Uint8Array(), from, id, plain)).toBe(plain);
  });
});

describe('keyPairFrom', () => {
  // The pair of section 6.1 of RFC 7748.
  it('finds the public key of a private key', () => {
    const { publicKey } = keyPairFrom(
      unhex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'),
    );
    expect(hex(publicKey)).toBe('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a');
  });

  it('ignores the bits of a seed that the curve ignores', () => {
    const a = seed('a');
    const b = Uint8Array.from(a);
    b[0] = (b[0] ?? 0) ^ 7;
    b[31] = (b[31] ?? 0) ^ 0xc0;
    expect(keyPairFrom(a)).toEqual(keyPairFrom(b));
  });
});

describe('direct messages', () => {
  const alpha = keyPairFrom(seed('alpha'));
  const bravo = keyPairFrom(seed('bravo'));
  const bytes = new TextEncoder().encode('hello');
  const sealed = (extraNonce = 7) =>
    encryptDirect({ own: alpha, peer: bravo.publicKey, from, id, extraNonce, bytes });
  const open = (payload: Uint8Array, own: KeyPair = bravo) =>
    decryptDirect({ own, peer: alpha.publicKey, from, id, payload });

  // The vector of the firmware's own test, test/test_crypto/test_main.cpp, test_PKC_Decrypt.
  const vector = {
    own: {
      publicKey: new Uint8Array(32),
      privateKey: unhex('a00330633e63522f8a4d81ec6d9d1e6617f6c8ffd3a4c698229537d44e522277'),
    },
    peer: unhex('db18fc50eea47f00251cb784819a3cf5fc361882597f589f0d7ff820e8064457'),
    from: toNodeNum(0x0929),
    id: toPacketId(0x13b2d662),
  };
  const vectorPlain = '08011204746573744800';
  const vectorOnAir = '40df24abfcc30a17a3d9046726099e796a1c036a792b';

  it("opens the firmware's test vector", () => {
    expect(hex(decryptDirect({ ...vector, payload: unhex(vectorOnAir) }) ?? bytes)).toBe(vectorPlain);
  });

  it("makes the firmware's test vector", () => {
    const made = encryptDirect({ ...vector, extraNonce: 0x2b796a03, bytes: unhex(vectorPlain) });
    expect(hex(made)).toBe(vectorOnAir);
  });

  it('comes back as it went, whatever its length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 227 }), fc.nat(0xffff_ffff), (text, extraNonce) => {
        const payload = encryptDirect({
          own: alpha,
          peer: bravo.publicKey,
          from,
          id,
          extraNonce,
          bytes: text,
        });
        expect(payload).toHaveLength(text.length + DIRECT_OVERHEAD_BYTES);
        expect(open(payload)).toEqual(text);
      }),
      { numRuns: 30 },
    );
  });

  it('is refused when any byte of it was changed', () => {
    const payload = sealed();
    for (let i = 0; i < payload.length; i++) {
      const tampered = Uint8Array.from(payload);
      tampered[i] = (tampered[i] ?? 0) ^ 1;
      expect(open(tampered)).toBeUndefined();
    }
  });

  it('is refused by another key, for another sender and under another id', () => {
    const payload = sealed();
    const peer = alpha.publicKey;
    expect(open(payload, keyPairFrom(seed('charlie')))).toBeUndefined();
    expect(decryptDirect({ own: bravo, peer, from: toNodeNum(1), id, payload })).toBeUndefined();
    expect(decryptDirect({ own: bravo, peer, from, id: toPacketId(1), payload })).toBeUndefined();
  });

  it('is refused when it is shorter than tag and nonce', () => {
    expect(open(sealed().subarray(0, 11))).toBeUndefined();
  });

  it('is refused from a weak key, which encrypting reports as an error', () => {
    const weak = unhex('ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f');
    expect(decryptDirect({ own: alpha, peer: weak, from, id, payload: sealed() })).toBeUndefined();
    expect(() => encryptDirect({ own: alpha, peer: weak, from, id, extraNonce: 1, bytes })).toThrow();
  });

  it('stays readable when more peers were met than shared keys are kept', () => {
    const payload = sealed();
    for (let i = 0; i < 501; i++) {
      open(payload, bravo);
      decryptDirect({ own: bravo, peer: seed(`peer ${i}`), from, id, payload });
    }
    expect(open(payload)).toEqual(bytes);
  });
});
