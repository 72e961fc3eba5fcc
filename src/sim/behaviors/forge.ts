import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';
import { BROADCAST_NUM, lastByteOf, type NodeNum, type PacketId, toPacketId } from '../../mesh/ids.js';
import type { Heard } from '../air.js';
import { channelKeyOf, sealOnChannel } from '../world/wire.js';
import type { BehaviorContext } from './kind.js';

/** The channel with which every node is delivered. */
const DEFAULT_CHANNEL = channelKeyOf({ name: 'LongFast', psk: Uint8Array.of(1) });
const HOPS = 3;

/** What a node that is nobody in the story says on the default channel. */
export interface Forged {
  readonly from: NodeNum;
  /** Everybody unless told. */
  readonly to?: NodeNum;
  readonly portnum: Portnums.PortNum;
  readonly payload: Uint8Array;
  readonly requestId?: PacketId;
}

/** A direct neighbour's packet, as Base's antenna takes it in. */
export function forge({ stream }: BehaviorContext, forged: Forged): Heard {
  const { from, to = BROADCAST_NUM, portnum, payload, requestId = 0 } = forged;
  const id = toPacketId(stream.int(1, 0xffff_ffff));
  const data = create(Mesh.DataSchema, { portnum, payload, requestId, bitfield: 0 });
  const snr = stream.int(-8, 10);
  return {
    packet: {
      from,
      to,
      id,
      ...sealOnChannel(DEFAULT_CHANNEL, { from, id }, data),
      hopLimit: HOPS,
      hopStart: HOPS,
      wantAck: false,
      viaMqtt: false,
      nextHop: 0,
      relayNode: lastByteOf(from),
    },
    snr,
    rssi: snr - 115,
    via: 'lora',
  };
}

export function forgedNodeInfo(
  from: NodeNum,
  names: { longName: string; shortName: string },
  publicKey: Uint8Array<ArrayBufferLike> = new Uint8Array(),
): Forged {
  const id = `!${from.toString(16).padStart(8, '0')}`;
  const user = create(Mesh.UserSchema, { id, ...names, publicKey });
  return {
    from,
    portnum: Portnums.PortNum.NODEINFO_APP,
    payload: toBinary(Mesh.UserSchema, user),
  };
}
