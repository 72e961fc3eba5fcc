import type { Mesh } from '@meshtastic/protobufs';
import { Portnums } from '@meshtastic/protobufs';
import { BROADCAST_NUM, lastByteOf, type NodeNum, toPacketId } from '../../mesh/ids.js';
import type { AirPacket, Antenna } from '../air.js';
import type { EventLog } from '../event-log.js';
import type { Carrier, Reception } from './carrier.js';
import type { Identity } from './identity.js';
import type { Arrival } from './paths.js';
import type { People } from './people.js';
import { type RadioMap, rssiOf } from './radio-map.js';
import type { Traceroutes } from './traceroutes.js';
import type { SpokenLine } from './voice.js';
import { type ChannelKey, openDirect, openOnChannel } from './wire.js';

const { PortNum } = Portnums;

/** A simulated node at its station. */
export interface Attached {
  readonly antenna: Antenna;
  readonly identity: Identity;
  readonly station: number;
}

export interface AntennasParts {
  readonly carrier: Carrier;
  readonly map: RadioMap;
  readonly people: People;
  readonly channel: ChannelKey;
  readonly traces: Traceroutes;
  readonly events: EventLog;
  readonly onText: (line: Omit<SpokenLine, 'at'>) => void;
}

/** The simulated nodes on the mesh: what they hear, and what becomes of what they send. */
export class Antennas {
  readonly #parts: AntennasParts;
  readonly #attached = new Map<NodeNum, Attached>();

  constructor(parts: AntennasParts) {
    this.#parts = parts;
  }

  add(attached: Attached): void {
    this.#attached.set(attached.identity.nodeNum, attached);
    const take = (reception: Reception) => this.#hearAt(attached, reception);
    this.#parts.carrier.occupy(attached.station, { isAntenna: true, take });
  }

  stationOf(nodeNum: NodeNum): number | undefined {
    return this.#attached.get(nodeNum)?.station;
  }

  /** A simulated node has just finished sending. What it only repeats is known to the world already. */
  transmit(sender: NodeNum, packet: AirPacket): void {
    const { carrier, channel, people } = this.#parts;
    const attached = this.#attached.get(sender);
    if (!attached || packet.from !== sender) return;
    const data = openOnChannel(channel, packet);
    this.#tellOf(packet, data ?? this.#openDirect(packet.to, attached, packet));
    if (packet.to === BROADCAST_NUM) {
      carrier.broadcast(attached.station, packet, data !== undefined && concernsPeople(data));
      return;
    }
    // Between two simulated nodes the world does not see whether an answer is heard.
    if (data && data.requestId !== 0) carrier.settle(packet.to, toPacketId(data.requestId));
    const station = this.stationOf(packet.to) ?? people.get(packet.to)?.station;
    carrier.unicast(attached.station, station, packet);
  }

  /** Gives a node what arrives, with the hops and the relay of the way. */
  #hearAt(attached: Attached, { packet, arrival }: Reception): void {
    const { map, events } = this.#parts;
    const isMine = packet.to === attached.identity.nodeNum;
    const carried = isMine ? this.#receive(attached, packet, arrival) : packet;
    const relay = map.stations[arrival.relays.at(-1) ?? -1];
    const snr = arrival.snrs.at(-1);
    events.count('world.heard');
    attached.antenna.hear({
      packet: {
        ...carried,
        hopLimit: packet.hopLimit - arrival.relays.length,
        relayNode: relay ? lastByteOf(relay.nodeNum) : packet.relayNode,
      },
      snr: snr ?? 0,
      rssi: snr === undefined ? 0 : rssiOf(snr),
      via: snr === undefined ? 'mqtt' : 'lora',
    });
  }

  #receive(attached: Attached, packet: AirPacket, arrival: Arrival): AirPacket {
    const { carrier, channel, traces } = this.#parts;
    const data = openOnChannel(channel, packet);
    const told = data ?? this.#openDirect(packet.from, attached, packet);
    if (told && told.requestId !== 0) carrier.settle(packet.to, toPacketId(told.requestId));
    if (data?.portnum !== PortNum.TRACEROUTE_APP) return packet;
    return traces.carriedOver(packet, data, { channel, arrival });
  }

  /** A direct message between a person and a simulated node: both have the same shared key. */
  #openDirect(person: NodeNum, { identity }: Attached, packet: AirPacket): Mesh.Data | undefined {
    const own = this.#parts.people.get(person)?.keyPair;
    return own && identity.keyPair && openDirect(own, identity.keyPair.publicKey, packet);
  }

  #tellOf({ from, to }: AirPacket, data: Mesh.Data | undefined): void {
    if (data?.portnum !== PortNum.TEXT_MESSAGE_APP) return;
    const text = new TextDecoder().decode(data.payload);
    const channelName = to === BROADCAST_NUM ? { channelName: this.#parts.channel.name } : {};
    this.#parts.onText({ from, to, text, ...channelName });
  }
}

/** All else that a simulated node broadcasts is of interest to other simulated nodes only. */
function concernsPeople({ portnum, wantResponse }: Mesh.Data): boolean {
  return wantResponse || portnum === PortNum.TEXT_MESSAGE_APP || portnum === PortNum.NODEINFO_APP;
}
