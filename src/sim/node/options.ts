import type { ModemSettings } from '../../mesh/modem.js';
import type { Clock } from '../../util/clock.js';
import type { Air } from '../air.js';
import type { EventLog } from '../event-log.js';
import type { Stream } from '../random.js';
import type { SwitchBoard } from '../switches.js';
import type { Identity, KnownNode } from '../world/identity.js';
import type { ChannelSecret } from './channels.js';

export interface SimNodeOptions {
  readonly clock: Clock;
  readonly stream: Stream;
  /** Of the packets' ids; drawn from `stream` unless told. */
  readonly ids?: Stream | undefined;
  readonly switches: SwitchBoard;
  readonly events: EventLog;
  readonly air: Air;
  readonly identity: Identity;
  /** As `metadata` tells it. */
  readonly firmware: string;
  readonly known: readonly KnownNode[];
  readonly modem?: ModemSettings;
  /** The primary channel; the default one unless told. */
  readonly channel?: ChannelSecret;
}

/** What happens inside the firmware and concerns the whole node. */
export interface NodeHooks {
  /** There may be something to write to a client. */
  readonly onWork: () => void;
  /** The node writes to flash and does nothing else meanwhile. */
  readonly stall: () => void;
  /** The node reboots of itself. */
  readonly restart: () => void;
}
