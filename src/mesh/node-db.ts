import { isAhead, stampOf } from './arrival.js';
import { isOneNode, type NodeNum } from './ids.js';
import type { FarReport } from './mesh-feed.js';
import type { MeshNode, NodeReport, Reception, ToldFact } from './mesh-node.js';
import type { NodeUser, Packet } from './packet.js';
import { type Draft, learnFarFacts, packetFacts, reportFacts } from './told-facts.js';

/** Nodes that are kept; beyond, the one unheard for longest goes. A large mesh has a few hundred. */
const MAX_NODES = 2000;
/** Beside them, nodes that only a broker knows: anybody may make up any number of them. */
const MAX_FAR_NODES = 2000;
/** What radio told is believed rather than a broker for so long. */
const RADIO_COUNTS_MS = 24 * 3_600_000;

/** Everybody on the mesh, as the handshake and the packets tell. */
export class NodeDb {
  readonly #nodes = new Map<NodeNum, Draft>();
  /** Those of whom only a broker has told. */
  readonly #far = new Set<NodeNum>();
  /** The newest time of a packet, for packets that come while no clock is set. */
  #lastAt = 0;

  get size(): number {
    return this.#nodes.size;
  }

  get(nodeNum: NodeNum): MeshNode | undefined {
    return this.#nodes.get(nodeNum);
  }

  all(): readonly MeshNode[] {
    return [...this.#nodes.values()];
  }

  /** A person takes that key for the node's; `at` is when it was seen first. */
  trustKey(nodeNum: NodeNum, key: Uint8Array, at: number): void {
    const node = this.#nodes.get(nodeNum);
    if (node) node.firstKey = { key, seenAt: at };
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
    this.#noteRadio(node, reportFacts(report), report.viaMqtt ? undefined : report.lastHeard);
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
    const at = stampOf(packet, this.#lastAt);
    this.#lastAt = Math.max(this.#lastAt, at);
    const node = this.#node(packet.from, at);
    this.#noteRadio(node, packetFacts(packet), packet.viaMqtt ? undefined : packet.receivedAt);
    this.#observeHeader(node, packet, at);
    this.#observePayload(node, packet, at);
    if (packet.publicKey && packet.pkiEncrypted) node.firstKey ??= { key: packet.publicKey, seenAt: at };
  }

  /**
   * Takes over what a broker told, as far as radio has not told it of late. Keys are not taken. False when there is no
   * room for one more that nobody here has heard. `at` is now.
   */
  learnFar(report: FarReport, at: number): boolean {
    if (!isOneNode(report.nodeNum)) return false;
    const node = this.#nodes.get(report.nodeNum) ?? this.#farNode(report.nodeNum, at);
    if (!node) return false;
    const isOpen = (fact: ToldFact) => at - (node.toldByRadio?.[fact] ?? 0) >= RADIO_COUNTS_MS;
    if (isOpen('life')) {
      node.lastHeard = Math.max(node.lastHeard ?? 0, at);
      node.viaMqtt = true;
      delete node.hopsAway;
      delete node.relayNode;
    }
    learnFarFacts(node, report, { isOpen, at });
    return true;
  }

  /** When there is no room, the one goes that was not told of for longest, if that is a day. */
  #farNode(nodeNum: NodeNum, at: number): Draft | undefined {
    if (this.#far.size >= MAX_FAR_NODES) {
      const oldest = oldestOf([...this.#far].flatMap((far) => this.#nodes.get(far) ?? []));
      if (!oldest || at - (oldest.lastHeard ?? 0) < RADIO_COUNTS_MS) return undefined;
      this.#drop(oldest);
    }
    const node: Draft = { nodeNum, firstSeen: at, viaMqtt: true };
    this.#nodes.set(nodeNum, node);
    this.#far.add(nodeNum);
    return node;
  }

  #noteRadio(node: Draft, facts: readonly ToldFact[], at: number | undefined): void {
    if (at === undefined) return;
    this.#far.delete(node.nodeNum);
    node.toldByRadio ??= {};
    for (const fact of facts) node.toldByRadio[fact] = Math.max(node.toldByRadio[fact] ?? 0, at);
  }

  #observeHeader(node: Draft, packet: Packet, at: number): void {
    if (isNewer(at, node.lastHeard, packet)) {
      node.lastHeard = at;
      node.viaMqtt = packet.viaMqtt;
      if (packet.hopsAway !== undefined) node.hopsAway = packet.hopsAway;
      if (packet.relayNode !== undefined) node.relayNode = packet.relayNode;
    }
    if (packet.hopsAway !== 0 || packet.viaMqtt || packet.rxSnr === undefined) return;
    const reception: Reception = {
      at,
      snr: packet.rxSnr,
      ...(packet.rxRssi !== undefined && { rssi: packet.rxRssi }),
    };
    if (isNewer(at, node.lastDirect?.at, packet)) node.lastDirect = reception;
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
    if (this.#nodes.size - this.#far.size >= MAX_NODES) this.#dropOldest();
    const node: Draft = { nodeNum, firstSeen: seenAt, viaMqtt: false };
    this.#nodes.set(nodeNum, node);
    return node;
  }

  #dropOldest(): void {
    const oldest = oldestOf([...this.#nodes.values()].filter(({ nodeNum }) => !this.#far.has(nodeNum)));
    if (oldest) this.#drop(oldest);
  }

  #drop({ nodeNum }: Draft): void {
    this.#nodes.delete(nodeNum);
    this.#far.delete(nodeNum);
  }
}

function oldestOf(nodes: readonly Draft[]): Draft | undefined {
  let oldest: Draft | undefined;
  for (const node of nodes) if (!oldest || (node.lastHeard ?? 0) < (oldest.lastHeard ?? 0)) oldest = node;
  return oldest;
}

function isNewer(at: number, before: number | undefined, packet: Packet): boolean {
  return before === undefined || at >= before || isAhead(before, packet);
}
