import type { Config, Mesh } from '@meshtastic/protobufs';
import type { KeyPair } from '../../mesh/crypto.js';
import type { Place } from '../../mesh/geo.js';
import type { NodeNum } from '../../mesh/ids.js';

/** Who a node is, as it tells the mesh and as the mesh places it. */
export interface Identity {
  readonly nodeNum: NodeNum;
  readonly longName: string;
  readonly shortName: string;
  /** Absent for firmware before 2.5 and for licensed operators. */
  readonly keyPair: KeyPair | undefined;
  readonly hwModel: Mesh.HardwareModel;
  readonly role: Config.Config_DeviceConfig_Role;
  readonly isUnmessagable: boolean;
  /** Where the antenna stands, whether the node tells or not. */
  readonly place?: Place & { readonly altitudeMeters: number };
  /** How exactly it tells its position: 32 exact, 10 about 23 km, 0 not at all. */
  readonly precisionBits: number;
}

/** What a node's database holds of another one when a story begins. */
export interface KnownNode {
  readonly identity: Identity;
  /** Its NodeInfo has come. */
  readonly hasUser: boolean;
  /** Its NodeInfo had a public key. */
  readonly hasKey: boolean;
  /** ms since 1970 */
  readonly lastHeard: number;
  /** dB */
  readonly snr: number;
  readonly hopsAway?: number;
  readonly viaMqtt: boolean;
  readonly isFavorite: boolean;
  readonly position?: KnownPosition;
  readonly device?: KnownDevice;
}

export interface KnownPosition extends Place {
  readonly altitudeMeters: number;
  /** ms since 1970 */
  readonly time: number;
  readonly precisionBits: number;
}

export interface KnownDevice {
  /** Percent, 101 is external power. */
  readonly batteryLevel: number;
  readonly voltage: number;
  /** Percent */
  readonly channelUtilization: number;
  /** Percent */
  readonly airUtilTx: number;
  readonly uptimeSeconds: number;
}
