import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFromRadio, type FromNode } from '../../src/radio/codec.js';
import { encodeFrame, FrameDecoder } from '../../src/radio/frame.js';
import { packetFrameOf } from '../support/wire.js';

const TEXT_PORT = 1;
/** Text in plain letters, so that no tear can hide in it: what follows is a start byte, which is no letter. */
const textPayload = (text: string, id: number) =>
  Uint8Array.from(packetFrameOf({ portnum: TEXT_PORT, payload: Buffer.from(text) }, { id }));

function aDecoder() {
  const ids: number[] = [];
  const noise: number[] = [];
  const decoder = new FrameDecoder<FromNode>((payload) => decodeFromRadio(payload, 0), {
    frame: (message) => {
      if (message.kind === 'packet') ids.push(message.packet.id);
    },
    noise: (bytes) => noise.push(...bytes),
  });
  return { decoder, ids, noise };
}

const framesOf = (payloads: readonly Uint8Array[]) => Buffer.concat(payloads.map(encodeFrame));
const numbered = (count: number, text: string, firstId = 1) =>
  Array.from({ length: count }, (_, index) => textPayload(text, firstId + index));

describe('a torn frame', () => {
  const whole = numbered(4, 'all is well on this mesh', 100);
  const ids = [100, 101, 102, 103];
  const torn = encodeFrame(textPayload('all is well on this mesh', 7));

  it.each(Array.from({ length: torn.length - 1 }, (_, index) => index + 1))(
    'cut after %i bytes costs itself and at most the next one',
    (kept) => {
      const { decoder, ids: heard } = aDecoder();
      decoder.push(Buffer.concat([torn.subarray(0, kept), framesOf(whole)]));
      const sound = heard.filter((id) => ids.includes(id));
      expect([ids, ids.slice(1)]).toContainEqual(sound);
    },
  );

  it('costs only itself when what it swallowed does not decode', () => {
    const { decoder, ids: heard, noise } = aDecoder();
    const stump = torn.subarray(0, 8);
    decoder.push(Buffer.concat([stump, framesOf(whole)]));
    expect(heard).toEqual(ids);
    expect(noise).toEqual([...stump]);
  });

  it('is lost alone however long it would have been and wherever it was cut, when payloads can be told apart', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 8, maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 512 }), fc.nat(), sizes, (length, at, others) => {
        // Only the whole ones begin with 0x55 and hold nothing else; nothing torn looks like that.
        const isWhole = (payload: Uint8Array) => (payload.every((byte) => byte === 0x55) ? true : undefined);
        const damaged = encodeFrame(new Uint8Array(length).fill(0x66)).subarray(0, 4 + (at % length));
        const payloads = [...others, 512].map((size) => new Uint8Array(size).fill(0x55));
        const heard: number[] = [];
        const decoder = new FrameDecoder(isWhole, {
          frame: (_message, payload) => heard.push(payload.length),
          noise: () => {},
        });
        decoder.push(Buffer.concat([damaged, framesOf(payloads)]));
        expect(heard).toEqual([...others, 512]);
      }),
    );
  });
});

describe('a frame that stays incomplete', () => {
  const text = textPayload('hello', 100);
  const stump = encodeFrame(new Uint8Array(500)).subarray(0, 6);

  it('gives back what it swallowed when it is abandoned', () => {
    const { decoder, ids, noise } = aDecoder();
    decoder.push(Buffer.concat([stump, encodeFrame(text)]));
    expect(ids).toEqual([]);
    decoder.abandonPartial();
    expect(ids).toEqual([100]);
    expect(noise).toEqual([...stump]);
    expect(decoder.pendingBytes).toBe(0);
  });

  it.each([1, 2, 3, 4])('may be no longer than %i bytes of a header', (length) => {
    const { decoder, ids, noise } = aDecoder();
    decoder.push(stump.subarray(0, length));
    decoder.abandonPartial();
    expect(decoder.pendingBytes).toBe(0);
    expect(noise).toEqual([...stump.subarray(0, length)]);
    decoder.push(encodeFrame(text));
    expect(ids).toEqual([100]);
  });

  it('may hide another one, which is waited for in turn', () => {
    const { decoder, ids } = aDecoder();
    const frame = encodeFrame(text);
    decoder.push(Buffer.concat([stump, frame.subarray(0, 10)]));
    decoder.abandonPartial();
    expect(decoder.pendingBytes).toBe(10);
    decoder.push(frame.subarray(10));
    expect(ids).toEqual([100]);
  });

  it('is nothing to abandon when all is whole', () => {
    const { decoder, noise } = aDecoder();
    decoder.push(encodeFrame(text));
    decoder.abandonPartial();
    expect(noise).toEqual([]);
  });

  it('keeps no part of the chunk alive in which it came', () => {
    const { decoder, ids } = aDecoder();
    const frame = encodeFrame(text);
    const chunk = Buffer.from(frame.subarray(0, 10));
    decoder.push(chunk);
    chunk.fill(0);
    decoder.push(frame.subarray(10));
    expect(ids).toEqual([100]);
  });
});

describe('a frame that is not whole when a pause comes', () => {
  const first = encodeFrame(textPayload('first', 1));
  const second = encodeFrame(textPayload('second', 2));
  const stump = encodeFrame(new Uint8Array(500)).subarray(0, 6);

  it.each(Array.from({ length: first.length - 1 }, (_, index) => index + 1))(
    'is whole as soon as the rest comes, when it paused after %i bytes',
    (sent) => {
      const { decoder, ids, noise } = aDecoder();
      decoder.push(Buffer.concat([second, first.subarray(0, sent)]));
      for (let tick = 0; tick < 30; tick++) decoder.onPause();
      for (const byte of Buffer.concat([first.subarray(sent), second])) decoder.push(Uint8Array.of(byte));
      expect(ids).toEqual([2, 1, 2]);
      expect(noise).toEqual([]);
    },
  );

  it('is broken off when a whole frame follows the pause, even byte by byte', () => {
    const { decoder, ids, noise } = aDecoder();
    decoder.push(stump);
    decoder.onPause();
    for (const byte of first) decoder.push(Uint8Array.of(byte));
    expect(ids).toEqual([1]);
    expect(noise).toEqual([...stump]);
    expect(decoder.pendingBytes).toBe(0);
  });

  it('is broken off when it is followed by whole frames and nothing else', () => {
    const { decoder, ids } = aDecoder();
    decoder.push(Buffer.concat([stump, first, second]));
    expect(ids).toEqual([]);
    decoder.onPause();
    expect(ids).toEqual([1, 2]);
  });

  it('is kept when what follows is not whole either, and then both are sorted out', () => {
    const { decoder, ids } = aDecoder();
    decoder.push(Buffer.concat([stump, first.subarray(0, 9)]));
    decoder.onPause();
    decoder.push(first.subarray(9));
    expect(ids).toEqual([]);
    decoder.onPause();
    expect(ids).toEqual([1]);
  });

  it('gives back what it swallowed when another stump hides behind it', () => {
    const { decoder, ids } = aDecoder();
    decoder.push(Buffer.concat([stump, first, stump, stump]));
    decoder.onPause();
    decoder.push(second);
    expect(ids).toEqual([1, 2]);
    expect(decoder.pendingBytes).toBe(0);
  });

  it('is not broken off by an empty frame or one that does not decode', () => {
    const { decoder, ids, noise } = aDecoder();
    decoder.push(Buffer.concat([stump, encodeFrame(new Uint8Array(0))]));
    decoder.onPause();
    decoder.push(encodeFrame(Uint8Array.of(0xff)));
    decoder.onPause();
    expect([ids, noise]).toEqual([[], []]);
  });

  it('hides no frame that comes after the pause, whatever stump it is, and costs no sound one', () => {
    const text = fc.stringMatching(/^[a-z]{1,60}$/);
    fc.assert(
      fc.property(
        fc.nat(),
        fc.boolean(),
        fc.array(text, { maxLength: 4 }),
        text,
        (at, isCut, before, after) => {
          const { decoder, ids } = aDecoder();
          const torn = encodeFrame(textPayload('x'.repeat(200), 7));
          const sent = before.map((each, index) => encodeFrame(textPayload(each, 100 + index)));
          const stump = torn.subarray(0, 4 + (at % 40));
          // With its whole length filled up by what follows, it is a frame like any other: there is no checksum.
          fc.pre(stump.length + Buffer.concat(sent).length < torn.length);
          // Either what was swallowed is known to be whole at the pause, or what comes next decides.
          decoder.push(Buffer.concat([stump, ...(isCut ? [] : sent)]));
          decoder.onPause();
          decoder.push(encodeFrame(textPayload(after, 200)));
          decoder.onPause();
          expect(ids).toEqual([...(isCut ? [] : sent.map((_, index) => 100 + index)), 200]);
        },
      ),
    );
  });
});
