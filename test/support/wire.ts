import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';

type PacketInit = MessageInitShape<typeof Mesh.MeshPacketSchema>;
type DataInit = MessageInitShape<typeof Mesh.DataSchema>;
type FromRadioInit = NonNullable<MessageInitShape<typeof Mesh.FromRadioSchema>['payloadVariant']>;

/**
 * Encoded bytes as a socket hands them over: a `Buffer` in the middle of a larger chunk, so that whatever keeps a view
 * of it is found out.
 */
function asChunk(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.alloc(7, 0xaa), bytes, Buffer.alloc(9, 0xbb)]).subarray(7, 7 + bytes.length);
}

/** The payload of one frame from the node. */
export function fromRadioOf(payloadVariant: FromRadioInit): Buffer {
  return asChunk(toBinary(Mesh.FromRadioSchema, create(Mesh.FromRadioSchema, { payloadVariant })));
}

/** A packet heard on the primary channel from node 0x16fad3dc; `data` is what it carries. */
export function meshPacketOf(data: DataInit, header: PacketInit = {}): Mesh.MeshPacket {
  return create(Mesh.MeshPacketSchema, {
    from: 0x16fad3dc,
    to: 0xffff_ffff,
    id: 7,
    hopLimit: 3,
    ...header,
    payloadVariant: { case: 'decoded', value: create(Mesh.DataSchema, data) },
  });
}

/** The payload of a frame with such a packet. */
export function packetFrameOf(data: DataInit, header: PacketInit = {}): Buffer {
  return fromRadioOf({ case: 'packet', value: meshPacketOf(data, header) });
}
