import { BROADCAST_NUM, formatNodeId, lastByteOf, type NodeNum, type PacketId } from '../../mesh/ids.js';
import type { Clock } from '../../util/clock.js';
import type { AirPacket } from '../air.js';
import type { EventLog } from '../event-log.js';
import type { Chance, Stream } from '../random.js';
import type { Agenda } from './agenda.js';
import { AirtimeMeter } from './airtime-meter.js';
import type { Arrival, Paths } from './paths.js';
import type { RadioMap } from './radio-map.js';
import type { Timing } from './timing.js';

/** A packet as it comes to somebody; its hops are still those of the sender. */
export interface Reception {
  readonly packet: AirPacket;
  readonly arrival: Arrival;
  /** Another transmission of a packet that nobody acknowledged. */
  readonly isRetry: boolean;
}

/** Who sits at a station. */
export interface Occupant {
  /** A simulated node, whose own radio decides what to do with a packet. */
  readonly isAntenna: boolean;
  take(reception: Reception): void;
}

export interface CarrierParts {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly events: EventLog;
  readonly agenda: Agenda;
  readonly map: RadioMap;
  readonly paths: Paths;
  readonly timing: Timing;
}

const MAX_TRANSMISSIONS = 3;
/** Share of direct messages over two relays or more that come so late that the sender has given up. */
const LATE_SHARE = 0.02;
const BY_MQTT: Omit<Arrival, 'station'> = { relays: [], snrs: [] };

/** Brings packets from station to station: who hears them, when, and how often they are tried. */
export class Carrier {
  /** While above 0 nobody but simulated nodes transmits. */
  silences = 0;
  readonly #parts: CarrierParts;
  readonly #occupants: (Occupant | undefined)[] = [];
  readonly #antennas: number[] = [];
  readonly #streams = new Map<number, Stream>();
  readonly #unsettled = new Set<string>();
  readonly #channel = new AirtimeMeter();
  readonly #own = new Map<number, AirtimeMeter>();

  constructor(parts: CarrierParts) {
    this.#parts = parts;
  }

  occupy(station: number, occupant: Occupant): void {
    this.#occupants[station] = occupant;
    if (occupant.isAntenna) this.#antennas.push(station);
  }

  /** In percent: the channel over ten minutes, one station's own transmissions over an hour. */
  airUse(station: number): { channelUtilization: number; airUtilTx: number } {
    const now = this.#parts.clock.uptime();
    return {
      channelUtilization: this.#channel.percent(now, 10),
      airUtilTx: this.#own.get(station)?.percent(now, 60) ?? 0,
    };
  }

  /** To all. `toPeople` false: only simulated nodes would make anything of it. */
  broadcast(from: number, packet: AirPacket, toPeople: boolean): void {
    if (this.#mayTransmit(from)) this.#tryBroadcast({ from, packet, toPeople, attempt: 0, isEchoed: false });
  }

  /** To one station, undefined when no such node exists. */
  unicast(from: number, to: number | undefined, packet: AirPacket): void {
    if (!this.#mayTransmit(from)) return;
    const key = keyOf(packet.from, packet.id);
    if (packet.wantAck) this.#unsettled.add(key);
    this.#overhear(from, to, packet);
    this.#tryUnicast({ from, to, packet, attempt: 0, isEchoed: false });
  }

  /** The sender has heard that its packet was taken: no further tries. */
  settle(from: NodeNum, id: PacketId): void {
    this.#unsettled.delete(keyOf(from, id));
  }

  /** Straight to all simulated nodes in reach, without loss and delay. */
  flash(from: number, packet: AirPacket): void {
    for (const station of this.#antennas) {
      const snrs = [Math.max(-10, Math.min(10, this.#parts.map.meanSnr(from, station)))];
      this.#hand({ packet, arrival: { station, relays: [], snrs }, isRetry: false });
    }
  }

  stop(): void {
    this.#unsettled.clear();
  }

  #mayTransmit(from: number): boolean {
    return this.silences === 0 || this.#isAntenna(from);
  }

  #isAntenna(station: number): boolean {
    return this.#occupants[station]?.isAntenna ?? false;
  }

  /** While nobody transmits, nobody repeats either. */
  #hops(packet: AirPacket): number {
    return this.silences > 0 ? 0 : packet.hopLimit;
  }

  #tryBroadcast(trial: Trial & { readonly toPeople: boolean }): void {
    const { from, packet, attempt } = trial;
    const { agenda, paths, timing } = this.#parts;
    this.#meter(from, packet);
    const arrivals =
      this.#byMqtt(from) ??
      (trial.toPeople
        ? paths.flood(from, this.#hops(packet))
        : this.#antennas.flatMap((station) => this.#reach(from, station, packet)));
    this.#deliver(
      trial,
      arrivals.filter((arrival) => arrival.station !== from),
    );
    if (!this.#isAntenna(from)) return;
    const isEchoed = this.#echo(from, packet, timing.broadcastEchoMs(this.#stream(from)));
    if (isEchoed || !packet.wantAck || attempt + 1 >= MAX_TRANSMISSIONS) return;
    agenda.after(timing.retryMs(packet), () => this.#tryBroadcast({ ...trial, attempt: attempt + 1 }));
  }

  #tryUnicast(trial: Trial & { readonly to: number | undefined }): void {
    const { from, to, packet } = trial;
    const { agenda, timing } = this.#parts;
    this.#meter(from, packet);
    const arrivals = to === undefined ? [] : (this.#byMqtt(from) ?? this.#reach(from, to, packet));
    const arrival = arrivals.find((candidate) => candidate.station === to);
    if (
      arrival &&
      arrival.relays.length >= 2 &&
      this.#isAntenna(from) &&
      this.#stream(from).chance(LATE_SHARE)
    ) {
      const late = timing.giveUpMs(packet) + this.#stream(from).between(2_000, 20_000);
      this.#unsettled.delete(keyOf(packet.from, packet.id));
      agenda.after(late, () => this.#hand({ packet, arrival, isRetry: false }));
      return;
    }
    if (arrival) this.#deliver(trial, [arrival]);
    const wantsEcho = this.#isAntenna(from) && !trial.isEchoed && arrival?.relays.length !== 0;
    const isEchoed = wantsEcho && this.#echo(from, packet, timing.directEchoMs(this.#stream(from)));
    this.#planRetry({ ...trial, isEchoed: trial.isEchoed || isEchoed });
  }

  #planRetry(trial: Trial & { readonly to: number | undefined }): void {
    const { packet, attempt } = trial;
    if (!packet.wantAck) return;
    const key = keyOf(packet.from, packet.id);
    this.#parts.agenda.after(this.#parts.timing.retryMs(packet), () => {
      if (!this.#unsettled.has(key)) return;
      if (attempt + 1 < MAX_TRANSMISSIONS) this.#tryUnicast({ ...trial, attempt: attempt + 1 });
      else this.#unsettled.delete(key);
    });
  }

  /** Simulated nodes that hear what was meant for somebody else. */
  #overhear(from: number, to: number | undefined, packet: AirPacket): void {
    const others = this.#antennas.filter((station) => station !== from && station !== to);
    const arrivals = this.#byMqtt(from)
      ? []
      : others.flatMap((station) => this.#reach(from, station, packet));
    this.#deliver({ from, packet, attempt: 0, isEchoed: false }, arrivals);
  }

  #reach(from: number, to: number, packet: AirPacket): Arrival[] {
    if (from === to) return [];
    const arrival = this.#parts.paths.reach(from, to, this.#hops(packet));
    return arrival ? [arrival] : [];
  }

  /** From a node that is met by MQTT only, to whoever is connected to the broker. */
  #byMqtt(from: number): Arrival[] | undefined {
    if (this.#parts.map.stations[from]?.hasRadio !== false) return undefined;
    return this.#antennas.map((station) => ({ station, ...BY_MQTT }));
  }

  /** All that are equally far hear it at the same time, which also keeps the agenda short. */
  #deliver(trial: Trial, arrivals: readonly Arrival[]): void {
    const { from, packet, attempt } = trial;
    const { agenda, timing } = this.#parts;
    const stream = this.#stream(from);
    const levels = new Map<number, Arrival[]>();
    for (const arrival of arrivals) {
      const level = levels.get(arrival.relays.length);
      if (level) level.push(arrival);
      else levels.set(arrival.relays.length, [arrival]);
    }
    // A simulated node says when it has finished sending; people begin now.
    let delay = this.#isAntenna(from) ? 0 : timing.airtimeMs(packet);
    for (let hops = 0; levels.size > 0; hops++) {
      const level = levels.get(hops);
      levels.delete(hops);
      if (level) agenda.after(delay, () => this.#handAll(level, packet, attempt > 0));
      delay += timing.hopMs(packet, stream);
    }
  }

  #handAll(arrivals: readonly Arrival[], packet: AirPacket, isRetry: boolean): void {
    for (const arrival of arrivals) this.#hand({ packet, arrival, isRetry });
  }

  #hand(reception: Reception): void {
    this.#occupants[reception.arrival.station]?.take(reception);
  }

  /** Lets a simulated node hear its own packet repeated by a neighbour. */
  #echo(from: number, packet: AirPacket, delayMs: number): boolean {
    const { agenda, map, paths } = this.#parts;
    const echo = this.#hops(packet) > 0 ? paths.echo(from) : undefined;
    const relay = echo && map.stations[echo.relay];
    if (!echo || !relay) return false;
    const copy = { ...packet, hopLimit: packet.hopLimit - 1, relayNode: lastByteOf(relay.nodeNum) };
    const arrival = { station: from, relays: [], snrs: [echo.snr] };
    agenda.after(delayMs, () => this.#hand({ packet: copy, arrival, isRetry: false }));
    return true;
  }

  #meter(from: number, packet: AirPacket): void {
    const { clock, events, timing } = this.#parts;
    const ms = timing.airtimeMs(packet);
    const own = this.#own.get(from) ?? new AirtimeMeter();
    this.#own.set(from, own);
    own.add(clock.uptime(), ms);
    this.#channel.add(clock.uptime(), ms * (packet.to === BROADCAST_NUM ? 1 + packet.hopLimit : 1));
    events.count('world.transmissions');
    events.count('world.airtimeMs', Math.round(ms));
  }

  #stream(station: number): Stream {
    const known = this.#streams.get(station);
    if (known) return known;
    const nodeNum = this.#parts.map.stations[station]?.nodeNum ?? BROADCAST_NUM;
    const stream = this.#parts.chance.stream(`air/${formatNodeId(nodeNum)}`);
    this.#streams.set(station, stream);
    return stream;
  }
}

interface Trial {
  readonly from: number;
  readonly packet: AirPacket;
  /** From 0. */
  readonly attempt: number;
  readonly isEchoed: boolean;
}

function keyOf(from: NodeNum, id: PacketId): string {
  return `${from}/${id}`;
}
