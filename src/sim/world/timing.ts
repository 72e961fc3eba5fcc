import { airtimeMs, LONG_FAST, type ModemSettings, maxRetransmitMs, sizeOnAir } from '../../mesh/modem.js';
import type { AirPacket } from '../air.js';
import type { Stream } from '../random.js';

/** Size of a short text on the air, for which the times below were measured with LongFast. */
const REFERENCE_BYTES = 41;
const TRANSMISSIONS = 3;

/** How long things take on the air. Waits for a free channel grow with the airtime of the preset. */
export class Timing {
  readonly #modem: ModemSettings;
  readonly #scale: number;

  constructor(modem: ModemSettings) {
    this.#modem = modem;
    this.#scale = airtimeMs(modem, REFERENCE_BYTES) / airtimeMs(LONG_FAST, REFERENCE_BYTES);
  }

  airtimeMs(packet: AirPacket): number {
    return airtimeMs(this.#modem, sizeOnAir(packet.payload.length));
  }

  /** One relay more on the way: its wait and its transmission. */
  hopMs(packet: AirPacket, stream: Stream): number {
    return this.airtimeMs(packet) + stream.between(250, 750) * this.#scale;
  }

  /** From the end of a transmission to the end of a relay's, for a broadcast. */
  broadcastEchoMs(stream: Stream): number {
    return stream.between(3_600, 6_200) * this.#scale;
  }

  directEchoMs(stream: Stream): number {
    return stream.between(1_500, 5_200) * this.#scale;
  }

  /** What a node needs before it transmits an answer. */
  answerMs(stream: Stream): number {
    return stream.between(200, 400) * this.#scale;
  }

  /** Between two transmissions of one packet that nobody acknowledged. */
  retryMs(packet: AirPacket): number {
    return this.giveUpMs(packet) / TRANSMISSIONS;
  }

  /** After this the sender says MAX_RETRANSMIT. */
  giveUpMs(packet: AirPacket): number {
    return maxRetransmitMs(this.#modem, sizeOnAir(packet.payload.length));
  }
}
