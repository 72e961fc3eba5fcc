import { create } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';

/** The packet in a message for the client, if it is one. */
export function packetIn(message: Mesh.FromRadio): Mesh.MeshPacket | undefined {
  const { payloadVariant } = message;
  return payloadVariant.case === 'packet' ? payloadVariant.value : undefined;
}

/** The decoded content of a packet of that port, if the message is one. */
export function dataOnPort(message: Mesh.FromRadio, portnum: Portnums.PortNum): Mesh.Data | undefined {
  const variant = packetIn(message)?.payloadVariant;
  return variant?.case === 'decoded' && variant.value.portnum === portnum ? variant.value : undefined;
}

export function isRouting(message: Mesh.FromRadio): boolean {
  return dataOnPort(message, Portnums.PortNum.ROUTING_APP) !== undefined;
}

export function fromRadio(payloadVariant: Mesh.FromRadio['payloadVariant']): Mesh.FromRadio {
  return create(Mesh.FromRadioSchema, { payloadVariant });
}

/** Counts the frames of each handshake, from 1. */
export class HandshakeCounter {
  #frames = 0;

  /** The number of this message in its handshake; undefined outside of one. */
  place(message: Mesh.FromRadio): number | undefined {
    const kind = message.payloadVariant.case;
    if (kind === 'myInfo' || (kind === 'nodeInfo' && this.#frames === 0)) this.#frames = 1;
    else if (this.#frames === 0 || kind === 'queueStatus') return undefined;
    else this.#frames += 1;
    const place = this.#frames;
    if (kind === 'configCompleteId') this.#frames = 0;
    return place;
  }

  /** A new connection begins its own handshake. */
  forget(): void {
    this.#frames = 0;
  }
}
