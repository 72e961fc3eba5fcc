import { create } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';
import { fromRadio } from './frames.js';
import type { BehaviorContext, BehaviorKind } from './kind.js';

const HOUR_SECONDS = 3600;
const OLD_TEXTS = ['/ping', '/help', 'Anyone up on the ridge?', '/weather', 'Good night all', '/nodes'];

/** After each handshake n old packets with their old `rx_time`: 2.8, or a store-and-forward server. */
export const replayHistory: BehaviorKind = {
  name: 'replay-history',
  usage: '20',
  drawSeconds: 60,
  create(context) {
    const count = context.args.number(0, 20);
    const history = Array.from({ length: count }, () => oldPacket(context));
    return {
      onFromRadio: (message) =>
        message.payloadVariant.case === 'configCompleteId' ? [message, ...history] : message,
    };
  },
};

function oldPacket({ stream, clock, world, node }: BehaviorContext): Mesh.FromRadio {
  const isDirect = stream.chance(0.5);
  const { nodeNum, keyPair } = stream.pick(world.people);
  const decoded = create(Mesh.DataSchema, {
    portnum: Portnums.PortNum.TEXT_MESSAGE_APP,
    payload: Buffer.from(stream.pick(OLD_TEXTS)),
    bitfield: 0,
  });
  const packet = create(Mesh.MeshPacketSchema, {
    from: nodeNum,
    to: isDirect ? node.nodeNum : 0xffff_ffff,
    id: stream.int(1, 0xffff_ffff),
    rxTime: Math.floor(clock.now() / 1000) - stream.int(HOUR_SECONDS, 12 * HOUR_SECONDS),
    rxSnr: stream.int(-10, 8),
    rxRssi: -100,
    hopLimit: 3,
    hopStart: 3,
    payloadVariant: { case: 'decoded', value: decoded },
    ...(isDirect && keyPair && { pkiEncrypted: true, publicKey: keyPair.publicKey }),
  });
  return fromRadio({ case: 'packet', value: packet });
}
