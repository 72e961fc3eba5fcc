import { Simulation, type SimulationOptions } from '../../src/sim/simulation.js';
import { BareClient } from './bare-client.js';
import { FakeClock } from './fake-clock.js';

/** Behind the longest handshake of a small mesh. */
const HANDSHAKE_MS = 2000;

/** A started simulation on the memory front and a fake clock, in which nobody speaks unless told. */
export async function aSimulation(options: Partial<SimulationOptions> = {}) {
  const clock = new FakeClock();
  const simulation = new Simulation({ clock, seed: 'test', front: 'memory', traffic: false, ...options });
  await simulation.start();
  const connect = () => BareClient.overPipe(simulation.connectMemory());
  /** A client behind its handshake. */
  const ready = async () => {
    const client = connect();
    await clock.advance(100);
    await client.wantConfig();
    await clock.advance(HANDSHAKE_MS);
    return client;
  };
  const base = simulation.world.base.nodeNum;
  const numberOf = (name: string) => simulation.world.find(name).nodeNum;
  return { clock, simulation, connect, ready, base, numberOf };
}
