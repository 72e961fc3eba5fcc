import { resolve } from 'node:path';
import { ownMetrics } from '../bot/airtime.js';
import { SqliteKeyStore } from '../history/key-store.js';
import { SqliteOutageStore } from '../history/outage-store.js';
import { SqliteOutboxStore } from '../history/outbox-store.js';
import type { NodeNum } from '../mesh/ids.js';
import type { Radio } from '../mesh/radio.js';
import { type NodeClaims, processClaims } from '../radio/claims.js';
import { FlightRecorder } from '../radio/flight-recorder.js';
import { KeyKeeper } from '../radio/keys/key-keeper.js';
import { MovingTransport } from '../radio/moving-transport.js';
import type { NodeFollower } from '../radio/node-follower.js';
import { MachineClaims } from '../radio/node-lock.js';
import { NodeRadio } from '../radio/node-radio.js';
import { OutageKeeper } from '../radio/outage-keeper.js';
import { DEFAULT_GAPS } from '../radio/pacing.js';
import { RemoteNodeWatch } from '../radio/remote-nodes.js';
import { TappedTransport } from '../radio/tapped-transport.js';
import type { Transport } from '../radio/transport.js';
import { transportTo } from '../radio/transport-to.js';
import type { Lifecycle } from '../util/lifecycle.js';
import { createFollower } from './node-follower.js';
import { keySettings, linkSettings, remoteNodeSettings } from './settings.js';
import type { Tools } from './tools.js';

/** Our node, what is remembered of it, and the nodes beside it. */
export interface NodeParts {
  readonly radio: NodeRadio;
  readonly keys: KeyKeeper;
  readonly outages: OutageKeeper;
  readonly remoteNodes: RemoteNodeWatch;
  /** In the order of their start. */
  readonly parts: readonly Lifecycle[];
}

/** Keys of admins are never let go. */
export function createNode(tools: Tools, isAdmin: (nodeNum: NodeNum) => boolean): NodeParts {
  const { database, log, clock } = tools;
  const claims = claimsFor(tools);
  const recorder = new FlightRecorder(clock);
  const transport = new MovingTransport(tools.transport ?? transportTo(tools.config.node.address));
  const isOurs = (nodeNum: NodeNum) => follower.isOurs(nodeNum);
  const radio = createRadio({ ...tools, transport, isOurs, claims, recorder, keys: () => keys });
  const follower: NodeFollower = createFollower(tools, radio, transport);
  const keys: KeyKeeper = createKeys(tools, radio, isAdmin);
  const store = new SqliteOutageStore(database, log.named('outages'));
  const outages = new OutageKeeper({ radio, recorder, store, clock });
  const remoteNodes = createRemoteNodes(tools, claims, radio);
  return { radio, keys, outages, remoteNodes, parts: [outages, keys, follower, radio, remoteNodes] };
}

/** One for all links of the process, so that none of them takes the node of another. */
function claimsFor({ runDir, config, log }: Tools): NodeClaims {
  if (runDir === undefined) return processClaims;
  const dataDir = resolve(config.dataDir);
  return new MachineClaims({ runDir, command: 'meshbot run', dataDir, log: log.named('link') });
}

interface RadioOptions extends Tools {
  readonly claims: NodeClaims;
  readonly recorder: FlightRecorder;
  readonly transport: Transport;
  readonly isOurs: (nodeNum: NodeNum) => boolean;
  readonly keys: () => Pick<KeyKeeper, 'isKeyless' | 'give'>;
}

function createRadio(options: RadioOptions): NodeRadio {
  const { config, log, clock, nodes, recorder, keys, transport } = options;
  const radio: NodeRadio = new NodeRadio({
    ...options,
    transport: new TappedTransport(transport, recorder),
    flight: recorder,
    log: log.named('link'),
    settings: linkSettings(config),
    store: new SqliteOutboxStore(options.database, log.named('outbox')),
    gaps: options.gaps ?? { ...DEFAULT_GAPS, text: config.outbox.textGapSeconds * 1000 },
    maxAttempts: config.outbox.attempts,
    channelUtilization: () => ownMetrics({ radio, nodes, clock })?.channelUtilization,
    isKeyless: (to) => keys().isKeyless(to),
    onMissingKey: (to) => keys().give(to),
  });
  return radio;
}

function createKeys(
  { config, log, clock, database, nodes, alerts }: Tools,
  radio: NodeRadio,
  isAdmin: (nodeNum: NodeNum) => boolean,
): KeyKeeper {
  const named = log.named('keys');
  return new KeyKeeper({
    radio,
    store: new SqliteKeyStore(database, named),
    alerts,
    clock,
    log: named,
    settings: keySettings(config),
    userOf: (nodeNum) => nodes.get(nodeNum)?.user,
    isAdmin,
  });
}

function createRemoteNodes(tools: Tools, claims: NodeClaims, radio: Radio): RemoteNodeWatch {
  const { config, log, clock, random } = tools;
  return new RemoteNodeWatch({
    nodes: remoteNodeSettings(config),
    mainNum: () => radio.own?.nodeNum,
    transportTo,
    claims,
    clock,
    random,
    log: log.named('remote'),
    settings: linkSettings(config),
  });
}
