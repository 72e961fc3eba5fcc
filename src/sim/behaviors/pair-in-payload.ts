import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';
import { toNodeNum } from '../../mesh/ids.js';
import { dataOnPort, fromRadio, packetIn } from './frames.js';
import { type BehaviorContext, type BehaviorKind, everyNth } from './kind.js';

/** In UTF-8 C3 `94 C3` A9. */
const TEXT_WITH_PAIR = ' Ôé';
const MAX_TEXT_BYTES = 220;
const OWNER = toNodeNum(0x6b94c394);

/** Texts, and a node's key, that contain the two start bytes, as real ones do. */
export const pairInPayload: BehaviorKind = {
  name: 'pair-in-payload',
  usage: '1',
  drawSeconds: 60,
  create(context) {
    const isTurn = everyNth(context.args.number(0, 1));
    return {
      start: () => context.front.push(ownerOfSuchAKey(context)),
      onFromRadio(message) {
        const data = dataOnPort(message, Portnums.PortNum.TEXT_MESSAGE_APP);
        const packet = packetIn(message);
        if (!data || !packet || data.payload.length > MAX_TEXT_BYTES || !isTurn()) return message;
        const payload = Buffer.concat([data.payload, Buffer.from(TEXT_WITH_PAIR)]);
        const changed = {
          ...packet,
          payloadVariant: { case: 'decoded' as const, value: { ...data, payload } },
        };
        return fromRadio({ case: 'packet', value: changed });
      },
    };
  },
};

function ownerOfSuchAKey({ stream, clock }: BehaviorContext): Mesh.FromRadio {
  const publicKey = stream.bytes(32);
  publicKey.set([0x94, 0xc3], 12);
  const user = create(Mesh.UserSchema, {
    id: '!6b94c394',
    longName: 'Pair in the key',
    shortName: 'PAIR',
    publicKey,
  });
  const decoded = create(Mesh.DataSchema, {
    portnum: Portnums.PortNum.NODEINFO_APP,
    payload: toBinary(Mesh.UserSchema, user),
  });
  const packet = create(Mesh.MeshPacketSchema, {
    from: OWNER,
    to: 0xffff_ffff,
    id: stream.int(1, 0xffff_ffff),
    rxTime: Math.floor(clock.now() / 1000),
    rxSnr: 5,
    rxRssi: -90,
    hopLimit: 3,
    hopStart: 3,
    payloadVariant: { case: 'decoded', value: decoded },
  });
  return fromRadio({ case: 'packet', value: packet });
}
