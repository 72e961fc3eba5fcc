import type { Carrier } from './carrier.js';
import type { KnownNode } from './identity.js';
import type { Paths } from './paths.js';
import { deviceOf, toldPosition } from './payloads.js';
import type { Person } from './person.js';
import type { RadioMap } from './radio-map.js';

const MINUTE_MS = 60_000;
const LONGEST_SILENCE_MS = 180 * MINUTE_MS;

export interface KnownParts {
  readonly map: RadioMap;
  readonly paths: Paths;
  readonly carrier: Carrier;
  /** Station of the node whose database is meant. */
  readonly station: number;
}

/** What a node that has been here for a while knows of a person's node; undefined when it cannot have heard it. */
export function knownNodeOf(parts: KnownParts, person: Person, now: number): KnownNode | undefined {
  const { traits, identity } = person;
  const way = wayOf(parts, person);
  if (traits.isForeign || !way) return undefined;
  const stream = person.stream.stream('known');
  const lastHeard = now - Math.round(stream.between(MINUTE_MS, LONGEST_SILENCE_MS));
  const position = toldPosition(identity, lastHeard);
  const known: KnownNode = {
    identity,
    hasUser: traits.isKnown,
    hasKey: traits.isKnown && identity.keyPair !== undefined,
    lastHeard,
    snr: way.snr,
    ...(!traits.isOld && { hopsAway: way.relays }),
    viaMqtt: traits.viaMqtt,
    isFavorite: false,
    ...(position && { position }),
  };
  if (!stream.chance(0.7)) return known;
  return { ...known, device: deviceOf(person, lastHeard, parts.carrier.airUse(person.station)) };
}

function wayOf(parts: KnownParts, person: Person): { relays: number; snr: number } | undefined {
  if (person.traits.viaMqtt) return { relays: 0, snr: 0 };
  const links = parts.paths.distance(person.station, parts.station);
  if (links === undefined || links - 1 > person.traits.hopStart) return undefined;
  const { parent } = parts.map.tree(parts.station, 'shortest');
  let neighbor = person.station;
  for (
    let next = parent[neighbor] ?? -1;
    next !== parts.station && next >= 0;
    next = parent[neighbor] ?? -1
  ) {
    neighbor = next;
  }
  return { relays: links - 1, snr: Math.round(parts.map.meanSnr(neighbor, parts.station) * 4) / 4 };
}
