import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameDecoder, MAX_PAYLOAD_BYTES } from '../../src/radio/frame.js';

const START = [0x94, 0xc3];
const bytesOf = (...values: (number | readonly number[] | Uint8Array)[]) =>
  Uint8Array.from(values.flatMap((value) => (typeof value === 'number' ? [value] : [...value])));

/** A payload that proves itself: its last byte is the sum of the others. Stands for "decodes". */
function sealed(content: Uint8Array): Uint8Array {
  return bytesOf(content, sumOf(content));
}

function sumOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (sum * 31 + byte + 7) & 0xff, 0);
}

function isSealed(payload: Uint8Array): boolean {
  return payload.length > 0 && payload.at(-1) === sumOf(payload.subarray(0, -1));
}

/** What a decoder made of a stream: frames and noise in order, neighbouring noise joined. */
function decodeAll<Message = true>(
  chunks: readonly Uint8Array[],
  parse: (payload: Uint8Array) => Message | undefined,
) {
  const frames: Uint8Array[] = [];
  const noise: number[] = [];
  const decoder = new FrameDecoder(parse, {
    frame: (_message, payload) => frames.push(Uint8Array.from(payload)),
    noise: (bytes) => noise.push(...bytes),
  });
  for (const chunk of chunks) decoder.push(chunk);
  return { frames, noise: Uint8Array.from(noise), decoder };
}

const anything = () => true as const;
const sealedOnly = (payload: Uint8Array) => (isSealed(payload) ? true : undefined);

function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const borders = [0, ...cuts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return borders.slice(1).map((border, index) => bytes.subarray(borders[index], border));
}

const content = (maxLength = 60) => fc.uint8Array({ maxLength });
/** Bytes in which start bytes are as frequent as they are in nightmares. */
const nastyBytes = (maxLength: number) =>
  fc
    .array(fc.oneof(fc.constantFrom(0x94, 0xc3, 0, 1, 2), fc.nat(255)), { maxLength })
    .map((values) => Uint8Array.from(values));
const cuts = fc.array(fc.nat(5000), { maxLength: 40 });

describe('encodeFrame', () => {
  it.each([
    [0, [0x94, 0xc3, 0, 0]],
    [3, [0x94, 0xc3, 0, 3, 9, 9, 9]],
  ])('puts the header before %i bytes', (length, frame) => {
    expect([...encodeFrame(new Uint8Array(length).fill(9))]).toEqual(frame);
  });

  it('writes the length big-endian', () => {
    const frame = encodeFrame(new Uint8Array(MAX_PAYLOAD_BYTES));
    expect([...frame.subarray(0, 4)]).toEqual([...START, 2, 0]);
    expect(frame).toHaveLength(516);
  });
});

describe('a stream of whole frames', () => {
  it('gives its payloads in order and no noise', () => {
    const payloads = [bytesOf(1), bytesOf(), bytesOf(2, 3)];
    const { frames, noise, decoder } = decodeAll([bytesOf(...payloads.map(encodeFrame))], anything);
    expect(frames).toEqual(payloads);
    expect(noise).toHaveLength(0);
    expect(decoder.pendingBytes).toBe(0);
  });

  it('gives a frame when its last byte comes, not before', () => {
    const frame = encodeFrame(bytesOf(1, 2, 3));
    const { frames, decoder } = decodeAll([frame.subarray(0, 6)], anything);
    expect(frames).toEqual([]);
    expect(decoder.pendingBytes).toBe(6);
    decoder.push(frame.subarray(6));
    expect(frames).toEqual([bytesOf(1, 2, 3)]);
    expect(decoder.pendingBytes).toBe(0);
  });

  it('takes a payload of 512 bytes', () => {
    const longest = new Uint8Array(MAX_PAYLOAD_BYTES).fill(7);
    expect(decodeAll([encodeFrame(longest)], anything).frames).toEqual([longest]);
  });

  it('does not look into a payload that holds a whole frame', () => {
    const inner = encodeFrame(sealed(bytesOf(1, 2, 3)));
    const outer = sealed(bytesOf(inner, inner));
    const { frames, noise } = decodeAll([encodeFrame(outer)], sealedOnly);
    expect(frames).toEqual([outer]);
    expect(noise).toHaveLength(0);
  });

  it('comes out the same and without noise however nasty its payloads and however it is cut', () => {
    const payloads = fc.array(nastyBytes(MAX_PAYLOAD_BYTES - 1).map(sealed), { maxLength: 8 });
    fc.assert(
      fc.property(payloads, cuts, (sent, at) => {
        const { frames, noise } = decodeAll(cut(bytesOf(...sent.map(encodeFrame)), at), sealedOnly);
        expect(frames).toEqual(sent);
        expect(noise).toHaveLength(0);
      }),
    );
  });
});

describe('any stream', () => {
  const streams = fc
    .array(fc.oneof(nastyBytes(40), content().map(sealed).map(encodeFrame), content().map(encodeFrame)), {
      maxLength: 10,
    })
    .map((parts) => bytesOf(...parts));

  it.each([
    ['every payload decodes', anything],
    ['only sound payloads decode', sealedOnly],
  ])('gives the same frames, noise and rest however it is cut, when %s', (_when, parse) => {
    fc.assert(
      fc.property(streams, cuts, (stream, at) => {
        const whole = decodeAll([stream], parse);
        const pieces = decodeAll(cut(stream, at), parse);
        expect(pieces.frames).toEqual(whole.frames);
        expect(pieces.noise).toEqual(whole.noise);
        expect(pieces.decoder.pendingBytes).toBe(whole.decoder.pendingBytes);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same byte by byte', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const whole = decodeAll([stream], sealedOnly);
        const bytewise = decodeAll(
          Array.from(stream, (byte) => bytesOf(byte)),
          sealedOnly,
        );
        expect(bytewise.frames).toEqual(whole.frames);
        expect(bytewise.noise).toEqual(whole.noise);
      }),
    );
  });

  it('loses no byte: frames, noise and rest make up what came', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const { frames, noise, decoder } = decodeAll([stream], sealedOnly);
        const framed = frames.reduce((sum, payload) => sum + 4 + payload.length, 0);
        expect(framed + noise.length + decoder.pendingBytes).toBe(stream.length);
      }),
    );
  });

  it('never keeps more than one frame that is not whole', () => {
    fc.assert(
      fc.property(nastyBytes(3000), (stream) => {
        expect(decodeAll([stream], sealedOnly).decoder.pendingBytes).toBeLessThan(4 + MAX_PAYLOAD_BYTES);
      }),
    );
  });
});

describe('what lies between frames', () => {
  const payload = sealed(bytesOf(1, 2, 3));
  const frame = encodeFrame(payload);

  it.each([
    ['a stray start byte', bytesOf(0x94)],
    ['a start byte before a letter', bytesOf(0x94, 0x41)],
    ['two start bytes', bytesOf(0x94, 0x94)],
    ['a header with length 513', bytesOf(START, 2, 1)],
    ['a header with length 768', bytesOf(START, 3, 0)],
    ['a header with length 65535', bytesOf(START, 0xff, 0xff)],
    ['a pair without a length', bytesOf(START)],
    ['a pair with half a length', bytesOf(START, 0xff)],
    ['wake bytes', new Uint8Array(32).fill(0xc3)],
    ['debug text', Buffer.from('DEBUG | ??:??:?? 5 hello\r\n')],
    ['a bell in a log line', Buffer.from('ding 🔔 dong')],
  ])('is noise and costs no frame: %s', (_what, garbage) => {
    const stream = bytesOf(frame, garbage, frame, garbage, frame);
    const { frames, noise } = decodeAll([stream], sealedOnly);
    expect(frames).toEqual([payload, payload, payload]);
    expect(noise).toEqual(bytesOf(garbage, garbage));
  });

  it('is told before the frame that follows it', () => {
    const order: string[] = [];
    const decoder = new FrameDecoder(anything, {
      frame: () => order.push('frame'),
      noise: (bytes) => order.push(`noise ${bytes.length}`),
    });
    decoder.push(bytesOf(1, 2, frame, 3, frame, 4, 5, 6));
    expect(order).toEqual(['noise 2', 'frame', 'noise 1', 'frame', 'noise 3']);
  });

  it('holds a start byte at the end back until it is known what follows', () => {
    const { noise, decoder } = decodeAll([bytesOf(1, 0x94)], anything);
    expect([...noise]).toEqual([1]);
    expect(decoder.pendingBytes).toBe(1);
  });

  it('never costs a frame when it holds no start byte', () => {
    const garbage = fc
      .array(fc.nat(255).filter((byte) => byte !== 0x94))
      .map((values) => Uint8Array.from(values));
    const parts = fc.array(fc.tuple(garbage, content().map(sealed)), { maxLength: 8 });
    fc.assert(
      fc.property(parts, cuts, (sent, at) => {
        const stream = bytesOf(...sent.flatMap(([noise, part]) => [noise, encodeFrame(part)]));
        const { frames, noise } = decodeAll(cut(stream, at), sealedOnly);
        expect(frames).toEqual(sent.map(([, part]) => part));
        expect(noise).toEqual(bytesOf(...sent.map(([part]) => part)));
      }),
    );
  });

  it('never costs a frame whatever it holds, when what does not decode is known', () => {
    // Enough bytes behind the last frame that a header in the garbage is not left waiting for its payload.
    const tail = new Uint8Array(MAX_PAYLOAD_BYTES + 4);
    const garbage = nastyBytes(40).map((bytes) => bytes.filter((byte) => byte !== 0x5a));
    const sound = content().map((bytes) => bytesOf(0x5a, bytes));
    fc.assert(
      fc.property(fc.array(fc.tuple(garbage, sound), { maxLength: 6 }), (sent) => {
        const payloads = new Set(sent.map(([, part]) => Buffer.from(part).toString('hex')));
        const known = (part: Uint8Array) =>
          payloads.has(Buffer.from(part).toString('hex')) ? true : undefined;
        const stream = bytesOf(...sent.flatMap(([noise, part]) => [noise, encodeFrame(part)]), tail);
        expect(decodeAll([stream], known).frames).toEqual(sent.map(([, part]) => part));
      }),
    );
  });
});
