import { create } from '@bufbuild/protobuf';
import { Admin, Config, Mesh } from '@meshtastic/protobufs';
import { formatNodeId, type NodeNum, type PacketId } from '../mesh/ids.js';
import type { NodeUser } from '../mesh/packet.js';
import { encodeLocalAdmin } from './codec-encode.js';

/** What our own node is asked to do: to change something in its database, or to restart. */
export type AdminRequest =
  /** Its key included; whatever the node has of that user is replaced, and it becomes a favourite. */
  | { readonly kind: 'addContact'; readonly nodeNum: NodeNum; readonly user: NodeUser }
  | { readonly kind: 'removeFavorite'; readonly nodeNum: NodeNum }
  /** Restart after so many seconds. */
  | { readonly kind: 'reboot'; readonly seconds: number };

export function encodeAdminRequest(own: NodeNum, id: PacketId, request: AdminRequest): Uint8Array {
  return encodeLocalAdmin(own, id, variantOf(request));
}

type Variant = Admin.AdminMessage['payloadVariant'];

function variantOf(request: AdminRequest): Variant {
  switch (request.kind) {
    case 'addContact':
      return { case: 'addContact', value: toContact(request.nodeNum, request.user) };
    case 'removeFavorite':
      return { case: 'removeFavoriteNode', value: request.nodeNum };
    case 'reboot':
      return { case: 'rebootSeconds', value: request.seconds };
  }
}

/** Never `manually_verified`: only a person who compared keys may harden one. */
function toContact(nodeNum: NodeNum, user: NodeUser): Admin.SharedContact {
  const { longName, shortName, isUnmessagable, isLicensed, publicKey } = user;
  return create(Admin.SharedContactSchema, {
    nodeNum,
    user: {
      id: formatNodeId(nodeNum),
      longName,
      shortName,
      hwModel: numberOf(Mesh.HardwareModel, user.hwModel),
      role: numberOf(Config.Config_DeviceConfig_Role, user.role),
      isUnmessagable,
      isLicensed,
      ...(publicKey && { publicKey }),
    },
  });
}

/** The reverse of the codec's names: `TBEAM`, or `HW_250` for what the schema does not know. */
function numberOf(names: Readonly<Record<string, string | number>>, name: string): number {
  const value = names[name];
  return typeof value === 'number' ? value : Number(/_(\d+)$/.exec(name)?.[1] ?? 0);
}
