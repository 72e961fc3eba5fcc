import type { Place } from '../../mesh/geo.js';
import type { NodeNum, PacketId } from '../../mesh/ids.js';
import { LONG_FAST, type ModemSettings, snrLimitDb } from '../../mesh/modem.js';
import type { Clock, Stop } from '../../util/clock.js';
import type { Air, AirPacket, Antenna } from '../air.js';
import type { EventLog } from '../event-log.js';
import type { Chance } from '../random.js';
import { Agenda } from './agenda.js';
import { Answers } from './answers.js';
import { Antennas } from './antennas.js';
import { Carrier, type Reception } from './carrier.js';
import { castOf, DEFAULT_PLACE } from './cast.js';
import { Faults } from './faults.js';
import type { Identity, KnownNode } from './identity.js';
import { Inbox } from './inbox.js';
import { knownNodeOf } from './known.js';
import { Mind } from './mind.js';
import { Paths } from './paths.js';
import { People } from './people.js';
import type { Person } from './person.js';
import { RadioMap } from './radio-map.js';
import { Routine } from './routine.js';
import type { Screen } from './screen.js';
import { playScript } from './script.js';
import { Timing } from './timing.js';
import { Traceroutes } from './traceroutes.js';
import { type SpokenLine, Voice } from './voice.js';
import { type ChannelKey, channelKeyOf } from './wire.js';

export interface WorldOptions {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly events: EventLog;
  /** The simulated node included. */
  readonly nodes: number;
  /** Grenoble unless told. */
  readonly place?: Place;
  /** Above 1, people act that much more often, and react that much faster. */
  readonly pace?: number;
  /** As firmware 2.8 numbers its nodes. */
  readonly numbersFromKeys?: boolean;
  /** The demo's script comes first, and neighbours are told more often. */
  readonly script?: boolean;
  /** False: nobody speaks unless told; questions are still answered. */
  readonly traffic?: boolean;
  readonly modem?: ModemSettings;
  /** LongFast with the default key, or what the preset is called. */
  readonly channel?: { readonly name: string; readonly psk: Uint8Array };
}

/** The one byte that stands for the default key. */
const DEFAULT_PSK = Uint8Array.of(1);
const NEIGHBORS_MS = 6 * 3_600_000;
const NEIGHBORS_IN_DEMO_MS = 15 * 60_000;

/** The mesh behind the simulated node: people, places, radio links, traffic. */
export class World implements Air {
  /** The identity of the simulated node. */
  readonly base: Identity;
  readonly faults: Faults;
  readonly #options: WorldOptions;
  readonly #agenda: Agenda;
  readonly #people: People;
  readonly #map: RadioMap;
  readonly #paths: Paths;
  readonly #carrier: Carrier;
  readonly #voice: Voice;
  readonly #routine: Routine;
  readonly #mind: Mind;
  readonly #channel: ChannelKey;
  readonly #antennas: Antennas;
  readonly #listeners = new Set<(line: SpokenLine) => void>();
  readonly #baseStation: number;

  constructor(options: WorldOptions) {
    const { clock, chance, events, numbersFromKeys = false } = options;
    const modem = options.modem ?? LONG_FAST;
    const center = options.place ?? DEFAULT_PLACE;
    const cast = castOf({ chance, nodes: options.nodes, place: center, numbersFromKeys, now: clock.now() });
    this.#options = options;
    this.base = cast.base;
    this.#agenda = new Agenda(clock);
    this.#people = new People(cast.people, numbersFromKeys);
    this.#map = new RadioMap(chance, snrLimitDb(modem));
    this.#paths = new Paths(this.#map);
    const [agenda, map, people] = [this.#agenda, this.#map, this.#people];
    const common = { clock, chance, events, agenda, map, people, timing: new Timing(modem), center };
    this.#carrier = new Carrier({ ...common, paths: this.#paths });
    this.#channel = channelKeyOf(channelOf(options, modem));
    this.#voice = this.#createVoice();
    const [carrier, channel, voice] = [this.#carrier, this.#channel, this.#voice];
    const traces = new Traceroutes(map, (nodeNum) => people.get(nodeNum)?.traits.isOld ?? false);
    const onText = (line: Omit<SpokenLine, 'at'>) => this.#announce(line);
    this.#antennas = new Antennas({ ...common, carrier, channel, traces, onText });
    const neighborsMs = options.script ? NEIGHBORS_IN_DEMO_MS : NEIGHBORS_MS;
    const answers = new Answers({ ...common, carrier, traces, neighborsSeconds: neighborsMs / 1000 });
    const acting = { ...common, carrier, voice, answers, base: this.base.nodeNum };
    this.#mind = new Mind({ ...acting, pace: options.pace ?? 1 });
    const routine = new Routine({ ...acting, neighborsMs });
    this.#routine = routine;
    this.faults = new Faults({ ...acting, routine });
    this.#populate(new Inbox({ ...acting, ...this.#reactions() }));
    this.#baseStation = this.#addStation(this.base, center);
  }

  get people(): readonly Person[] {
    return this.#people.all;
  }

  /** What each person's phone shows, by node number. */
  get screens(): Map<NodeNum, Screen> {
    return new Map(this.people.map((person) => [person.nodeNum, person.screen]));
  }

  /** Puts a simulated node on the mesh, at its place or in the centre. Everybody has its key. */
  attach(antenna: Antenna, identity: Identity): void {
    const isBase = identity.nodeNum === this.base.nodeNum;
    const center = this.#options.place ?? DEFAULT_PLACE;
    const station = isBase ? this.#baseStation : this.#addStation(identity, identity.place ?? center);
    this.#antennas.add({ antenna, identity, station });
    if (!identity.keyPair) return;
    for (const person of this.people) person.keys.set(identity.nodeNum, identity.keyPair.publicKey);
  }

  start(): void {
    if (this.#options.script) {
      playScript({ agenda: this.#agenda, people: this.#people, voice: this.#voice, mind: this.#mind });
    }
    if (this.#options.traffic === false) return;
    this.#routine.start(this.people);
    this.#mind.wake();
  }

  stop(): void {
    this.#agenda.clear();
    this.#carrier.stop();
  }

  transmit(sender: NodeNum, packet: AirPacket): void {
    this.#antennas.transmit(sender, packet);
  }

  /** Lets a person say something on the channel. Nodes are given by any of their names; throws a UserError. */
  say(node: string | NodeNum, text: string): PacketId {
    return this.#voice.say(this.find(node), text);
  }

  /** Lets a person write to Base, or to another node. */
  dm(node: string | NodeNum, text: string, to: NodeNum = this.base.nodeNum): PacketId {
    return this.#voice.say(this.find(node), text, to);
  }

  /** Throws a UserError that lists the names. */
  find(nameOrId: string | NodeNum): Person {
    return this.#people.find(nameOrId);
  }

  /** What Base's node database holds when the story begins. */
  knownNodes(now: number): KnownNode[] {
    const parts = { map: this.#map, paths: this.#paths, carrier: this.#carrier, station: this.#baseStation };
    return this.people.flatMap((person) => knownNodeOf(parts, person, now) ?? []);
  }

  /** Hears every text as it is spoken, of people and of simulated nodes. */
  onConversation(listener: (line: SpokenLine) => void): Stop {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #createVoice(): Voice {
    return new Voice({
      carrier: this.#carrier,
      people: this.#people,
      channel: this.#channel,
      foreignChannel: channelKeyOf({
        name: 'Vercors',
        psk: this.#options.chance.stream('foreign-channel').bytes(32),
      }),
      stationOf: (nodeNum) => this.#stationOf(nodeNum),
      onText: (line) => this.#announce(line),
    });
  }

  #reactions(): Pick<ConstructorParameters<typeof Inbox>[0], 'onRead' | 'onKeyMissed'> {
    return {
      onRead: (person, text) => {
        this.#options.events.add('world', 'read', { node: person.nodeNum, from: text.from, id: text.id });
        this.#mind.read(person, text);
        this.faults.read(person, text);
      },
      onKeyMissed: (person, from, id) => this.#mind.meetMissingKey(person, from, id),
    };
  }

  #populate(inbox: Inbox): void {
    for (const person of this.people) {
      person.station = this.#map.add({
        nodeNum: person.nodeNum,
        place: person.identity.place ?? DEFAULT_PLACE,
        isOnHill: person.traits.isOnHill,
        relays: true,
        hasRadio: !person.traits.viaMqtt,
      });
      const take = (reception: Reception) => inbox.take(person, reception);
      this.#carrier.occupy(person.station, { isAntenna: false, take });
    }
  }

  #addStation(identity: Identity, place: Place): number {
    return this.#map.add({ nodeNum: identity.nodeNum, place, isOnHill: false, relays: true, hasRadio: true });
  }

  #stationOf(nodeNum: NodeNum): number | undefined {
    return this.#antennas.stationOf(nodeNum) ?? this.#people.get(nodeNum)?.station;
  }

  #announce(line: Omit<SpokenLine, 'at'>): void {
    this.#options.events.add('world', 'spoken', { from: line.from, to: line.to });
    for (const listener of this.#listeners) listener({ ...line, at: this.#options.clock.now() });
  }
}

function channelOf(options: WorldOptions, modem: ModemSettings): { name: string; psk: Uint8Array } {
  const { name = '', psk = DEFAULT_PSK } = options.channel ?? {};
  return { name: name === '' ? modem.presetName : name, psk };
}
