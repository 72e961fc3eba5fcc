import type { NodeNum } from '../../mesh/ids.js';
import type { Clock } from '../../util/clock.js';
import type { EventLog } from '../event-log.js';
import type { Stream } from '../random.js';
import type { Switches } from '../switches.js';

/** What every part of a node has at hand. */
export interface NodeContext {
  readonly nodeNum: NodeNum;
  readonly clock: Clock;
  readonly stream: Stream;
  readonly ids: Stream;
  readonly events: EventLog;
  /** The switches in force; the object stays, its values change. */
  readonly switches: Readonly<Switches>;
  readonly time: NodeTime;
}

/** The node's idea of the time: right, unknown, or what a client told it. */
export class NodeTime {
  readonly #clock: Clock;
  readonly #switches: Readonly<Switches>;
  #told: number | undefined;

  constructor(clock: Clock, switches: Readonly<Switches>) {
    this.#clock = clock;
    this.#switches = switches;
  }

  /** Seconds since 1970, 0 when the node does not know. */
  seconds(): number {
    if (this.#told === undefined && !this.#switches.clockSet) return 0;
    return Math.floor((this.#clock.now() + (this.#told ?? 0)) / 1000);
  }

  /** A client tells the time (firmware 2.7.26 src/modules/AdminModule.cpp:442-450). */
  tell(seconds: number): void {
    this.#told = seconds * 1000 - this.#clock.now();
  }

  /** A reboot: there is no battery behind the clock. */
  forget(): void {
    this.#told = undefined;
  }
}
