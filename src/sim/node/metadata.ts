import { create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import type { Switches } from '../switches.js';
import type { Settings } from './settings.js';

/** Oldest phone app and version of the stored state that firmware 2.7 names. */
const MIN_APP_VERSION = 30_200;
const DEVICE_STATE_VERSION = 24;
/** Which fields a position has, as installed. */
const POSITION_FLAGS = 811;

export interface DeviceFacts {
  readonly firmware: string;
  readonly nodeNum: number;
  readonly deviceId: Uint8Array;
  readonly boots: number;
}

export function myNodeInfo(facts: DeviceFacts, nodes: number, switches: Readonly<Switches>): Mesh.MyNodeInfo {
  const isCounted = switches.rebootCount === 'counted';
  return create(Mesh.MyNodeInfoSchema, {
    myNodeNum: facts.nodeNum,
    rebootCount: isCounted ? facts.boots : 0,
    minAppVersion: MIN_APP_VERSION,
    deviceId: facts.deviceId,
    pioEnv: isCounted ? 'tbeam' : 'native',
    nodedbCount: nodes,
  });
}

export function deviceMetadata(
  facts: DeviceFacts,
  settings: Settings,
  hasKeys: boolean,
): Mesh.DeviceMetadata {
  return create(Mesh.DeviceMetadataSchema, {
    firmwareVersion: facts.firmware,
    deviceStateVersion: DEVICE_STATE_VERSION,
    canShutdown: true,
    hasWifi: true,
    hasBluetooth: true,
    role: settings.owner.role,
    positionFlags: POSITION_FLAGS,
    hwModel: settings.owner.hwModel,
    hasPKC: hasKeys,
  });
}
