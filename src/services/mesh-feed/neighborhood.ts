import { distanceMeters, type Place } from '../../mesh/geo.js';
import type { NodeNum } from '../../mesh/ids.js';
import type { FarReport } from '../../mesh/mesh-feed.js';
import type { MeshNode } from '../../mesh/mesh-node.js';
import type { NodeDb } from '../../mesh/node-db.js';

export interface NeighborhoodOptions {
  readonly nodes: Pick<NodeDb, 'get'>;
  readonly home: () => Place | undefined;
  readonly maxMeters: number;
}

/** As many as the directory takes of such nodes. */
const MAX_WAITING = 2000;

/**
 * Which of the nodes of half a continent are around here. A node whose place nobody has told waits until somebody does:
 * a name may come hours before a position.
 */
export class Neighborhood {
  readonly #options: NeighborhoodOptions;
  readonly #waiting = new Map<NodeNum, FarReport>();

  constructor(options: NeighborhoodOptions) {
    this.#options = options;
  }

  /** All that may be told of it by now; undefined while it is not known to be near. */
  admit(report: FarReport): FarReport | undefined {
    const { nodeNum } = report;
    const known = this.#options.nodes.get(nodeNum);
    const merged = { ...this.#waiting.get(nodeNum), ...report };
    this.#waiting.delete(nodeNum);
    const isNear = this.#isNear(report.position ?? merged.position ?? known?.position);
    if (isNear ?? isHeardByRadio(known)) return merged;
    if (isNear === undefined) this.#keep(merged);
    return undefined;
  }

  /** Known, and not known to be far. */
  holds(nodeNum: NodeNum): boolean {
    const known = this.#options.nodes.get(nodeNum);
    return this.#isNear(known?.position) ?? isHeardByRadio(known);
  }

  /** Undefined when it cannot be told. */
  #isNear(place: Place | undefined): boolean | undefined {
    const home = this.#options.home();
    return home && place && distanceMeters(home, place) <= this.#options.maxMeters;
  }

  #keep(report: FarReport): void {
    this.#waiting.set(report.nodeNum, report);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > MAX_WAITING && oldest !== undefined) this.#waiting.delete(oldest);
  }
}

function isHeardByRadio(node: MeshNode | undefined): boolean {
  return node?.toldByRadio !== undefined;
}
