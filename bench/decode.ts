/** Frames per second out of a stream cut at random, against bare protobuf decoding of the same messages. */
import { fromBinary } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { decodeFromRadio } from '../src/radio/codec.js';
import { FrameDecoder } from '../src/radio/frame.js';
import { cutAtRandom, decodeBare, makePayloads } from './stream.js';
import { median, type Row } from './table.js';

const FRAMES = 200_000;
const ROUNDS = 7;
/** What one read of a socket brings at most. */
const CHUNK_BYTES = 1460;

export function benchDecode(): Row[] {
  const payloads = makePayloads(FRAMES, 1);
  const chunks = cutAtRandom(payloads, CHUNK_BYTES, 2);
  const rounds = Array.from({ length: ROUNDS }, () => ({
    framing: seconds(() => decodeStream(chunks, (payload) => fromBinary(Mesh.FromRadioSchema, payload))),
    bareFraming: seconds(() => {
      for (const payload of payloads) fromBinary(Mesh.FromRadioSchema, payload);
    }),
    whole: seconds(() => decodeStream(chunks, (payload) => decodeFromRadio(payload, 0))),
    bareWhole: seconds(() => {
      for (const payload of payloads) decodeBare(payload);
    }),
  }));
  const framing = median(rounds.map((round) => round.bareFraming / round.framing));
  const whole = median(rounds.map((round) => round.bareWhole / round.whole));
  const perSecond = FRAMES / median(rounds.map((round) => round.whole));
  return [
    {
      what: 'frames found and decoded / bare protobuf decoding of the envelopes',
      value: framing.toFixed(2),
      limit: '>= 0.7',
      isMet: framing >= 0.7,
    },
    {
      what: 'frames to domain packets / bare protobuf decoding of envelopes and payloads',
      value: whole.toFixed(2),
      limit: '>= 0.7',
      isMet: whole >= 0.7,
    },
    {
      what: 'frames to domain packets per second',
      value: Math.round(perSecond).toLocaleString('en'),
      limit: '',
      isMet: true,
    },
  ];
}

function decodeStream(chunks: readonly Uint8Array[], parse: (payload: Uint8Array) => unknown): void {
  let frames = 0;
  const decoder = new FrameDecoder(parse, {
    frame: () => {
      frames += 1;
    },
    noise: () => {},
  });
  for (const chunk of chunks) decoder.push(chunk);
  if (frames !== FRAMES) throw new Error(`${frames} of ${FRAMES} frames were found`);
}

function seconds(work: () => void): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1000;
}
