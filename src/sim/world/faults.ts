import { Portnums } from '@meshtastic/protobufs';
import { distanceMeters } from '../../mesh/geo.js';
import { BROADCAST_NUM, type NodeNum } from '../../mesh/ids.js';
import type { Stop } from '../../util/clock.js';
import { cutToBytes } from '../../util/text.js';
import type { Chance, Stream } from '../random.js';
import type { Agenda } from './agenda.js';
import type { Answers } from './answers.js';
import type { Carrier } from './carrier.js';
import type { ReadText } from './inbox.js';
import type { People } from './people.js';
import type { Person } from './person.js';
import type { RadioMap } from './radio-map.js';
import type { Routine } from './routine.js';
import type { Message, Voice } from './voice.js';

const { PortNum } = Portnums;

/** How far the surroundings of a node reach that a partition cuts off. */
const PARTITION_METERS = 5_000;
/** More packets a second than this come in bunches. */
const BUNCHES_PER_SECOND = 10;
/** Share of texts among the packets of a storm. */
const STORM_TEXTS = 0.05;
/** What the other bot takes to answer, and the answers that it has in hand at most. */
const BOT_DELAY_MS = 2_500;
const BOT_BACKLOG = 5;
const BOT_TEXT_BYTES = 180;

/** Texts that no well-behaved client sends, as bytes. */
const BAD_TEXTS: readonly Uint8Array[] = [
  Uint8Array.from([0xff, 0xfe, 0xc3, 0x28, 0xa0, 0x2f, 0x70]),
  new TextEncoder().encode('/pi\u0000ng\u0007\u001b[31m'),
  new TextEncoder().encode('\u202egnip/\u202c \u2066hidden\u2069 \u200b'),
  new Uint8Array(),
  new TextEncoder().encode('x'.repeat(233)),
  Uint8Array.from([...new TextEncoder().encode('é'.repeat(100)), 0xc3]),
  new TextEncoder().encode('\n\n\r\n/ping\n/help'),
];

export interface FaultsParts {
  readonly agenda: Agenda;
  readonly chance: Chance;
  readonly map: RadioMap;
  readonly carrier: Carrier;
  readonly people: People;
  readonly voice: Voice;
  readonly answers: Answers;
  readonly routine: Routine;
  /** The bot's node. */
  readonly base: NodeNum;
}

/** What goes wrong on a mesh. Nodes are given by any of their names; those that last return how to end them. */
export class Faults {
  readonly #parts: FaultsParts;
  #otherBot: Person | undefined;
  #botBacklog = 0;

  constructor(parts: FaultsParts) {
    this.#parts = parts;
  }

  /** Loses that share (0 to 1) of all receptions, on top of fading. */
  lose(share: number): Stop {
    const { losses } = this.#parts.map.conditions;
    const loss = { share };
    losses.add(loss);
    return () => losses.delete(loss);
  }

  /** One node hears nothing; it still transmits. */
  deafen(node: string | NodeNum): Stop {
    const { station } = this.#parts.people.find(node);
    return this.#impose(
      () => this.#parts.map.conditions.deaf.add(station),
      () => this.#parts.map.conditions.deaf.delete(station),
    );
  }

  /** All relays gone; or the surroundings of a node cut off from the rest. */
  partition(around?: string | NodeNum): Stop {
    const { conditions, stations } = this.#parts.map;
    if (around === undefined) {
      return this.#impose(
        () => conditions.relaysOff++,
        () => conditions.relaysOff--,
      );
    }
    const center = { ...this.#placeOf(this.#parts.people.find(around)) };
    const isInside = stations.map(({ place }) => distanceMeters(place, center) <= PARTITION_METERS);
    const isCut = (a: number, b: number) => isInside[a] !== isInside[b];
    return this.#impose(
      () => conditions.cuts.add(isCut),
      () => conditions.cuts.delete(isCut),
    );
  }

  /** Nobody but simulated nodes transmits. */
  silence(): Stop {
    this.#parts.carrier.silences++;
    return once(() => this.#parts.carrier.silences--);
  }

  /** So many packets a second from all over the mesh, heard by every simulated node. */
  storm(packetsPerSecond: number): Stop {
    const stream = this.#parts.chance.stream('storm');
    const bunch = Math.max(1, Math.round(packetsPerSecond / BUNCHES_PER_SECOND));
    const everyMs = (1000 * bunch) / packetsPerSecond;
    return this.#parts.agenda.repeat(
      () => everyMs,
      () => {
        for (let i = 0; i < bunch; i++) this.#gust(stream);
      },
    );
  }

  /** A reinstalled phone: a new key pair, announced at once. */
  changeKey(node: string | NodeNum): void {
    const { map, people, routine } = this.#parts;
    const person = people.find(node);
    people.rekey(person);
    const station = map.stations[person.station];
    if (station) station.nodeNum = person.nodeNum;
    routine.announce(person);
  }

  /** The node's database loses all keys: until it hears a NodeInfo it answers direct messages with 35. */
  loseOurKey(node: string | NodeNum): void {
    this.#parts.people.find(node).keys.clear();
  }

  /** Texts of other clients with broken encodings, control characters and odd lengths. */
  badTexts(everyMs = 5_000): Stop {
    const stream = this.#parts.chance.stream('bad-text');
    const writers = this.#writers();
    let next = 0;
    return this.#parts.agenda.repeat(
      () => everyMs,
      () => {
        const payload = BAD_TEXTS[next++ % BAD_TEXTS.length] ?? new Uint8Array();
        const to = stream.chance(0.5) ? BROADCAST_NUM : this.#parts.base;
        if (writers.length === 0) return;
        this.#parts.voice.send(stream.pick(writers), { to, portnum: PortNum.TEXT_MESSAGE_APP, payload });
      },
    );
  }

  /** Another bot, at the node of the nearest person who could run one, answers everything that it reads. */
  botLoop(): Stop {
    const { base, map } = this.#parts;
    const home = map.stations.findIndex(({ nodeNum }) => nodeNum === base);
    const snrAtHome = ({ station }: Person) => map.meanSnr(station, home);
    this.#otherBot = this.#writers().sort((a, b) => snrAtHome(b) - snrAtHome(a))[0];
    return once(() => {
      this.#otherBot = undefined;
    });
  }

  /** Has to be told all that people read. */
  read(person: Person, text: ReadText): void {
    if (person !== this.#otherBot || this.#botBacklog >= BOT_BACKLOG) return;
    this.#botBacklog++;
    const to = text.isDirect ? text.from : BROADCAST_NUM;
    // The question comes first, so that a bot that listens to bots takes it for a command.
    const answer = `${cutToBytes(text.text, BOT_TEXT_BYTES)} 🤖`;
    this.#parts.agenda.after(BOT_DELAY_MS * this.#botBacklog, () => {
      this.#botBacklog--;
      if (person === this.#otherBot) this.#parts.voice.say(person, answer, to, { replyId: text.id });
    });
  }

  #gust(stream: Stream): void {
    const { people, voice, carrier } = this.#parts;
    const person = stream.pick(people.all);
    const packet = voice.packetOf(person, this.#stormMessage(person, stream), person.nextId());
    if (packet && carrier.silences === 0) carrier.flash(person.station, packet);
  }

  #stormMessage(person: Person, stream: Stream): Message {
    if (!stream.chance(STORM_TEXTS)) return { to: BROADCAST_NUM, ...this.#parts.answers.device(person) };
    const payload = new TextEncoder().encode(`Field day ${stream.int(1, 999)}`);
    return { to: BROADCAST_NUM, portnum: PortNum.TEXT_MESSAGE_APP, payload };
  }

  #writers(): Person[] {
    return this.#parts.people.all.filter(
      ({ traits }) => traits.chats && !traits.isForeign && !traits.viaMqtt,
    );
  }

  #placeOf(person: Person) {
    return this.#parts.map.stations[person.station]?.place ?? { latitude: 0, longitude: 0 };
  }

  #impose(begin: () => void, end: () => void): Stop {
    begin();
    this.#parts.map.refresh();
    return once(() => {
      end();
      this.#parts.map.refresh();
    });
  }
}

function once(end: () => void): Stop {
  let isOver = false;
  return () => {
    if (!isOver) end();
    isOver = true;
  };
}
