import type { MachineOrders } from '../bot/context.js';
import { House } from '../bot/house.js';
import { Restarts } from '../bot/restarts.js';
import { Visitors } from '../bot/visitors.js';
import { SqliteHouseStore } from '../history/house-store.js';
import type { Radio } from '../mesh/radio.js';
import { runCommand } from '../services/host/run-command.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Tools } from './tools.js';

export interface HouseParts {
  readonly house: House;
  readonly visitors: Visitors;
  readonly restarts: Restarts;
  readonly machine: MachineOrders;
  /** Live while the database is open, and before the radio. */
  readonly parts: readonly Lifecycle[];
}

/** What admins decided, and who was here, over restarts. */
export function createHouse(
  tools: Tools,
  { radio, notify }: { readonly radio: Radio; notify(userId: string, text: string): boolean },
): HouseParts {
  const { database, clock, log, config, restart } = tools;
  const store = new SqliteHouseStore(database, log.named('house'));
  const house = new House(
    clock,
    store,
    config.admins.nodes.map(({ nodeNum }) => nodeNum),
  );
  const visitors = new Visitors(clock, store);
  const restarts = new Restarts({ radio, clock, store, notify });
  const rebootHost = () => runCommand(config.commands.reboot.run);
  const machine = { rebootHost, ...(restart && { restartBot: restart }) };
  const start = () => {
    house.load();
    visitors.load();
  };
  const loading = { name: 'house', start, stop: () => {} };
  return { house, visitors, restarts, machine, parts: [loading, restarts] };
}
