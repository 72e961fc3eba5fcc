import { create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import type { Identity } from '../world/identity.js';

const EXACT_BITS = 32;

/** Cuts a position to so many bits and puts it in the middle of what is left (firmware 2.7.26 src/mesh/Router.cpp:354-361). */
export function truncated(position: Mesh.Position, bits: number): Mesh.Position {
  if (bits >= EXACT_BITS || bits <= 0) return position;
  const { latitudeI, longitudeI } = position;
  return create(Mesh.PositionSchema, {
    ...position,
    ...(latitudeI !== undefined && { latitudeI: cut(latitudeI, bits) }),
    ...(longitudeI !== undefined && { longitudeI: cut(longitudeI, bits) }),
    precisionBits: bits,
  });
}

function cut(value: number, bits: number): number {
  const kept = value & (-1 << (EXACT_BITS - bits));
  return (kept + (1 << (EXACT_BITS - bits - 1))) | 0;
}

/** Where the node stands; undefined when it tells nobody. */
export function ownPosition(identity: Identity, time: number): Mesh.Position | undefined {
  const { place, precisionBits } = identity;
  if (!place || precisionBits === 0) return undefined;
  const position = create(Mesh.PositionSchema, {
    latitudeI: Math.round(place.latitude * 1e7),
    longitudeI: Math.round(place.longitude * 1e7),
    altitude: Math.round(place.altitudeMeters),
    time,
    locationSource: Mesh.Position_LocSource.LOC_MANUAL,
    precisionBits: EXACT_BITS,
  });
  return truncated(position, precisionBits);
}
