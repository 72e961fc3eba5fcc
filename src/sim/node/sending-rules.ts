import type { Mesh } from '@meshtastic/protobufs';
import type { Gaps } from '../switches.js';
import type { NodeContext } from './context.js';
import { dataOf, isBroadcast, Port, RoutingError } from './packets.js';
import type { Router } from './router.js';

type PortNumber = Mesh.Data['portnum'];

/**
 * What one connection may send and how often (firmware 2.7.26 src/mesh/PhoneAPI.cpp:795-859). The ids are looked at
 * before the limits, and a refused packet does not restart the gap.
 */
export class SendingRules {
  readonly #context: NodeContext;
  readonly #router: Router;
  readonly #ids: number[] = [];
  readonly #sentAt = new Map<PortNumber, number>();

  constructor(context: NodeContext, router: Router) {
    this.#context = context;
    this.#router = router;
  }

  /** False when the packet goes no further; the client has been told what a node tells. */
  admits(packet: Mesh.MeshPacket): boolean {
    if (packet.id !== 0 && this.#isRepeated(packet.id)) {
      this.#context.events.count('idsSwallowed');
      this.#context.events.add('node', 'id swallowed', { id: packet.id });
      return false;
    }
    const port = dataOf(packet)?.portnum ?? Port.UNKNOWN_APP;
    if (port === Port.TRACEROUTE_APP && isBroadcast(packet.to) && packet.hopLimit > 0) {
      this.#refuseQuietly(packet);
      this.#router.notify('Multi-hop traceroute to broadcast address is not allowed', packet.id);
      return false;
    }
    if (this.#isTooSoon(port)) {
      this.#refuseByGap(packet, port);
      return false;
    }
    this.#sentAt.set(port, this.#context.clock.uptime());
    return true;
  }

  #isRepeated(id: number): boolean {
    const places = this.#context.switches.idRing;
    if (places === 0) return false;
    if (this.#ids.includes(id)) return true;
    this.#ids.push(id);
    if (this.#ids.length > places) this.#ids.splice(0, this.#ids.length - places);
    return false;
  }

  #isTooSoon(port: PortNumber): boolean {
    const at = this.#sentAt.get(port);
    if (at === undefined) return false;
    return this.#context.clock.uptime() - at < 1000 * gapSeconds(port, this.#context.switches.gaps);
  }

  #refuseByGap(packet: Mesh.MeshPacket, port: PortNumber): void {
    this.#refuseQuietly(packet);
    if (port === Port.TRACEROUTE_APP) {
      const seconds = this.#context.switches.gaps.tracerouteSeconds;
      this.#router.notify(`TraceRoute can only be sent once every ${seconds} seconds`, packet.id);
    }
    if (port !== Port.TEXT_MESSAGE_APP || this.#context.switches.refusalTo === 'none') return;
    // To whom the client wrote as sender: with `from` 0 the refusal goes on the air (firmware 2.7.26 src/mesh/MeshService.cpp:358-371).
    this.#router.sendVerdict(RoutingError.RATE_LIMIT_EXCEEDED, {
      to: packet.from,
      id: packet.id,
      channel: packet.channel,
    });
  }

  #refuseQuietly(packet: Mesh.MeshPacket): void {
    this.#router.countRefusal(RoutingError.RATE_LIMIT_EXCEEDED, packet);
    this.#router.sayStatus(0, packet.id);
  }
}

const TEN_SECOND_PORTS: readonly number[] = [
  Port.POSITION_APP,
  Port.WAYPOINT_APP,
  Port.ALERT_APP,
  Port.TELEMETRY_APP,
];

function gapSeconds(port: PortNumber, gaps: Gaps): number {
  if (port === Port.TEXT_MESSAGE_APP) return gaps.textSeconds;
  if (port === Port.TRACEROUTE_APP) return gaps.tracerouteSeconds;
  return TEN_SECOND_PORTS.includes(port) ? gaps.othersSeconds : 0;
}
