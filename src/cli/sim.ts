import { ControlSocket } from '../sim/control.js';
import { Simulation, type SimulationOptions } from '../sim/simulation.js';
import { codeOf, EXIT, type ExitCode, ExitError } from '../util/errors.js';
import { type Lifecycle, startAll, stopAll } from '../util/lifecycle.js';
import { type CliIo, printLine, untilAborted, warnLine } from './io.js';

export interface SimOptions {
  readonly port: number;
  readonly nodes?: number;
  readonly seed?: number | string;
  readonly firmware?: string;
  readonly profile?: string;
  readonly place?: NonNullable<SimulationOptions['place']>;
  readonly pace?: number;
  readonly behave?: readonly string[];
  readonly control?: string;
}

/** The same mesh for everybody who does not ask for another. */
export const DEFAULT_SEED = 1;

/** `meshbot sim`: the simulated node alone, until the process is asked to end. */
export async function sim(options: SimOptions, io: CliIo): Promise<ExitCode> {
  const { seed = DEFAULT_SEED } = options;
  const simulation = new Simulation(simulationOptions(options, seed, io));
  const parts: Lifecycle[] = [simulation, ...controlOf(options.control, simulation, io)];
  try {
    await startAll(parts);
    for (const spec of options.behave ?? []) simulation.scheduleBehavior(spec);
    printLine(io, JSON.stringify({ event: 'listening', port: simulation.port, seed }));
    await untilAborted(io.signal);
    return EXIT.done;
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    throw new ExitError(EXIT.owned, `port ${options.port} is taken. --port 0 takes a free one.`);
  } finally {
    await stopAll(parts, (_, error) => {
      throw error;
    });
  }
}

function controlOf(path: string | undefined, simulation: Simulation, io: CliIo): ControlSocket[] {
  if (path === undefined) return [];
  const onUnread = () => warnLine(io, `meshbot: closed a client of ${path} that did not read its answers`);
  return [new ControlSocket(simulation, { path, clock: io.clock, onUnread })];
}

function simulationOptions(options: SimOptions, seed: number | string, io: CliIo): SimulationOptions {
  const { port, nodes, place, pace } = options;
  const profile = options.profile ?? options.firmware;
  return {
    clock: io.clock,
    seed,
    launch: io.clock.now(),
    front: 'tcp',
    port,
    ...(nodes !== undefined && { nodes }),
    ...(profile !== undefined && { profile }),
    ...(place !== undefined && { place }),
    ...(pace !== undefined && { pace }),
  };
}
