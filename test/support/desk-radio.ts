import { toChannelIndex, toNodeNum } from '../../src/mesh/ids.js';
import { LONG_FAST } from '../../src/mesh/modem.js';
import type { OwnNode } from '../../src/mesh/own-node.js';
import type { Delivery, LinkReport, LinkState, OrderOutcome, Outgoing, Radio } from '../../src/mesh/radio.js';

/** A radio that goes nowhere: it keeps what it is given to send, and each message ends as the test says. */
export class DeskRadio implements Radio {
  readonly sent: Outgoing[] = [];
  own: OwnNode | undefined = {
    nodeNum: toNodeNum(0x0b07ba5e),
    longName: 'Base',
    shortName: 'BASE',
    firmware: '2.7.26',
    hwModel: 'HELTEC_V3',
    rebootCount: 3,
    channels: [
      { index: toChannelIndex(0), name: '', role: 'primary' },
      { index: toChannelIndex(1), name: 'club', role: 'secondary' },
      { index: toChannelIndex(2), name: '', role: 'disabled' },
    ],
    modem: LONG_FAST,
    region: 'EU_868',
    hopLimit: 3,
    txEnabled: true,
    hasNeighborInfo: true,
  };
  facts: Partial<LinkReport> = {};
  #settle: ((delivery: Delivery) => void)[] = [];

  get state(): LinkState {
    return this.report().state;
  }

  send(message: Outgoing): Promise<Delivery> {
    this.sent.push(message);
    return new Promise((resolve) => this.#settle.push(resolve));
  }

  /** Ends every message so far. */
  settle(delivery: Delivery): void {
    for (const settle of this.#settle.splice(0)) settle(delivery);
  }

  report(): LinkReport {
    return {
      address: '192.168.1.38:4403',
      state: 'ready',
      sinceMs: 0,
      outages: [],
      outageTotals: { count: 0, totalMs: 0, longestMs: 0 },
      outbox: { queued: 0, inFlight: 0, delivered: 0, unconfirmed: 0, failed: 0, expired: 0 },
      packets: 0,
      texts: 0,
      tries: 0,
      ...this.facts,
    };
  }

  reboot(): Promise<OrderOutcome> {
    return Promise.resolve('done');
  }

  on(): () => void {
    return () => {};
  }
}
