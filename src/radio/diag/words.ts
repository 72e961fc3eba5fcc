/** How what was seen is told: of a network, and of a cable, which has no host, no address and no idle limit. */
import type { LossReason } from '../../mesh/radio.js';

export interface MediumWords {
  readonly reasons: Readonly<Record<LossReason, string>>;
  /** What to look at when bytes come and no frame. */
  readonly notMeshtastic: string;
  /** How the connection came about that nothing answered on. */
  readonly opened: string;
  /** Why nothing may answer. */
  readonly mute: string;
  /** What the node may have lost when it falls silent. */
  readonly lost: string;
  /** What is normal when nobody writes. */
  readonly raw: string;
}

const NETWORK: MediumWords = {
  reasons: {
    closed_by_node: 'the node closed the connection',
    reset: 'the connection was reset: the node or its network restarted',
    broken_pipe: 'the connection was dead when we wrote',
    refused: 'nothing listens there. Is the node on, its API enabled, the port right?',
    unreachable: 'no way to that address. Check the network and the address',
    unresolved: 'the name is unknown. Use the IP address, or check the name server',
    unplugged: 'no such serial port. Is the cable in, the node on, the name right?',
    denied: 'no right to open that port. Is the user in the group `dialout`?',
    busy: 'another program has that port open',
    connect_timeout: 'no answer at that address. Is the node on, and in the same network?',
    handshake_timeout: 'it does not shake hands as a Meshtastic node does',
    silent: 'nothing came any more',
    wrong_node: 'another node answers there',
    evicted: 'another client took the slot',
    stopped: 'stopped',
  },
  notMeshtastic: 'Check address and port',
  opened: 'accepted',
  mute: 'The node hangs, or something else listens there',
  lost: 'its network or its power',
  raw: 'A node says nothing to a socket that says nothing, and closes it after 900 s',
};

const CABLE: MediumWords = {
  reasons: {
    ...NETWORK.reasons,
    reset: 'the node restarted, or the port failed',
    connect_timeout: 'the port did not open in time. Pull the cable and plug it in again',
  },
  // Text without an answer: `security.serial_enabled` keeps the node from reading (firmware 2.7.26 SerialConsole.cpp).
  notMeshtastic: 'Is it the right port, and is the serial console of the node enabled?',
  opened: 'the port is open',
  mute: 'The node hangs, its serial console is disabled, or something else is at the end of that cable',
  lost: 'its power',
  raw: 'A node that is not spoken to says nothing by cable, or prints its log',
};

export function wordsOf({ isCable }: { readonly isCable: boolean }): MediumWords {
  return isCable ? CABLE : NETWORK;
}
