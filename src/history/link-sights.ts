import { isOneNode, type NodeNum } from '../mesh/ids.js';
import type { LinkSource } from '../mesh/link-sums.js';
import type { NeighborInfoPacket, Packet, Route, TraceroutePacket } from '../mesh/packet.js';

/** One look at a radio link: how well `receiver` heard `sender`. */
export interface LinkSight {
  readonly sender: NodeNum;
  readonly receiver: NodeNum;
  readonly source: LinkSource;
  /** dB */
  readonly snr: number;
}

/**
 * The true radio links that a packet shows. What came over MQTT shows none, and a link without an SNR is left out: a
 * traceroute marks so the hops that went over MQTT (firmware src/modules/TraceRouteModule.cpp, INT8_MIN).
 */
export function linkSights(packet: Packet, own: NodeNum | undefined): readonly LinkSight[] {
  if (packet.viaMqtt || packet.from === own) return [];
  const sights: LinkSight[] = [];
  if (own !== undefined && packet.hopsAway === 0 && packet.rxSnr !== undefined) {
    sights.push({ sender: packet.from, receiver: own, source: 'direct', snr: packet.rxSnr });
  }
  if (packet.kind === 'neighborInfo') sights.push(...neighborSights(packet));
  if (packet.kind === 'traceroute') sights.push(...traceSights(packet));
  return sights.filter(({ sender, receiver }) => isLink(sender, receiver));
}

export function isLink(sender: NodeNum, receiver: NodeNum): boolean {
  return isOneNode(sender) && isOneNode(receiver) && sender !== receiver;
}

function neighborSights({ nodeNum, neighbors }: NeighborInfoPacket): LinkSight[] {
  return neighbors.map((neighbor) => ({
    sender: neighbor.nodeNum,
    receiver: nodeNum,
    source: 'neighbor',
    snr: neighbor.snr,
  }));
}

/** An answer goes from the destination to the asker, a request the other way round. */
function traceSights({ from, to, requestId, towards, back }: TraceroutePacket): LinkSight[] {
  if (requestId === undefined) return routeSights(from, towards, to);
  return [...routeSights(to, towards, from), ...routeSights(from, back, to)];
}

/** Each SNR was measured by the node at the far end of its link; the last link has one only when it was passed. */
function routeSights(start: NodeNum, { relays, snr }: Route, end: NodeNum): LinkSight[] {
  const path = [start, ...relays, end];
  return snr.flatMap((value, index) => {
    const [sender, receiver] = [path[index], path[index + 1]];
    if (value === undefined || sender === undefined || receiver === undefined) return [];
    return [{ sender, receiver, source: 'trace', snr: value }];
  });
}
