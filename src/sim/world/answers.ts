import { Mesh, Portnums, Telemetry } from '@meshtastic/protobufs';
import { BROADCAST_NUM } from '../../mesh/ids.js';
import type { Clock } from '../../util/clock.js';
import type { Carrier, Reception } from './carrier.js';
import {
  deviceOf,
  devicePayload,
  environmentPayload,
  neighborsPayload,
  positionPayload,
  toldPosition,
  userPayload,
} from './payloads.js';
import type { Person } from './person.js';
import type { RadioMap } from './radio-map.js';
import type { Traceroutes } from './traceroutes.js';
import { decode, routingPayload } from './wire.js';

const { PortNum } = Portnums;

/** NodeInfo is told to one asker at most this often (firmware 2.7.26 src/modules/NodeInfoModule.cpp:14-46). */
const NODE_INFO_REPLY_MS = 12 * 3_600_000;
/** Neighbours told are at most so many (firmware 2.7.26 src/modules/NeighborInfoModule.cpp:137-155). */
const MAX_NEIGHBORS = 10;

export interface Answer {
  readonly portnum: Portnums.PortNum;
  readonly payload: Uint8Array;
}

export interface AnswersParts {
  readonly clock: Clock;
  readonly carrier: Carrier;
  readonly map: RadioMap;
  readonly traces: Traceroutes;
  /** How often routers tell their neighbours. */
  readonly neighborsSeconds: number;
}

/** What people's nodes answer to requests, by their traits. */
export class Answers {
  readonly #parts: AnswersParts;

  constructor(parts: AnswersParts) {
    this.#parts = parts;
  }

  /** Undefined: the node cannot answer and says so. `silence`: it could, and withholds it. */
  to(person: Person, reception: Reception, request: Mesh.Data): Answer | 'silence' | undefined {
    switch (request.portnum) {
      case PortNum.NODEINFO_APP:
        return this.#nodeInfo(person, reception);
      case PortNum.POSITION_APP:
        return this.#position(person);
      case PortNum.TELEMETRY_APP:
        return this.#telemetry(person, request.payload);
      case PortNum.NEIGHBORINFO_APP:
        return person.traits.tellsNeighbors ? this.neighbors(person) : undefined;
      case PortNum.TRACEROUTE_APP:
        return this.#traceroute(person, reception);
      case PortNum.ADMIN_APP:
        return refusal(Mesh.Routing_Error.ADMIN_PUBLIC_KEY_UNAUTHORIZED);
      default:
        return request.portnum === PortNum.TEXT_MESSAGE_APP ? 'silence' : undefined;
    }
  }

  neighbors(person: Person): Answer {
    const heard = this.#parts.map.stations
      .map(({ nodeNum }, index) => ({ nodeNum, index, snr: this.#parts.map.meanSnr(index, person.station) }))
      .filter(({ index }) => this.#parts.map.hasLink(index, person.station))
      .sort((a, b) => b.snr - a.snr)
      .map(({ nodeNum, snr }) => ({ nodeNum, snr: Math.round(snr * 4) / 4 }))
      .slice(0, MAX_NEIGHBORS);
    const payload = neighborsPayload(person.nodeNum, heard, this.#parts.neighborsSeconds);
    return { portnum: PortNum.NEIGHBORINFO_APP, payload };
  }

  device(person: Person): Answer {
    const at = this.#parts.clock.now();
    const device = deviceOf(person, at, this.#parts.carrier.airUse(person.station));
    return { portnum: PortNum.TELEMETRY_APP, payload: devicePayload(device, at) };
  }

  environment(person: Person): Answer {
    return { portnum: PortNum.TELEMETRY_APP, payload: environmentPayload(person, this.#parts.clock.now()) };
  }

  #nodeInfo(person: Person, { packet }: Reception): Answer | 'silence' {
    const now = this.#parts.clock.uptime();
    const last = person.nodeInfoReplies.get(packet.from);
    if (last !== undefined && now - last < NODE_INFO_REPLY_MS) return 'silence';
    person.nodeInfoReplies.set(packet.from, now);
    return { portnum: PortNum.NODEINFO_APP, payload: userPayload(person.identity) };
  }

  #position(person: Person): Answer | undefined {
    const position = toldPosition(person.identity, this.#parts.clock.now());
    return position && { portnum: PortNum.POSITION_APP, payload: positionPayload(position, undefined) };
  }

  #telemetry(person: Person, payload: Uint8Array): Answer | undefined {
    const asked = decode(Telemetry.TelemetrySchema, payload)?.variant.case ?? 'deviceMetrics';
    if (asked === 'deviceMetrics') return this.device(person);
    return asked === 'environmentMetrics' && person.traits.isSensor ? this.environment(person) : undefined;
  }

  #traceroute(person: Person, { packet, arrival }: Reception): Answer | 'silence' {
    if (!person.traits.answersTraceroute || packet.to === BROADCAST_NUM) return 'silence';
    return { portnum: PortNum.TRACEROUTE_APP, payload: this.#parts.traces.answer(arrival) };
  }
}

function refusal(error: Mesh.Routing_Error): Answer {
  return { portnum: PortNum.ROUTING_APP, payload: routingPayload(error) };
}
