import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../src/radio/frame.js';
import { InputParser } from '../../../src/sim/front/input-parser.js';

const frame = encodeFrame(Uint8Array.of(1, 2, 3));
const payload = Uint8Array.of(1, 2, 3);

function parse(...chunks: Uint8Array[]): Uint8Array[] {
  const parser = new InputParser();
  return chunks.flatMap((chunk) => parser.push(chunk));
}

describe('the input parser of a node', () => {
  it('finds frames one behind the other', () => {
    expect(parse(Buffer.concat([frame, frame]))).toEqual([payload, payload]);
  });

  it('puts a frame together from single bytes', () => {
    expect(parse(...Array.from(frame, (byte) => Uint8Array.of(byte)))).toEqual([payload]);
  });

  it('takes a frame of length 0', () => {
    expect(parse(encodeFrame(new Uint8Array()))).toEqual([new Uint8Array()]);
  });

  it('loses a frame behind a stray start byte, because it never looks at a byte twice', () => {
    expect(parse(Uint8Array.of(0x94), frame, frame)).toEqual([payload]);
  });

  it('finds a frame behind a stray start byte when it looks twice', () => {
    const parser = new InputParser(() => 'second-look');
    expect(parser.push(Buffer.concat([Uint8Array.of(0x94), frame]))).toEqual([payload]);
    expect(parser.strayBytes).toBe(1);
  });

  it('skips a header with length 513 and finds the next frame', () => {
    const parser = new InputParser();
    expect(parser.push(Buffer.concat([Uint8Array.of(0x94, 0xc3, 2, 1), frame]))).toEqual([payload]);
    expect(parser.strayBytes).toBe(4);
  });

  it('takes a payload of 512 bytes', () => {
    const longest = new Uint8Array(512).fill(7);
    expect(parse(encodeFrame(longest))).toEqual([longest]);
  });

  it('skips bytes between frames', () => {
    expect(parse(Buffer.from('DEBUG hello\r\n'), frame)).toEqual([payload]);
  });
});
