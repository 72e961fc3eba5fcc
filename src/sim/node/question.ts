import type { Mesh, Portnums } from '@meshtastic/protobufs';

/** A decoded packet that came to the node. */
export interface Question {
  readonly packet: Mesh.MeshPacket;
  readonly data: Mesh.Data;
  /** Addressed to this node, or to everybody. */
  readonly isForUs: boolean;
  readonly fromClient: boolean;
}

/** A response, a verdict, nothing on purpose, or nothing because nobody knew. */
export type Answer =
  | { readonly portnum: Portnums.PortNum; readonly payload: Uint8Array }
  | { readonly verdict: Mesh.Routing_Error }
  | 'silent'
  | undefined;
