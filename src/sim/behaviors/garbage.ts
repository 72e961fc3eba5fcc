import type { BehaviorContext, BehaviorKind } from './kind.js';

const LOG_LINES = [
  'DEBUG | ??:??:?? 12 [Router] Rx packet, hop limit 2\r\n',
  'INFO  | ??:??:?? 40 [DeviceTelemetry] air_util_tx=0.31\r\n',
  'WARN  | ??:??:?? 55 [PowerFSM] \u{1f514} unexpected state\r\n',
];

/** Up to n random bytes between frames, and now and then a line of log text, as serial bridges let through. */
export const garbage: BehaviorKind = {
  name: 'garbage',
  usage: '40',
  drawSeconds: 60,
  create(context) {
    const most = context.args.number(0, 40);
    return { onOutput: (frame) => (most === 0 ? frame : [noise(context, most), frame]) };
  },
};

function noise({ stream }: BehaviorContext, most: number): Uint8Array {
  if (stream.chance(0.25)) return Buffer.from(stream.pick(LOG_LINES));
  // Without a start byte: a made-up header would swallow real frames, and `oversize` and `stray94` are about those.
  return stream.bytes(stream.int(1, most)).map((byte) => (byte === 0x94 ? 0x95 : byte));
}
