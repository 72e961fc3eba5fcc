import { crc32 } from 'node:zlib';
import { Config, Mesh } from '@meshtastic/protobufs';
import { type KeyPair, keyPairFrom } from '../../mesh/crypto.js';
import { type Place, travel } from '../../mesh/geo.js';
import { type NodeNum, toNodeNum } from '../../mesh/ids.js';
import type { Chance, Stream } from '../random.js';
import type { Identity } from './identity.js';
import { BASE, HARD_NAMES_FROM, LAST_BYTE_TWIN, LEADS, namesOf, storyName } from './names.js';
import { Person, type Traits } from './person.js';
import { LEAD_PRECISION, LEAD_TRAITS, precisionOf, traitsOf } from './traits.js';

/** Grenoble */
export const DEFAULT_PLACE: Place = { latitude: 45.19, longitude: 5.72 };

const TOWN_METERS = 12_000;
const RIDGE_METERS = 40_000;
/** Nearest and farthest the leads live, in their order: near enough to be met in every story. */
const LEAD_METERS = [
  [1_000, 2_500],
  [1_500, 3_500],
  [2_000, 4_500],
  [1_000, 3_000],
  [4_000, 8_000],
] as const;

const { HardwareModel } = Mesh;
const { Config_DeviceConfig_Role: Role } = Config;
const HARDWARE = [
  HardwareModel.HELTEC_V3,
  HardwareModel.TBEAM,
  HardwareModel.RAK4631,
  HardwareModel.T_ECHO,
  HardwareModel.T_DECK,
] as const;

export interface CastOptions {
  readonly chance: Chance;
  /** Base included. */
  readonly nodes: number;
  readonly place: Place;
  readonly numbersFromKeys: boolean;
  readonly now: number;
}

/** Everybody of a story. */
export function castOf(options: CastOptions): { base: Identity; people: Person[] } {
  const taken = new Set<NodeNum>([BASE.nodeNum, ...LEADS.map((lead) => lead.nodeNum)]);
  const people: Person[] = [];
  for (let index = 0; index < options.nodes - 1; index++) {
    people.push(index < LEADS.length ? lead(options, index) : other(options, index - LEADS.length, taken));
  }
  return { base: baseOf(options), people };
}

function baseOf(options: CastOptions): Identity {
  const keyPair = keyPairFrom(options.chance.stream('person/Base').stream('key').bytes(32));
  return {
    nodeNum: options.numbersFromKeys ? numberFromKey(keyPair) : BASE.nodeNum,
    longName: BASE.name,
    shortName: BASE.shortName,
    keyPair,
    hwModel: HardwareModel.TBEAM,
    role: Role.CLIENT,
    isUnmessagable: false,
    place: { ...options.place, altitudeMeters: 230 },
    precisionBits: 32,
  };
}

function lead(options: CastOptions, index: number): Person {
  const { name, shortName, nodeNum } = LEADS[index] ?? LEADS[0];
  const traits = LEAD_TRAITS[index] ?? traitsOf(index);
  const [near, far] = LEAD_METERS[index] ?? [0, TOWN_METERS];
  const stream = options.chance.stream(`person/${name}`);
  const meters = stream.between(near, far);
  const names = { longName: name, shortName };
  const precisionBits = LEAD_PRECISION[index] ?? 32;
  return person({ options, name, names, traits, stream, meters, nodeNum, precisionBits, hardware: index });
}

function other(options: CastOptions, index: number, taken: Set<NodeNum>): Person {
  const name = storyName(index);
  const traits = traitsOf(index);
  const stream = options.chance.stream(`person/${name}`);
  return person({
    options,
    name,
    names: namesOf(index, options.nodes),
    traits,
    stream,
    meters: metersOf(traits, stream),
    nodeNum: freeNumber(options, index, taken),
    precisionBits: precisionOf(index),
    hardware: index,
  });
}

/** Ridges are far away, all else, routers too, is spread evenly over the town. */
function metersOf(traits: Traits, stream: Stream): number {
  if (traits.isOnHill && !traits.isRouter) return stream.between(TOWN_METERS, RIDGE_METERS);
  return TOWN_METERS * Math.sqrt(stream.next());
}

function freeNumber(options: CastOptions, index: number, taken: Set<NodeNum>): NodeNum {
  const numberOf = (name: string) => options.chance.stream(`person/${name}`).stream('number');
  const stream = numberOf(storyName(index));
  const twinByte = numberOf(storyName(0)).int(0x1000_0000, 0xffff_fff0) & 0xff;
  for (;;) {
    const drawn = stream.int(0x1000_0000, 0xffff_fff0);
    const isTwin = index === LAST_BYTE_TWIN && options.nodes >= HARD_NAMES_FROM;
    const nodeNum = toNodeNum(isTwin ? (drawn & ~0xff) | twinByte : drawn);
    if (taken.has(nodeNum)) continue;
    taken.add(nodeNum);
    return nodeNum;
  }
}

interface Sketch {
  readonly options: CastOptions;
  readonly name: string;
  readonly names: { readonly longName: string; readonly shortName: string };
  readonly traits: Traits;
  readonly stream: Stream;
  /** From the centre. */
  readonly meters: number;
  readonly nodeNum: NodeNum;
  readonly precisionBits: number;
  readonly hardware: number;
}

function person(sketch: Sketch): Person {
  const { options, traits, stream } = sketch;
  const keyPair = traits.isOld ? undefined : keyPairFrom(stream.stream('key').bytes(32));
  const altitudeMeters = Math.round(traits.isOnHill ? stream.between(900, 2000) : stream.between(210, 450));
  const identity: Identity = {
    nodeNum: options.numbersFromKeys && keyPair ? numberFromKey(keyPair) : sketch.nodeNum,
    ...sketch.names,
    keyPair,
    hwModel: HARDWARE[sketch.hardware % HARDWARE.length] ?? HardwareModel.TBEAM,
    role: roleOf(traits, sketch.name),
    isUnmessagable: traits.isSensor || traits.isRouter || (traits.moves && sketch.name !== 'Delta'),
    place: { ...travel(options.place, stream.between(0, 360), sketch.meters), altitudeMeters },
    precisionBits: sketch.precisionBits,
  };
  const ids = options.chance.launchStream(`ids/${sketch.name}`);
  return new Person({ name: sketch.name, traits, identity, stream, ids, now: options.now });
}

function roleOf(traits: Traits, name: string): Config.Config_DeviceConfig_Role {
  if (traits.isRouter) return Role.ROUTER;
  if (traits.isSensor) return Role.SENSOR;
  return traits.moves && name !== 'Delta' ? Role.TRACKER : Role.CLIENT;
}

/** As 2.8 numbers its nodes (firmware 2.8-dev src/mesh/NodeDB.cpp:4081-4129). */
export function numberFromKey(keyPair: KeyPair): NodeNum {
  return toNodeNum(crc32(Buffer.from(keyPair.publicKey)));
}
