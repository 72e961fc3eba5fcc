import type { Packet } from './packet.js';

/**
 * `via_mqtt` stays set when a gateway here transmits what it got from a broker: such a packet has a signal. What our own
 * node got from the broker has none (firmware 2.7.26 src/mqtt/MQTT.cpp leaves `rx_snr` and `rx_rssi` at 0).
 */
export function wasOnAir({ viaMqtt, rxSnr, rxRssi }: Packet): boolean {
  return !viaMqtt || rxSnr !== undefined || rxRssi !== undefined;
}
