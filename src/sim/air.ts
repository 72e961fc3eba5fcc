import type { NodeNum, PacketId } from '../mesh/ids.js';

/** A packet as it travels between antennas: the 16-byte header in fields, the rest encrypted. */
export interface AirPacket {
  readonly from: NodeNum;
  readonly to: NodeNum;
  readonly id: PacketId;
  /** Hash of the channel's name and key; 0 for a direct message under PKI. */
  readonly channelHash: number;
  readonly hopLimit: number;
  readonly hopStart: number;
  readonly wantAck: boolean;
  readonly viaMqtt: boolean;
  /** Last bytes of node numbers, 0 for none. */
  readonly nextHop: number;
  readonly relayNode: number;
  /** Ciphertext of an encoded `Data`. */
  readonly payload: Uint8Array;
}

/** A packet as an antenna takes it in. */
export interface Heard {
  readonly packet: AirPacket;
  /** dB and dBm; both 0 when it came by MQTT or UDP. */
  readonly snr: number;
  readonly rssi: number;
  readonly via: 'lora' | 'mqtt' | 'udp';
}

/** What the world asks of a node: implemented by `SimNode`. */
export interface Antenna {
  readonly nodeNum: NodeNum;
  hear(heard: Heard): void;
}

/** What a node asks of the world: implemented by `World`. */
export interface Air {
  /** The transmitter has just finished sending; the world decides who heard it and what follows. */
  transmit(sender: NodeNum, packet: AirPacket): void;
}
