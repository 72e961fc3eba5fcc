/**
 * Follows the lengths that MQTT packets announce. One may promise 256 MB, and the library gathers all of it before
 * anybody may look; here it is known from its first five bytes.
 */
export class PacketMeter {
  readonly #maxBytes: number;
  /** Of the packet that is coming in. */
  #bytesLeft = 0;
  #length = 0;
  /** 0 for the byte before the length, then which byte of the length is next. */
  #lengthByte = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes what came in; false when a packet is larger than it may be, or says its length as none may. */
  accepts(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length; ) {
      if (this.#bytesLeft > 0) {
        const skipped = Math.min(this.#bytesLeft, chunk.length - at);
        this.#bytesLeft -= skipped;
        at += skipped;
      } else {
        this.#readHeader(chunk[at] ?? 0);
        if (this.#length > this.#maxBytes || this.#lengthByte > 4) return false;
        at += 1;
      }
    }
    return true;
  }

  /** Seven bits of the length a byte, the eighth says that another one follows. */
  #readHeader(byte: number): void {
    if (this.#lengthByte === 0) {
      this.#lengthByte = 1;
      this.#length = 0;
      return;
    }
    this.#length += (byte & 0x7f) * 128 ** (this.#lengthByte - 1);
    if (byte & 0x80) {
      this.#lengthByte += 1;
      return;
    }
    this.#bytesLeft = this.#length;
    this.#lengthByte = 0;
  }
}
