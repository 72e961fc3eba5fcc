const START1 = 0x94;
const START2 = 0xc3;
const HEADER_BYTES = 4;
const MAX_PAYLOAD_BYTES = 512;

/**
 * The node's own reading of its input. `forgetful` is the firmware's: a byte is never looked at twice, so that
 * `94 94 C3 …` loses a frame, and a length above 512 is skipped (firmware 2.7.26 src/mesh/StreamAPI.cpp:112-160).
 * `second-look` tests the bytes behind a wrong start again.
 */
export class InputParser {
  readonly #buffer = new Uint8Array(HEADER_BYTES + MAX_PAYLOAD_BYTES);
  readonly #mode: () => 'forgetful' | 'second-look';
  #filled = 0;
  /** Bytes that belonged to no frame. */
  strayBytes = 0;

  constructor(mode: () => 'forgetful' | 'second-look' = () => 'forgetful') {
    this.#mode = mode;
  }

  /** The payloads that these bytes complete; an empty payload is one too. */
  push(chunk: Uint8Array): Uint8Array[] {
    const payloads: Uint8Array[] = [];
    for (const byte of chunk) {
      const payload = this.#take(byte);
      if (payload) payloads.push(payload);
    }
    return payloads;
  }

  #take(byte: number): Uint8Array | undefined {
    const place = this.#filled;
    this.#buffer[place] = byte;
    this.#filled += 1;
    if (place === 0 && byte !== START1) return this.#forget();
    if (place === 1 && byte !== START2) return this.#forget();
    if (place < HEADER_BYTES - 1) return undefined;
    const length = ((this.#buffer[2] ?? 0) << 8) | (this.#buffer[3] ?? 0);
    if (length > MAX_PAYLOAD_BYTES) return this.#forget();
    if (this.#filled < HEADER_BYTES + length) return undefined;
    this.#filled = 0;
    return this.#buffer.slice(HEADER_BYTES, HEADER_BYTES + length);
  }

  #forget(): undefined {
    const dropped = this.#buffer.slice(0, this.#filled);
    this.#filled = 0;
    if (this.#mode() === 'forgetful') {
      this.strayBytes += dropped.length;
      return;
    }
    this.strayBytes += 1;
    // At most a header's bytes, which cannot complete a frame.
    for (const byte of dropped.subarray(1)) this.#take(byte);
  }
}
