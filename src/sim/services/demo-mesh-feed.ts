/** Nodes beyond the reach of the demo's radio, as gateways tell a broker of them: real envelopes of a mesh that is made up. */
import { create, toBinary } from '@bufbuild/protobuf';
import { Config, Mesh, Mqtt, Portnums } from '@meshtastic/protobufs';
import { type Place, travel } from '../../mesh/geo.js';
import { BROADCAST_NUM, formatNodeId, type NodeNum, toNodeNum } from '../../mesh/ids.js';
import type { Clock } from '../../util/clock.js';
import type { Lifecycle } from '../../util/lifecycle.js';
import type { Identity } from '../world/identity.js';
import {
  devicePayload,
  neighborsPayload,
  positionPayload,
  toldPosition,
  userPayload,
} from '../world/payloads.js';
import { PlayedBroker } from './mqtt-broker.js';

const { PortNum } = Portnums;
const { HardwareModel } = Mesh;

const NAMES = 'Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu'.split(' ');
/** The first ones bring what all of them say. */
const GATEWAYS = 2;
const FIRST_NUMBER = 0xde30_0001;
const NEAREST_METERS = 24_000;
const STEP_METERS = 6500;
/** Spreads evenly around a centre. */
const GOLDEN_DEGREES = 137.5;
const SAY_MS = 3000;
const NEIGHBORS_SECONDS = 14_400;
/** As coarse as public brokers pass on: about 1.5 km. */
const PRECISION_BITS = 14;
/** Its sender has nothing against a broker (firmware src/mesh/Router.h, BITFIELD_OK_TO_MQTT_MASK). */
const OK_TO_MQTT = 1;
const DEFAULT_CHANNEL_HASH = 8;

export class DemoMeshFeed implements Lifecycle {
  readonly name = 'demo mesh feed';
  readonly #clock: Clock;
  readonly #broker: PlayedBroker;
  readonly #people: readonly Identity[];
  #said = 0;
  #nextId = 1;
  #stop = () => {};

  constructor(clock: Clock, home: Place) {
    this.#clock = clock;
    this.#people = NAMES.map((name, index) => personOf(name, index, home));
    this.#broker = new PlayedBroker(this.name, () => this.#sayAll());
  }

  get url(): string {
    return this.#broker.url;
  }

  /** What to listen to. */
  get topics(): readonly string[] {
    return ['msh/EU_868/2/e/LongFast/#'];
  }

  async start(): Promise<void> {
    await this.#broker.start();
    this.#stop = this.#clock.every('demo.far', SAY_MS, () => this.#say());
  }

  async stop(): Promise<void> {
    this.#stop();
    await this.#broker.stop();
  }

  /** Whoever begins to listen hears of everybody. */
  #sayAll(): void {
    for (const _ of this.#people) this.#say();
  }

  /** Each in turn: first where all are, then their names, then how they are. */
  #say(): void {
    const turn = this.#said++;
    const index = turn % this.#people.length;
    const person = this.#people[index];
    if (!person) return;
    const round = Math.floor(turn / this.#people.length) % SAYINGS.length;
    const said = SAYINGS[round]?.(person, { at: this.#clock.now(), people: this.#people });
    if (!said) return;
    const id = this.#nextId++;
    for (const gateway of this.#gatewaysOf(index, turn)) this.#bring(person, said, { gateway, id });
  }

  /** A gateway brings what it says itself; some of what others say is heard by both. */
  #gatewaysOf(index: number, turn: number): readonly Identity[] {
    if (index < GATEWAYS) return this.#people.slice(index, index + 1);
    return turn % 3 === 0 ? this.#people.slice(0, GATEWAYS) : this.#people.slice(turn % 2, (turn % 2) + 1);
  }

  #bring(person: Identity, { portnum, payload }: Saying, { gateway, id }: Brought): void {
    const isOwn = gateway === person;
    const packet = create(Mesh.MeshPacketSchema, {
      from: person.nodeNum,
      to: BROADCAST_NUM,
      id,
      channel: DEFAULT_CHANNEL_HASH,
      hopStart: 3,
      hopLimit: isOwn ? 3 : 2,
      rxTime: Math.floor(this.#clock.now() / 1000),
      ...(!isOwn && { rxSnr: snrOf(person.nodeNum), rxRssi: -104 }),
      payloadVariant: {
        case: 'decoded',
        value: create(Mesh.DataSchema, { portnum, payload, bitfield: OK_TO_MQTT }),
      },
    });
    const gatewayId = formatNodeId(gateway.nodeNum);
    const envelope = create(Mqtt.ServiceEnvelopeSchema, { packet, channelId: 'LongFast', gatewayId });
    this.#broker.publish(
      `msh/EU_868/2/e/LongFast/${gatewayId}`,
      toBinary(Mqtt.ServiceEnvelopeSchema, envelope),
    );
  }
}

interface Saying {
  readonly portnum: Portnums.PortNum;
  readonly payload: Uint8Array;
}

interface Brought {
  readonly gateway: Identity;
  readonly id: number;
}

interface Moment {
  readonly at: number;
  readonly people: readonly Identity[];
}

const SAYINGS: readonly ((person: Identity, moment: Moment) => Saying | undefined)[] = [
  (person, { at }) => {
    const position = toldPosition(person, at);
    return position && { portnum: PortNum.POSITION_APP, payload: positionPayload(position, undefined) };
  },
  (person) => ({ portnum: PortNum.NODEINFO_APP, payload: userPayload(person) }),
  (person, { at }) => ({ portnum: PortNum.TELEMETRY_APP, payload: devicePayload(deviceOf(person), at) }),
  (person, { people }) => ({
    portnum: PortNum.NEIGHBORINFO_APP,
    payload: neighborsPayload(person.nodeNum, neighborsOf(person, people), NEIGHBORS_SECONDS),
  }),
];

/** The marks are in the names, so that nobody takes these for somebody. */
function personOf(name: string, index: number, home: Place): Identity {
  const meters = NEAREST_METERS + index * STEP_METERS;
  return {
    nodeNum: toNodeNum(FIRST_NUMBER + index),
    longName: `${name} (demo)`,
    shortName: `DM${String(index + 1).padStart(2, '0')}`,
    keyPair: undefined,
    hwModel: index < GATEWAYS ? HardwareModel.HELTEC_V3 : HardwareModel.RAK4631,
    role: Config.Config_DeviceConfig_Role.CLIENT,
    isUnmessagable: false,
    place: { ...travel(home, index * GOLDEN_DEGREES, meters), altitudeMeters: 400 + 90 * index },
    precisionBits: PRECISION_BITS,
  };
}

function deviceOf({ nodeNum }: Identity) {
  const level = 60 + (nodeNum % 40);
  return {
    batteryLevel: level,
    voltage: 3.3 + level * 0.009,
    channelUtilization: 4 + (nodeNum % 5),
    airUtilTx: 0.6,
    uptimeSeconds: 86_400,
  };
}

/** Those that stand next in the list. */
function neighborsOf(person: Identity, people: readonly Identity[]) {
  const index = people.indexOf(person);
  return people
    .filter((other, place) => other !== person && Math.abs(place - index) <= 2)
    .map(({ nodeNum }) => ({ nodeNum, snr: snrOf(nodeNum) }));
}

function snrOf(nodeNum: NodeNum): number {
  return 6 - (nodeNum % 16);
}
