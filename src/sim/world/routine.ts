import { Portnums } from '@meshtastic/protobufs';
import { bearingDegrees, distanceMeters, type Place, travel } from '../../mesh/geo.js';
import { BROADCAST_NUM } from '../../mesh/ids.js';
import type { Clock } from '../../util/clock.js';
import type { Stream } from '../random.js';
import type { Agenda } from './agenda.js';
import type { Answer, Answers } from './answers.js';
import { positionPayload, toldPosition, userPayload } from './payloads.js';
import type { Person } from './person.js';
import type { RadioMap } from './radio-map.js';
import type { Voice } from './voice.js';

const { PortNum } = Portnums;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MOVE_MS = 5 * MINUTE_MS;
/** Who moves turns back here. */
const ROAM_METERS = 10_000;
/** Intervals differ by this share, so that nodes do not stay in step. */
const DRIFT = 0.02;

interface Movement {
  readonly speedKmh: number;
  readonly trackDegrees: number;
}

export interface RoutineParts {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly map: RadioMap;
  readonly voice: Voice;
  readonly answers: Answers;
  readonly center: Place;
  readonly neighborsMs: number;
}

/** What nodes send of their own accord, at the intervals of the firmware. */
export class Routine {
  readonly #parts: RoutineParts;
  readonly #movements = new Map<Person, Movement>();

  constructor(parts: RoutineParts) {
    this.#parts = parts;
  }

  start(people: readonly Person[]): void {
    for (const person of people) this.#startOne(person);
    const moving = people.filter(({ traits }) => traits.moves);
    // All at once, because every move changes the ways of all packets.
    this.#parts.agenda.repeat(
      () => MOVE_MS,
      () => {
        for (const person of moving) this.#move(person);
      },
    );
  }

  #startOne(person: Person): void {
    const { answers, neighborsMs } = this.#parts;
    const { traits, identity } = person;
    const stream = person.stream.stream('routine');
    const first = traits.isKnown ? stream.between(30_000, 300_000) : stream.between(2 * HOUR_MS, 3 * HOUR_MS);
    this.#every(stream, { ms: 3 * HOUR_MS, first }, () => this.announce(person));
    this.#every(stream, { ms: HOUR_MS }, () => this.#tell(person, answers.device(person)));
    if (identity.precisionBits > 0) {
      this.#every(stream, { ms: traits.moves ? MOVE_MS : HOUR_MS }, () => this.#tellPosition(person));
    }
    if (traits.isSensor)
      this.#every(stream, { ms: HOUR_MS }, () => this.#tell(person, answers.environment(person)));
    if (!traits.tellsNeighbors) return;
    this.#every(stream, { ms: neighborsMs }, () => this.#tell(person, answers.neighbors(person)));
  }

  /** Broadcasts the node's NodeInfo. */
  announce(person: Person): void {
    this.#tell(person, { portnum: PortNum.NODEINFO_APP, payload: userPayload(person.identity) });
  }

  /** The first time at any point of the interval unless told. */
  #every(stream: Stream, interval: { readonly ms: number; readonly first?: number }, task: () => void): void {
    let next = interval.first ?? stream.between(0, interval.ms);
    this.#parts.agenda.repeat(() => {
      const wait = next;
      next = interval.ms * stream.between(1 - DRIFT, 1 + DRIFT);
      return wait;
    }, task);
  }

  #move(person: Person): void {
    const { map, center } = this.#parts;
    const { place } = person.identity;
    if (!place) return;
    const isFar = distanceMeters(place, center) > ROAM_METERS;
    const trackDegrees = isFar ? bearingDegrees(place, center) : person.stream.between(0, 360);
    const speedKmh = person.stream.between(5, 20);
    const meters = (speedKmh / HOUR_MS) * MOVE_MS * 1000;
    const moved = { ...travel(place, trackDegrees, meters), altitudeMeters: place.altitudeMeters };
    person.identity = { ...person.identity, place: moved };
    this.#movements.set(person, { speedKmh, trackDegrees });
    map.move(person.station, moved);
  }

  #tellPosition(person: Person): void {
    const position = toldPosition(person.identity, this.#parts.clock.now());
    if (!position) return;
    const payload = positionPayload(position, this.#movements.get(person));
    this.#tell(person, { portnum: PortNum.POSITION_APP, payload });
  }

  #tell(person: Person, answer: Answer): void {
    this.#parts.voice.send(person, { to: BROADCAST_NUM, ...answer });
  }
}
