import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import type { NodeNum } from '../../mesh/ids.js';
import type { AirPacket } from '../air.js';
import type { Arrival } from './paths.js';
import type { RadioMap } from './radio-map.js';
import { type ChannelKey, decode, sealOnChannel } from './wire.js';

/** Stands for a relay that did not name itself, and for the SNR that it did not tell. */
const UNKNOWN_HOP = 0xffff_ffff;
const UNKNOWN_SNR = -128;
/** A way names at most so many relays (firmware 2.7.26 src/modules/TraceRouteModule.cpp:342-417). */
const MAX_ROUTE = 8;

/** What the nodes on the way write into a traceroute. */
export class Traceroutes {
  readonly #map: RadioMap;
  readonly #isOld: (nodeNum: NodeNum) => boolean;

  /** `isOld`: that node's firmware does not write itself into routes. */
  constructor(map: RadioMap, isOld: (nodeNum: NodeNum) => boolean) {
    this.#map = map;
    this.#isOld = isOld;
  }

  /** What the destination answers to a request that came this way. */
  answer(arrival: Arrival): Uint8Array {
    const { relays, snrs } = this.#written(arrival);
    const own = Math.round((arrival.snrs.at(-1) ?? 0) * 4);
    return encode({ route: relays, snrTowards: [...snrs, own] });
  }

  /** A request or answer as it comes to a simulated node, which adds only its own SNR. */
  carriedOver(packet: AirPacket, data: Mesh.Data, way: { channel: ChannelKey; arrival: Arrival }): AirPacket {
    const begun = decode(Mesh.RouteDiscoverySchema, data.payload);
    if (!begun) return packet;
    const { relays, snrs } = this.#written(way.arrival);
    const payload =
      data.requestId === 0
        ? encode({ route: [...begun.route, ...relays], snrTowards: [...begun.snrTowards, ...snrs] })
        : encode({
            route: begun.route,
            snrTowards: begun.snrTowards,
            routeBack: [...begun.routeBack, ...relays],
            snrBack: [...begun.snrBack, ...snrs],
          });
    return { ...packet, ...sealOnChannel(way.channel, packet, { ...data, payload }) };
  }

  /** One SNR in quarter dB for each relay; the receiver's own is not among them. */
  #written(arrival: Arrival): { relays: number[]; snrs: number[] } {
    const relays: number[] = [];
    const snrs: number[] = [];
    for (const [index, station] of arrival.relays.slice(0, MAX_ROUTE).entries()) {
      const nodeNum = this.#map.stations[station]?.nodeNum;
      const isNamed = nodeNum !== undefined && !this.#isOld(nodeNum);
      relays.push(isNamed ? nodeNum : UNKNOWN_HOP);
      snrs.push(isNamed ? Math.round((arrival.snrs[index] ?? 0) * 4) : UNKNOWN_SNR);
    }
    return { relays, snrs };
  }
}

function encode(
  route: Partial<Pick<Mesh.RouteDiscovery, 'route' | 'snrTowards' | 'routeBack' | 'snrBack'>>,
): Uint8Array {
  return toBinary(Mesh.RouteDiscoverySchema, create(Mesh.RouteDiscoverySchema, route));
}
