import { formatAddressee, formatNodeId } from '../mesh/ids.js';
import type { Packet } from '../mesh/packet.js';
import type { Radio, SettledMessage } from '../mesh/radio.js';
import type { Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import type { Tools } from './tools.js';

/** Feeds the node directory and the log. It goes first, so that whoever answers already knows the asker. */
export function createDirectory(radio: Radio, { nodes, clock, log }: Tools): Lifecycle {
  let stops: Stop[] = [];
  return {
    name: 'directory',
    start: () => {
      stops = [
        radio.on('node', (report) => nodes.learn(report, clock.now())),
        radio.on('packet', (packet) => {
          nodes.observe(packet);
          logPacket(log, packet);
        }),
        radio.on('delivery', (settled) => logDelivery(log, settled)),
      ];
    },
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

/** Where it came from and how, never what it says. */
function logPacket(log: Log, packet: Packet): void {
  const { kind, hopsAway: hops, rxSnr: snr } = packet;
  const portnum = kind === 'encrypted' ? undefined : packet.portnum;
  log.debug('packet', { from: formatNodeId(packet.from), kind, hops, snr, portnum });
}

function logDelivery(log: Log, { message, delivery, id, attempts }: SettledMessage): void {
  const tookMs = Math.round(delivery.tookMs);
  log.info('delivery', { id, to: formatAddressee(message.to), ...delivery, tookMs, attempts });
}
