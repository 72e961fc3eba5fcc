import type { ModemSettings } from '../../mesh/modem.js';
import { ChannelTable } from './channels.js';
import { ClientQueues } from './client-queues.js';
import { Contacts } from './contacts.js';
import { type NodeContext, NodeTime } from './context.js';
import { DutyCycle } from './duty-cycle.js';
import { MqttProxy } from './mqtt-proxy.js';
import { NodeTable } from './node-table.js';
import type { NodeHooks, SimNodeOptions } from './options.js';
import type { PacketCounts } from './own-telemetry.js';
import { RepeatHistory } from './repeat-history.js';
import { Sealer } from './sealer.js';
import { Settings } from './settings.js';

/** What a node remembers, and the little that works on nothing else. */
export interface NodeStore {
  readonly context: NodeContext;
  readonly duty: DutyCycle;
  readonly table: NodeTable;
  readonly contacts: Contacts;
  readonly queues: ClientQueues;
  readonly settings: Settings;
  readonly channels: ChannelTable;
  readonly sealer: Sealer;
  readonly history: RepeatHistory;
  readonly proxy: MqttProxy;
  readonly counts: PacketCounts;
  readonly modem: () => ModemSettings;
  readonly hopLimit: () => number;
}

export function buildStore(options: SimNodeOptions, hooks: NodeHooks): NodeStore {
  const { clock, events, identity, stream, ids = stream, switches: board } = options;
  const { nodeNum, keyPair } = identity;
  const switches = board.values;
  const context = { nodeNum, clock, stream, ids, events, switches, time: new NodeTime(clock, switches) };
  const table = new NodeTable(context, hooks.restart);
  const settings = new Settings(board, identity, options.modem);
  const channels = new ChannelTable(() => settings.modem.presetName, options.channel);
  const queues = new ClientQueues(context, hooks.onWork);
  return {
    context,
    table,
    queues,
    settings,
    channels,
    duty: new DutyCycle(clock),
    contacts: new Contacts(table, switches),
    sealer: new Sealer({ context, keyPair, channels, table }),
    proxy: new MqttProxy({ context, queues, channels, settings }),
    history: new RepeatHistory(context),
    counts: { sent: 0, heard: 0, repeated: 0 },
    modem: () => settings.modem,
    hopLimit: () => settings.hopLimit,
  };
}
