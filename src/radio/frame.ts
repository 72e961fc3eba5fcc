/**
 * Stream framing (firmware 2.7.26 src/mesh/StreamAPI.cpp:112-187): `94 C3`, length as big-endian u16, payload.
 * There is no checksum, and a node up to 2.7.26 can cut a frame short and go on with the next one.
 */
const START1 = 0x94;
const START2 = 0xc3;
export const HEADER_BYTES = 4;
/** Longest payload that either side accepts (firmware 2.7.26 src/mesh/PhoneAPI.h:14). */
export const MAX_PAYLOAD_BYTES = 512;

/** The payload with its header, in one buffer, so that it leaves in one segment. */
export function encodeFrame(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  frame[0] = START1;
  frame[1] = START2;
  frame[2] = payload.length >> 8;
  frame[3] = payload.length & 0xff;
  frame.set(payload, HEADER_BYTES);
  return frame;
}

export interface FrameSink<Message> {
  frame(message: Message, payload: Uint8Array): void;
  /** Bytes that belong to no frame, in the order of arrival. */
  noise(bytes: Uint8Array): void;
}

/**
 * Finds frames in a stream cut anywhere. A payload that `parse` accepts is never searched; one that it refuses
 * (undefined) is taken for torn and searched again from right behind its start byte: a header can be torn as well, and
 * then takes the next start byte for its length. What it hands out are views of the chunk: copy what has to live longer.
 *
 * A frame that is not whole may be broken off, or its node stalls (it does for up to 30 s). Only what follows tells the
 * two apart: the node goes on with the rest of the frame or with the start of a new one.
 */
export class FrameDecoder<Message> {
  readonly #parse: (payload: Uint8Array) => Message | undefined;
  readonly #sink: FrameSink<Message>;
  #pending: Uint8Array = new Uint8Array(0);
  /** Where in `#pending` the bytes begin that came, or are to come, after a pause. */
  #resumedAt: number | undefined;

  constructor(parse: (payload: Uint8Array) => Message | undefined, sink: FrameSink<Message>) {
    this.#parse = parse;
    this.#sink = sink;
  }

  /** Bytes of a frame that is not whole yet. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#pending.length === 0 ? chunk : concat(this.#pending, chunk);
    const used = this.#scan(bytes, 0);
    // At most one header and one payload are kept: a copy, so that the chunk can go. `slice` of a Buffer is a view.
    this.#pending = new Uint8Array(bytes.subarray(used));
    this.#shiftResumption(used);
    // The rest of a frame begins like a whole frame once in billions of stalls.
    if (this.#resumedAt !== undefined && this.#wholeFrameEnd(this.#resumedAt) !== undefined)
      this.abandonPartial();
  }

  /**
   * To be told when nothing has come for a moment. A frame that is not whole, but followed by whole ones up to the very
   * last byte, is broken off; any other one is kept, and what comes next decides.
   */
  onPause(): void {
    while (this.#endsInWholeFrames()) this.abandonPartial();
    this.#resumedAt = this.#pending.length === 0 ? undefined : this.#pending.length;
  }

  /** Gives up on the frame that is not whole, and searches its bytes. */
  abandonPartial(): void {
    const bytes = this.#pending;
    if (bytes.length === 0) return;
    this.#sink.noise(bytes.subarray(0, 1));
    this.#pending = new Uint8Array(0);
    this.#shiftResumption(1);
    this.push(bytes.subarray(1));
  }

  #shiftResumption(bytes: number): void {
    const resumedAt = (this.#resumedAt ?? 0) - bytes;
    this.#resumedAt = resumedAt > 0 ? resumedAt : undefined;
  }

  #endsInWholeFrames(): boolean {
    const bytes = this.#pending;
    for (let start = nextHeader(bytes, 1); start < bytes.length; start = nextHeader(bytes, start + 1)) {
      let end = this.#wholeFrameEnd(start);
      while (end !== undefined && end < bytes.length) end = this.#wholeFrameEnd(end);
      if (end !== undefined) return true;
    }
    return false;
  }

  /** Where the frame ends that begins at `start`; undefined when none does, or none that decodes and says something. */
  #wholeFrameEnd(start: number): number | undefined {
    const bytes = this.#pending;
    if (start >= bytes.length || nextHeader(bytes, start) !== start) return undefined;
    const end = frameEnd(bytes, start);
    const payload = bytes.subarray(start + HEADER_BYTES, end);
    return payload.length > 0 && end !== undefined && this.#parse(payload) !== undefined ? end : undefined;
  }

  /** Returns how many bytes are done with. */
  #scan(bytes: Uint8Array, start: number): number {
    let noiseFrom = start;
    let position = start;
    for (;;) {
      position = nextHeader(bytes, position);
      const end = frameEnd(bytes, position);
      if (end === undefined) break;
      const payload = bytes.subarray(position + HEADER_BYTES, end);
      const message = this.#parse(payload);
      if (message === undefined) {
        position += 1;
        continue;
      }
      this.#noise(bytes, noiseFrom, position);
      this.#sink.frame(message, payload);
      position = end;
      noiseFrom = end;
    }
    this.#noise(bytes, noiseFrom, position);
    return position;
  }

  #noise(bytes: Uint8Array, from: number, to: number): void {
    if (to > from) this.#sink.noise(bytes.subarray(from, to));
  }
}

/** The first position from `from` where a possible header begins, whole or cut off by the end. */
function nextHeader(bytes: Uint8Array, from: number): number {
  let position = from;
  for (;;) {
    position = bytes.indexOf(START1, position);
    if (position < 0) return bytes.length;
    if (isPossibleHeader(bytes, position)) return position;
    position += 1;
  }
}

function isPossibleHeader(bytes: Uint8Array, position: number): boolean {
  const left = bytes.length - position;
  if (left > 1 && bytes[position + 1] !== START2) return false;
  if (left > 2 && (bytes[position + 2] ?? 0) << 8 > MAX_PAYLOAD_BYTES) return false;
  return left < HEADER_BYTES || lengthAt(bytes, position) <= MAX_PAYLOAD_BYTES;
}

function lengthAt(bytes: Uint8Array, position: number): number {
  return ((bytes[position + 2] ?? 0) << 8) | (bytes[position + 3] ?? 0);
}

/** Where the frame at `position` ends, undefined while it is not whole. */
function frameEnd(bytes: Uint8Array, position: number): number | undefined {
  if (bytes.length - position < HEADER_BYTES) return undefined;
  const end = position + HEADER_BYTES + lengthAt(bytes, position);
  return end <= bytes.length ? end : undefined;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
