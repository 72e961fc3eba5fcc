import type { Mesh } from '@meshtastic/protobufs';
import type { Clock, Stop } from '../../util/clock.js';
import type { SlotControl } from '../behavior.js';
import type { EventLog } from '../event-log.js';
import type { PhoneApiServer } from '../phone-api.js';
import type { Switches } from '../switches.js';
import { Client, type ClientEnd } from './client.js';
import type { Hooks } from './hooks.js';
import type { Shape } from './outlet.js';
import { nextOnGrid } from './poll-times.js';
import type { Wire } from './wire.js';

export interface FrontParts {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly hooks: Hooks;
  readonly switches: () => Readonly<Switches>;
  readonly server: PhoneApiServer;
}

/**
 * The node's API server without any network: who holds the slot, who waits in the backlog, and what a fault may do
 * to them. Listeners bring it accepted wires (firmware 2.7.26 src/mesh/api/ServerAPI.cpp:56-98).
 */
export class Front implements SlotControl {
  readonly #parts: FrontParts;
  readonly #startedAt: number;
  readonly #shapes: Shape[] = [];
  readonly #backlog: Wire[] = [];
  #clients: Client[] = [];
  /** Wires whose node went away: nobody writes, whatever comes is swallowed, or answered by an RST. */
  readonly #ghosts = new Set<Wire>();
  /** Wires of vanished clients that old firmware keeps until the next one connects. */
  readonly #lingering = new Set<Wire>();
  #refusals = 0;
  #hauntings = 0;
  #stopAccept: Stop | undefined;
  #onRefusing: (isRefusing: boolean) => void = () => {};

  constructor(parts: FrontParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.uptime();
  }

  get hasClient(): boolean {
    return this.#clients.length > 0;
  }

  get isRefusing(): boolean {
    return this.#refusals > 0;
  }

  /** The listener hears when it has to stop listening, and when it may again. */
  onRefusing(listener: (isRefusing: boolean) => void): void {
    this.#onRefusing = listener;
  }

  /** The network completed a connection; the node looks for it at its next accept poll. */
  admit(wire: Wire): void {
    this.#parts.events.count('connects');
    if (this.#hauntings > 0) this.#haunt(wire);
    else {
      this.#backlog.push(wire);
      this.#scheduleAccept();
    }
  }

  /** Something may have to be read, written or accepted. */
  wake(): void {
    this.#scheduleAccept();
    for (const client of this.#clients) client.wake();
  }

  /** A message for the client that does not come from the node, behind what is being written. */
  push(message: Mesh.FromRadio): void {
    for (const client of this.#clients) client.push(message);
  }

  fin(): void {
    this.#endAll('fin');
  }

  rst(): void {
    this.#endAll('rst');
  }

  inject(bytes: Uint8Array): void {
    for (const client of this.#clients) client.inject(bytes);
  }

  /** The way to the clients forms what is written, until the returned function is called. */
  reshape(shape: Shape): Stop {
    this.#shapes.push(shape);
    return once(() => this.#shapes.splice(this.#shapes.indexOf(shape), 1));
  }

  /** Connections are refused until the returned function is called. */
  refuse(): Stop {
    this.#refusals += 1;
    if (this.#refusals === 1) this.#onRefusing(true);
    return once(() => {
      this.#refusals -= 1;
      if (this.#refusals === 0) this.#onRefusing(false);
    });
  }

  /**
   * The node vanishes: all connections, new ones included, stay open and silent until the returned function is
   * called. Then each is reset at the client's next write.
   */
  vanish(): Stop {
    this.#hauntings += 1;
    this.#endAll('ghost');
    for (const wire of this.#backlog.splice(0)) this.#haunt(wire);
    return once(() => {
      this.#hauntings -= 1;
    });
  }

  /** Nothing is left open and no timer is left running. */
  stop(): void {
    this.#stopAccept?.();
    this.#stopAccept = undefined;
    this.#endAll('fin');
    for (const wire of [...this.#backlog.splice(0), ...this.#ghosts, ...this.#lingering]) wire.rst();
    this.#ghosts.clear();
    this.#lingering.clear();
  }

  #endAll(how: ClientEnd): void {
    for (const client of [...this.#clients]) client.end(how);
  }

  #scheduleAccept(): void {
    if (this.#backlog.length === 0 || this.#stopAccept) return;
    const { clock, switches } = this.#parts;
    const now = clock.uptime();
    const at = nextOnGrid(this.#startedAt, switches().acceptPollMs, now);
    this.#stopAccept = clock.after('front.accept', at - now, () => {
      this.#stopAccept = undefined;
      this.#acceptOne();
    });
  }

  /** One poll takes one connection out of the backlog. */
  #acceptOne(): void {
    const verdict = this.#parts.hooks.accept();
    if (verdict === 'ignore') return;
    const wire = this.#backlog.shift();
    if (wire && verdict === 'accept') this.#take(wire);
    else if (wire) {
      this.#parts.events.add('front', 'accepted-and-closed');
      wire.fin();
    }
    this.#scheduleAccept();
  }

  #take(wire: Wire): void {
    for (const lingering of this.#lingering) lingering.fin();
    this.#lingering.clear();
    if (!this.#makeRoom()) {
      this.#parts.events.add('front', 'slot-taken');
      wire.fin();
      return;
    }
    const { clock, events, hooks, switches, server } = this.#parts;
    events.add('front', 'accept');
    events.count('connections');
    const client = new Client(wire, server.connect(), {
      clock,
      events,
      hooks,
      switches,
      shape: () => Object.assign({}, ...this.#shapes),
      onEnd: (ended, how) => this.#forget(ended, how),
    });
    this.#clients.push(client);
    client.begin();
  }

  /** False when the slot rule turns the newcomer away. */
  #makeRoom(): boolean {
    const { slot } = this.#parts.switches();
    const places = slot.startsWith('many:') ? Number(slot.slice('many:'.length)) : 1;
    if (this.#clients.length < places) return true;
    if (slot === 'oldest') return false;
    this.#parts.events.add('front', 'evict');
    this.#parts.events.count('evictions');
    this.#clients[0]?.end('fin');
    return true;
  }

  #forget(client: Client, how: ClientEnd): void {
    this.#clients = this.#clients.filter((other) => other !== client);
    this.#parts.events.add('front', `end-${how}`);
    if (how === 'ghost') this.#haunt(client.wire);
    if (how !== 'lost') return;
    if (this.#parts.switches().lostClient === 'at-next-write') client.wire.fin();
    else this.#lingering.add(client.wire);
  }

  #haunt(wire: Wire): void {
    this.#ghosts.add(wire);
    wire.listen({
      onReadable: () => this.#swallow(wire),
      onRoom: () => {},
      onPeerEnd: () => {
        this.#ghosts.delete(wire);
        wire.fin();
      },
    });
  }

  #swallow(wire: Wire): void {
    this.#parts.events.count('bytesDiscarded', wire.readAll().length);
    if (this.#hauntings > 0) return;
    this.#parts.events.add('front', 'reset-of-forgotten');
    this.#ghosts.delete(wire);
    wire.rst();
  }
}

function once(action: () => void): Stop {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
