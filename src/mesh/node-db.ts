import { isOneNode, type NodeNum } from './ids.js';
import type { DeviceMetrics, EnvironmentMetrics, NodeUser, Packet, Position } from './packet.js';
import { type Reception, ReceptionLog } from './reception-log.js';

/** An entry of the node's own database, as told in a handshake. */
export interface NodeReport {
  readonly nodeNum: NodeNum;
  /** Absent for a node whose NodeInfo has not come yet. */
  readonly user?: NodeUser;
  readonly position?: Position;
  readonly metrics?: DeviceMetrics;
  /** dB of the last packet that the node heard of it. */
  readonly snr?: number;
  /** ms since 1970 */
  readonly lastHeard?: number;
  readonly hopsAway?: number;
  readonly viaMqtt: boolean;
  readonly isFavorite: boolean;
}

/** What is known of one node of the mesh. */
export interface MeshNode {
  readonly nodeNum: NodeNum;
  readonly user?: NodeUser;
  readonly position?: Position;
  readonly positionAt?: number;
  readonly device?: DeviceMetrics;
  /** When `device` was told, by our own clock, ms since 1970. */
  readonly deviceAt?: number;
  readonly environment?: EnvironmentMetrics;
  /** ms since 1970; from packets, or from the node's own database before any came. */
  readonly lastHeard?: number;
  readonly firstSeen: number;
  readonly hopsAway?: number;
  readonly relayNode?: number;
  readonly viaMqtt: boolean;
  /** dB and dBm of the last packet heard without a relay. */
  readonly lastDirect?: Reception;
  /** The first public key ever seen of this node, and when: what a proof is held against. */
  readonly firstKey?: { readonly key: Uint8Array; readonly seenAt: number };
}

type Draft = { -readonly [Key in keyof MeshNode]: MeshNode[Key] };

/** Nodes that are kept; beyond, the one unheard for longest goes. A large mesh has a few hundred. */
const MAX_NODES = 2000;

/** Everybody on the mesh, as the handshake and the packets tell. */
export class NodeDb {
  readonly #nodes = new Map<NodeNum, Draft>();
  readonly receptions = new ReceptionLog();

  get size(): number {
    return this.#nodes.size;
  }

  get(nodeNum: NodeNum): MeshNode | undefined {
    return this.#nodes.get(nodeNum);
  }

  all(): readonly MeshNode[] {
    return [...this.#nodes.values()];
  }

  /** Takes over what a former process knew. What is known already is fresher. */
  restore(nodes: readonly MeshNode[]): void {
    for (const node of nodes) {
      if (this.#nodes.size >= MAX_NODES) return;
      if (isOneNode(node.nodeNum) && !this.#nodes.has(node.nodeNum))
        this.#nodes.set(node.nodeNum, { ...node });
    }
  }

  /** Takes over what the node itself knows; `at` is now. Fresher facts from packets are not overwritten. */
  learn(report: NodeReport, at: number): void {
    if (!isOneNode(report.nodeNum)) return;
    const node = this.#node(report.nodeNum, report.lastHeard ?? at);
    if (report.user) this.#setUser(node, report.user, at);
    if (report.lastHeard !== undefined && report.lastHeard > (node.lastHeard ?? 0)) {
      node.lastHeard = report.lastHeard;
      node.viaMqtt = report.viaMqtt;
      if (report.hopsAway !== undefined) node.hopsAway = report.hopsAway;
    }
    if (report.position && node.positionAt === undefined) node.position = report.position;
    this.#learnMetrics(node, report, at);
    this.#learnDirect(node, report);
  }

  /** The node's SNR is that of the last packet, whoever sent it: it is this node's own only without a relay. */
  #learnDirect(node: Draft, { hopsAway, viaMqtt, snr, lastHeard }: NodeReport): void {
    if (hopsAway !== 0 || viaMqtt || snr === undefined || lastHeard === undefined) return;
    if (lastHeard > (node.lastDirect?.at ?? 0)) node.lastDirect = { at: lastHeard, snr };
  }

  /** A report is as old as the node's last packet; what a packet told us after that is not overwritten. */
  #learnMetrics(node: Draft, { metrics, lastHeard = 0 }: NodeReport, at: number): void {
    const toldAt = Math.min(at, lastHeard);
    if (!metrics || toldAt < (node.deviceAt ?? 0)) return;
    node.device = metrics;
    node.deviceAt = toldAt;
  }

  /** Takes over what a packet tells of its sender. */
  observe(packet: Packet): void {
    if (!isOneNode(packet.from)) return;
    const at = packet.rxTime ?? packet.receivedAt;
    const node = this.#node(packet.from, at);
    this.#observeHeader(node, packet, at);
    this.#observePayload(node, packet, at);
    if (packet.publicKey && packet.pkiEncrypted) node.firstKey ??= { key: packet.publicKey, seenAt: at };
  }

  #observeHeader(node: Draft, packet: Packet, at: number): void {
    if (at >= (node.lastHeard ?? 0)) {
      node.lastHeard = at;
      node.viaMqtt = packet.viaMqtt;
      if (packet.hopsAway !== undefined) node.hopsAway = packet.hopsAway;
      if (packet.relayNode !== undefined) node.relayNode = packet.relayNode;
    }
    this.receptions.count(packet.from, at);
    if (packet.hopsAway !== 0 || packet.viaMqtt || packet.rxSnr === undefined) return;
    const reception: Reception = {
      at,
      snr: packet.rxSnr,
      ...(packet.rxRssi !== undefined && { rssi: packet.rxRssi }),
    };
    this.receptions.add(packet.from, reception);
    if (at >= (node.lastDirect?.at ?? 0)) node.lastDirect = reception;
  }

  #observePayload(node: Draft, packet: Packet, at: number): void {
    switch (packet.kind) {
      case 'nodeInfo':
        this.#setUser(node, packet.user, at);
        break;
      case 'position':
        if (packet.position) {
          node.position = packet.position;
          node.positionAt = packet.position.time ?? at;
        }
        break;
      case 'telemetry':
        if (packet.telemetry.variant === 'device') {
          node.device = { ...node.device, ...packet.telemetry.metrics };
          node.deviceAt = packet.receivedAt;
        }
        if (packet.telemetry.variant === 'environment') node.environment = packet.telemetry.metrics;
        break;
      default:
        break;
    }
  }

  #setUser(node: Draft, user: NodeUser, at: number): void {
    node.user = user;
    if (user.publicKey) node.firstKey ??= { key: user.publicKey, seenAt: at };
  }

  #node(nodeNum: NodeNum, seenAt: number): Draft {
    const known = this.#nodes.get(nodeNum);
    if (known) return known;
    if (this.#nodes.size >= MAX_NODES) this.#dropOldest();
    const node: Draft = { nodeNum, firstSeen: seenAt, viaMqtt: false };
    this.#nodes.set(nodeNum, node);
    return node;
  }

  #dropOldest(): void {
    let oldest: Draft | undefined;
    for (const node of this.#nodes.values()) {
      if (!oldest || (node.lastHeard ?? 0) < (oldest.lastHeard ?? 0)) oldest = node;
    }
    if (!oldest) return;
    this.#nodes.delete(oldest.nodeNum);
    this.receptions.forget(oldest.nodeNum);
  }
}
