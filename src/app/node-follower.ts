import { SqliteLearntNodeStore } from '../history/learnt-node-store.js';
import { parseNodeId } from '../mesh/ids.js';
import { parseAddress } from '../radio/address.js';
import { discoverNodes } from '../radio/discovery.js';
import type { MovingTransport } from '../radio/moving-transport.js';
import { NodeFollower } from '../radio/node-follower.js';
import type { NodeRadio } from '../radio/node-radio.js';
import { transportTo } from '../radio/transport-to.js';
import type { Tools } from './tools.js';

/** Has the link follow our node when it moves. A cable leads where it leads, and so does what was given in its place. */
export function createFollower(tools: Tools, radio: NodeRadio, transport: MovingTransport): NodeFollower {
  const { config, clock, database, network } = tools;
  const { address, discover, id = '' } = config.node;
  const log = tools.log.named('link');
  return new NodeFollower({
    radio,
    transport,
    transportTo,
    discover: (signal) => discoverNodes({ clock, signal, ...(network && { network }) }),
    store: new SqliteLearntNodeStore(database, log),
    clock,
    log,
    nodeNum: parseNodeId(id),
    isOn: discover && tools.transport === undefined && parseAddress(address).kind === 'tcp',
  });
}
