import { create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { airtimeMs } from '../../mesh/modem.js';
import { cutToBytes } from '../../util/text.js';
import { Acks, type Pending } from './acks.js';
import { Administration } from './admin.js';
import { Administrator } from './administrator.js';
import type { HandshakeParts } from './handshake.js';
import { type DeviceFacts, deviceMetadata } from './metadata.js';
import { emptyEntry, nodeInfoOf } from './node-entry.js';
import { NodeInfoModule } from './node-info.js';
import { buildStore, type NodeStore } from './node-store.js';
import type { NodeHooks, SimNodeOptions } from './options.js';
import { OwnTelemetry } from './own-telemetry.js';
import { OwnTraffic } from './own-traffic.js';
import { dataOf, RoutingError } from './packets.js';
import { ownPosition } from './positions.js';
import { Receiver } from './receiver.js';
import { Router } from './router.js';
import { type Job, TransmitQueue } from './transmit-queue.js';

/** Transmissions of a packet that nobody acknowledges, after the first: counted, but not put on the air again. */
const RETRANSMISSIONS = 2;

interface WayOut {
  readonly acks: Acks;
  readonly transmit: TransmitQueue;
  readonly router: Router;
}

interface Speakers {
  readonly telemetry: OwnTelemetry;
  readonly nodeInfo: NodeInfoModule;
  readonly administrator: Administrator;
  readonly admin: Administration;
}

/** The parts of a node's firmware. */
export interface NodeParts extends NodeStore, WayOut, Speakers {
  readonly receiver: Receiver;
  readonly traffic: OwnTraffic;
  readonly handshake: HandshakeParts;
}

export function buildNode(options: SimNodeOptions, hooks: NodeHooks, facts: () => DeviceFacts): NodeParts {
  const store = buildStore(options, hooks);
  const out = buildWayOut(options, store, (packet, source) => receiver.loopback(packet, source));
  const parts = { ...store, ...out };
  const speakers = buildSpeakers(parts, hooks, facts);
  const position = () => ownPosition(options.identity, store.context.time.seconds());
  const modules = { ...speakers, table: store.table, position };
  const receiver: Receiver = new Receiver({ ...parts, modules });
  const all = { ...parts, ...speakers };
  return {
    ...all,
    receiver,
    traffic: new OwnTraffic({ ...all, position }),
    handshake: {
      ...store,
      facts,
      switches: store.context.switches,
      hasKeys: () => store.sealer.keyPair !== undefined,
      ownNodeInfo: () => ownNodeInfo(all, position()),
    },
  };
}

function buildWayOut(
  options: SimNodeOptions,
  store: NodeStore,
  loopback: (packet: Mesh.MeshPacket, source: Job['source']) => void,
): WayOut {
  const { context, duty, modem, proxy } = store;
  const acks = new Acks({ context, modem, onGiveUp: (pending) => giveUp(pending) });
  const transmit = new TransmitQueue({ context, modem, onSent: (job, ms) => onSent(job, ms) });
  const router = new Router({ ...store, acks, transmit, loopback });
  const giveUp = (pending: Pending) => {
    duty.addSent(RETRANSMISSIONS * airtimeMs(modem(), pending.sizeBytes));
    context.events.add('node', 'gave up', { id: pending.id });
    router.sendVerdict(RoutingError.MAX_RETRANSMIT, { ...pending, to: context.nodeNum });
  };
  const onSent = (job: Job, ms: number) => {
    duty.addSent(ms);
    if (job.packet.channelHash !== 0) proxy.offer(job.packet, job.message.channel);
    noteTransmission(store, job, ms);
    options.air.transmit(context.nodeNum, job.packet);
    router.sent(job);
  };
  return { acks, transmit, router };
}

function noteTransmission({ context, counts }: NodeStore, { message, source }: Job, ms: number): void {
  const { events } = context;
  counts.sent++;
  events.count('transmissions');
  events.count('airtimeMs', Math.round(ms));
  const port = dataOf(message)?.portnum ?? 0;
  events.add('node', 'transmitted', { id: message.id, to: message.to, port, source });
}

function buildSpeakers(parts: NodeStore & WayOut, hooks: NodeHooks, facts: () => DeviceFacts): Speakers {
  const hasKeys = () => parts.sealer.keyPair !== undefined;
  const administrator = new Administrator({ ...parts, ...hooks });
  return {
    administrator,
    telemetry: new OwnTelemetry(parts),
    nodeInfo: new NodeInfoModule({ ...parts, owner: () => ownUser(parts) }),
    admin: new Administration({
      ...parts,
      administrator,
      metadata: () => deviceMetadata(facts(), parts.settings, hasKeys()),
    }),
  };
}

/** A node without keys tells none. */
function ownUser({ settings, sealer, context }: NodeStore): Mesh.User {
  const longName = cutToBytes(settings.owner.longName, context.switches.longNameBytes);
  const publicKey = sealer.keyPair?.publicKey ?? new Uint8Array();
  return create(Mesh.UserSchema, { ...settings.owner, longName, publicKey });
}

/** As firmware 2.7.26 src/mesh/PhoneAPI.cpp tells it of itself: a favourite, no hops away. */
function ownNodeInfo(parts: NodeStore & Speakers, position: Mesh.Position | undefined): Mesh.NodeInfo {
  const entry = {
    ...emptyEntry(parts.context.nodeNum),
    user: ownUser(parts),
    position,
    metrics: parts.telemetry.metrics(),
    lastHeard: parts.context.time.seconds(),
    isFavorite: true,
  };
  return nodeInfoOf(entry, false);
}
