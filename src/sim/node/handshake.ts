import { create } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { Mesh, ModuleConfig } from '@meshtastic/protobufs';
import type { Switches } from '../switches.js';
import type { ChannelTable } from './channels.js';
import { fromRadio } from './client-queues.js';
import { type DeviceFacts, deviceMetadata, myNodeInfo } from './metadata.js';
import { nodeInfoOf } from './node-entry.js';
import type { NodeTable } from './node-table.js';
import { CONFIG_CASES, MODULE_CASES, type Settings } from './settings.js';

/** Special nonces (firmware 2.7.26 src/mesh/PhoneAPI.h:23-24). */
export const ONLY_CONFIG = 69_420;
const ONLY_NODES = 69_421;

/** `FromRadio.region_presets` of 2.8. */
const REGION_PRESETS_FIELD = 19;
/** Module configs: 2.7.26 counts three whose variants it does not fill (firmware 2.7.26 src/mesh/PhoneAPI.cpp:491-498), 2.8 fills one more and all. */
const FILLED_2_7 = 13;
const MODULES_2_7 = 16;
const MODULES_2_8 = 17;
const MAX_FILES = 64;
const EMPTY_MESSAGE = Uint8Array.of(0);

export interface HandshakeParts {
  readonly facts: () => DeviceFacts;
  readonly switches: Readonly<Switches>;
  readonly settings: Settings;
  readonly channels: ChannelTable;
  readonly table: NodeTable;
  readonly hasKeys: () => boolean;
  readonly ownNodeInfo: () => Mesh.NodeInfo;
}

/** The answer to `want_config_id`, in the order of firmware 2.7.26 src/mesh/PhoneAPI.cpp:246-620. */
export function* handshake(parts: HandshakeParts, nonce: number): Generator<Mesh.FromRadio> {
  if (nonce === ONLY_NODES) yield ownNode(parts);
  else yield* deviceFrames(parts);
  if (nonce !== ONLY_CONFIG) yield* otherNodes(parts);
  if (nonce !== ONLY_NODES) yield* fileFrames(parts.switches.fileInfos);
  yield fromRadio({ case: 'configCompleteId', value: nonce });
}

function* deviceFrames(parts: HandshakeParts): Generator<Mesh.FromRadio> {
  const { facts, switches, settings, channels, table } = parts;
  yield fromRadio({ case: 'myInfo', value: myNodeInfo(facts(), table.size, switches) });
  yield create(Mesh.FromRadioSchema, { payloadVariant: { case: 'deviceuiConfig', value: {} } });
  yield ownNode(parts);
  yield fromRadio({ case: 'metadata', value: deviceMetadata(facts(), settings, parts.hasKeys()) });
  if (switches.handshake === '2.8') yield unknownFrame(REGION_PRESETS_FIELD);
  for (const channel of channels.all()) yield fromRadio({ case: 'channel', value: channel });
  for (const name of CONFIG_CASES) yield fromRadio({ case: 'config', value: settings.config(name) });
  for (const module of moduleFrames(parts)) yield fromRadio({ case: 'moduleConfig', value: module });
}

function ownNode(parts: HandshakeParts): Mesh.FromRadio {
  return fromRadio({ case: 'nodeInfo', value: parts.ownNodeInfo() });
}

function* otherNodes({ table, switches }: HandshakeParts): Generator<Mesh.FromRadio> {
  const isThin = switches.handshake === '2.8';
  for (const entry of table.all()) yield fromRadio({ case: 'nodeInfo', value: nodeInfoOf(entry, isThin) });
}

function* moduleFrames({ settings, switches }: HandshakeParts): Generator<ModuleConfig.ModuleConfig> {
  const isNext = switches.handshake === '2.8';
  const filled = MODULE_CASES.slice(0, isNext ? undefined : FILLED_2_7);
  for (const name of filled) yield settings.module(name);
  for (let number = filled.length + 1; number <= (isNext ? MODULES_2_8 : MODULES_2_7); number++) {
    const empty = create(ModuleConfig.ModuleConfigSchema);
    if (isNext) empty.$unknown = [{ no: number, wireType: WireType.LengthDelimited, data: EMPTY_MESSAGE }];
    yield empty;
  }
}

const FILES = [
  'prefs/config.proto',
  'prefs/module.proto',
  'prefs/channels.proto',
  'prefs/device.proto',
  'prefs/nodes.proto',
];
const FILE_BYTES = [142, 96, 58, 71, 4096];

function* fileFrames(count: number): Generator<Mesh.FromRadio> {
  for (let index = 0; index < Math.min(count, MAX_FILES); index++) {
    const fileName = `/${FILES[index] ?? `static/file${index}.bin`}`;
    const value = create(Mesh.FileInfoSchema, { fileName, sizeBytes: FILE_BYTES[index] ?? 512 });
    yield fromRadio({ case: 'fileInfo', value });
  }
}

/** A variant that the client's schema may not have. */
function unknownFrame(no: number): Mesh.FromRadio {
  const frame = create(Mesh.FromRadioSchema);
  frame.$unknown = [{ no, wireType: WireType.LengthDelimited, data: EMPTY_MESSAGE }];
  return frame;
}
