import type { Mesh } from '@meshtastic/protobufs';
import type { Clock, Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Air, Antenna } from './air.js';
import type { Stage } from './behaviors/kind.js';
import { BehaviorRunner } from './behaviors/runner.js';
import type { Trigger } from './behaviors/triggers.js';
import { EventLog } from './event-log.js';
import { Front } from './front/front.js';
import { Hooks } from './front/hooks.js';
import { createMemoryConnection, type MemoryPipe, systemError } from './front/memory-pipe.js';
import { TcpListener } from './front/tcp-listener.js';
import { Ledger, type ReceivedText } from './ledger.js';
import { SimNode } from './node/sim-node.js';
import { profileOf } from './profiles.js';
import { Chance } from './random.js';
import { SwitchBoard, type Switches } from './switches.js';
import { World, type WorldOptions } from './world/world.js';

export interface SimulationOptions {
  readonly clock: Clock;
  readonly seed: number | string;
  /**
   * What makes this start another one than the last of that seed, such as its time: packets get other ids, as those of
   * real nodes do, which begin anywhere at every boot (firmware src/mesh/Router.cpp, generatePacketId). Whoever knows
   * ids of the last start would take new packets for repeats. Without it the ids are those of the seed.
   */
  readonly launch?: number;
  /** The node itself included; 16 unless told. */
  readonly nodes?: number;
  /** `2.7` unless told. */
  readonly profile?: string;
  /** On top of the profile's. */
  readonly switches?: Partial<Switches>;
  readonly place?: NonNullable<WorldOptions['place']>;
  /** Above 1, people act that much more often. */
  readonly pace?: number;
  /** The demo's script comes first. */
  readonly script?: boolean;
  /** False: nobody speaks unless told. */
  readonly traffic?: boolean;
  readonly front: 'tcp' | 'memory';
  /** 0 or absent: the system chooses. */
  readonly port?: number;
  readonly host?: string;
}

const DEFAULT_NODES = 16;

/** A node, the mesh behind it and the front before it, in one object. */
export class Simulation implements Lifecycle {
  readonly name = 'simulation';
  readonly events: EventLog;
  readonly switches: SwitchBoard;
  readonly world: World;
  readonly node: SimNode;
  readonly #front: Front;
  readonly #listener: TcpListener | undefined;
  readonly #ledger: Ledger;
  readonly #runner: BehaviorRunner;
  readonly #stops: Stop[] = [];

  constructor(options: SimulationOptions) {
    const { clock } = options;
    const profile = profileOf(options.profile ?? '2.7');
    const chance = new Chance(options.seed, options.launch);
    const hooks = new Hooks();
    this.#ledger = new Ledger(clock);
    hooks.add(this.#ledger);
    this.events = new EventLog(clock);
    this.switches = new SwitchBoard({ ...profile.switches, ...options.switches });
    this.world = new World(worldOptions(options, chance, this.events, this.switches.values));
    this.node = new SimNode({
      clock,
      stream: chance.stream('node'),
      ids: chance.launchStream('ids/node'),
      switches: this.switches,
      events: this.events,
      air: airThrough(hooks, this.world),
      identity: this.world.base,
      firmware: profile.firmware,
      known: this.world.knownNodes(clock.now()),
    });
    this.world.attach(antennaThrough(hooks, this.node), this.world.base);
    const switches = () => this.switches.values;
    this.#front = new Front({ clock, events: this.events, hooks, switches, server: this.node });
    this.#listener = options.front === 'tcp' ? this.#listenerOf(options) : undefined;
    this.#runner = new BehaviorRunner(this.#stage(clock), hooks, chance.stream('behaviors'));
    this.#stops.push(
      this.node.onWork(() => this.#front.wake()),
      this.node.onRestart(() => this.behave('reboot')),
    );
  }

  /** The port on which a TCP front listens; 0 before the start and for a memory front. */
  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** Behaviours at work, in the order of starting. */
  get active(): string[] {
    return this.#runner.active;
  }

  async start(): Promise<void> {
    await this.#listener?.open();
    this.node.start();
    this.world.start();
  }

  async stop(): Promise<void> {
    this.#runner.stopAll();
    for (const stop of this.#stops) stop();
    this.#front.stop();
    this.node.stop();
    this.world.stop();
    await this.#listener?.close();
  }

  /** A client's end of a new connection. Throws an error with code `ECONNREFUSED` while connections are refused. */
  connectMemory(): MemoryPipe {
    if (this.#front.isRefusing) throw systemError('ECONNREFUSED', 'the node refuses connections');
    const { wire, pipe } = createMemoryConnection();
    this.#front.admit(wire);
    return pipe;
  }

  /** Throws a UserError that lists the names, or that tells what is wrong with the arguments. */
  behave(name: string, args = ''): void {
    this.#runner.start(name, args);
  }

  stopBehavior(name: string): void {
    this.#runner.stop(name);
  }

  /** A message for the client that no node would say, behind what is being written. */
  forge(message: Mesh.FromRadio): void {
    this.#front.push(message);
  }

  /** `NAME[=ARGS][@SECONDS]`, counted from now. */
  scheduleBehavior(spec: string): void {
    this.#runner.schedule(spec);
  }

  /** Starts a behaviour whenever the trigger fits, until the returned function is called. */
  behaveWhen(trigger: Trigger, name: string, args = ''): Stop {
    return this.#runner.when(trigger, name, args);
  }

  /** Texts that the client handed over and that went on the air, oldest first. */
  received(): ReceivedText[] {
    return this.#ledger.texts;
  }

  stats(): Record<string, number> {
    return {
      ...this.events.counters,
      nodesKnown: this.node.knownNodes().length,
      favorites: this.node.favorites(),
      behaviorsActive: this.active.length,
    };
  }

  #listenerOf(options: SimulationOptions): TcpListener {
    const listener = new TcpListener({
      clock: options.clock,
      host: options.host ?? '127.0.0.1',
      port: options.port ?? 0,
      admit: (wire) => this.#front.admit(wire),
    });
    this.#front.onRefusing((isRefusing) => (isRefusing ? listener.refuse() : listener.listenAgain()));
    return listener;
  }

  #stage(clock: Clock): Stage {
    const { events, switches, node, world } = this;
    return { clock, events, switches, front: this.#front, node, world };
  }
}

function worldOptions(
  options: SimulationOptions,
  chance: Chance,
  events: EventLog,
  switches: Readonly<Switches>,
): WorldOptions {
  const { clock, nodes = DEFAULT_NODES, place, pace, script, traffic } = options;
  return {
    clock,
    chance,
    events,
    nodes,
    numbersFromKeys: switches.numbersFromKeys,
    ...(place && { place }),
    ...(pace !== undefined && { pace }),
    ...(script !== undefined && { script }),
    ...(traffic !== undefined && { traffic }),
  };
}

function airThrough(hooks: Hooks, world: World): Air {
  return {
    transmit: (sender, packet) => {
      for (const passed of hooks.transmit(packet)) world.transmit(sender, passed);
    },
  };
}

function antennaThrough(hooks: Hooks, node: SimNode): Antenna {
  return {
    nodeNum: node.nodeNum,
    hear: (heard) => {
      for (const passed of hooks.heard(heard)) node.hear(passed);
    },
  };
}
