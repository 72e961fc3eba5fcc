import { isOneNode, type NodeNum } from '../../mesh/ids.js';
import type { KeySource } from '../../mesh/key-store.js';
import type { NodeReport } from '../../mesh/mesh-node.js';
import type { Packet } from '../../mesh/packet.js';
import type { Clock } from '../../util/clock.js';
import type { Holdings } from './holdings.js';
import type { KeyAlerts } from './key-alerts.js';
import type { KeyBook } from './key-book.js';
import type { KeyNews, Sighting } from './trust.js';

export interface KeySightingsDeps {
  readonly book: KeyBook;
  readonly holdings: Holdings;
  readonly alerts: KeyAlerts;
  readonly clock: Clock;
  /** Our node's own key is no contact's. */
  own(): NodeNum | undefined;
}

/** Reads what the node tells for keys: whose they are, and which of them it holds itself. */
export class KeySightings {
  readonly #deps: KeySightingsDeps;
  readonly #told = new Map<NodeNum, NodeReport>();

  constructor(deps: KeySightingsDeps) {
    this.#deps = deps;
  }

  /** The node is going to tell its database. */
  beginDump(): void {
    this.#told.clear();
  }

  onNode(report: NodeReport): void {
    this.#told.set(report.nodeNum, report);
  }

  /** All of its database has been told. */
  endDump(own: NodeNum): void {
    const reports = [...this.#told.values()].filter(({ nodeNum }) => isOneNode(nodeNum));
    this.#told.clear();
    this.#deps.holdings.replace(reports, own);
    const at = this.#deps.clock.now();
    this.#see(
      reports.flatMap(({ nodeNum, user }): Sighting[] => {
        const key = nodeNum === own ? undefined : user?.publicKey;
        return key ? [{ nodeNum, key, source: 'node_info', at }] : [];
      }),
    );
  }

  onPacket(packet: Packet): void {
    const { from, pkiEncrypted, publicKey } = packet;
    if (!isOneNode(from) || from === this.#deps.own()) return;
    if (packet.kind === 'nodeInfo' && packet.user.publicKey) {
      this.#deps.holdings.hear(from, packet.user.publicKey);
      this.#seeOne(packet, packet.user.publicKey, 'nodeinfo_packet');
    }
    if (pkiEncrypted && publicKey) {
      this.#deps.holdings.holds(from, publicKey);
      this.#seeOne(packet, publicKey, 'direct_message');
    }
  }

  #seeOne({ from, receivedAt }: Packet, key: Uint8Array, source: KeySource): void {
    this.#see([{ nodeNum: from, key, source, at: receivedAt }]);
  }

  #see(sightings: readonly Sighting[]): void {
    const news = this.#deps.book.see(sightings);
    for (const [index, { nodeNum }] of sightings.entries()) this.#tell(nodeNum, news[index]);
  }

  #tell(nodeNum: NodeNum, news: KeyNews | undefined): void {
    if (news === 'changed') this.#deps.alerts.raise(nodeNum);
    if (news === 'confirmed') this.#deps.alerts.clear(nodeNum, 'confirmed');
  }
}
