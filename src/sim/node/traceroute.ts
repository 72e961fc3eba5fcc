import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { Port } from './packets.js';
import type { Answer, Question } from './question.js';

const UNKNOWN_NODE = 0xffff_ffff;
const UNKNOWN_SNR = -128;
const MAX_ROUTE = 8;

/** Ends routes and answers them (firmware 2.7.26 src/modules/TraceRouteModule.cpp). */
export function traceroute({ packet, data, isForUs }: Question): Answer {
  if (!isForUs) return undefined;
  const route = parseRoute(data.payload);
  if (!route) return undefined;
  if (data.requestId !== 0) complete(route.routeBack, route.snrBack, packet);
  else complete(route.route, route.snrTowards, packet);
  const payload = toBinary(Mesh.RouteDiscoverySchema, route);
  data.payload = payload;
  return data.wantResponse ? { portnum: Port.TRACEROUTE_APP, payload } : undefined;
}

/** Puts in the relays that did not name themselves, and the SNR with which this node heard the packet. */
function complete(route: number[], snrs: number[], packet: Mesh.MeshPacket): void {
  const hops = packet.hopStart === 0 ? 0 : packet.hopStart - packet.hopLimit;
  while (route.length < Math.min(hops, MAX_ROUTE)) route.push(UNKNOWN_NODE);
  while (snrs.length < route.length) snrs.push(UNKNOWN_SNR);
  if (snrs.length === route.length) snrs.push(Math.round(packet.rxSnr * 4));
}

function parseRoute(payload: Uint8Array): Mesh.RouteDiscovery | undefined {
  try {
    return fromBinary(Mesh.RouteDiscoverySchema, payload);
  } catch {
    return undefined;
  }
}
