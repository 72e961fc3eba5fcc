import type { AlertInbox } from '../alerts/inbox.js';
import type { Config } from '../config.js';
import type { Database } from '../history/database.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { DiscoveryOptions } from '../radio/discovery.js';
import type { Gaps } from '../radio/pacing.js';
import type { Transport } from '../radio/transport.js';
import type { HostProbe } from '../services/host/probe.js';
import type { Clock } from '../util/clock.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  readonly clock?: Clock;
  readonly random?: Random;
  /** In place of the one that the address names. */
  readonly transport?: Transport;
  /**
   * The folder where the bots of the machine tell each other which nodes they own. Without it only this process is
   * asked.
   */
  readonly runDir?: string;
  /** Where nodes are looked for, default the local network. */
  readonly network?: DiscoveryOptions['network'];
  /** In place of the machine that it runs on. */
  readonly probe?: HostProbe;
  /** For measuring without pacing; nobody else may be quicker than the node allows. */
  readonly gaps?: Gaps;
  /** Ends the process in order, to be started again; absent where nobody would. */
  readonly restart?: () => void;
  /** For a demo, what the servers outside are called: the addresses of those that it plays say nothing to people. */
  readonly serversName?: string;
  /** For a demo, what its sensors would have told before it began. */
  readonly sensorsBefore?: readonly {
    readonly sensor: string;
    readonly value: number;
    readonly at: number;
  }[];
}

/** What every part is made with. */
export interface Tools extends AppOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly database: Database;
  readonly nodes: NodeDb;
  readonly alerts: AlertInbox;
}
