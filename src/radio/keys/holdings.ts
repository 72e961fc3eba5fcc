import type { NodeNum } from '../../mesh/ids.js';
import type { NodeReport } from '../../mesh/mesh-node.js';

/** The key that our node holds of another one; it cannot be told when it has not said. */
export type HeldKey = Uint8Array | 'none' | 'unknown';

/** What our node's own database holds, as far as it has told. */
export class Holdings {
  #keys = new Map<NodeNum, Uint8Array | undefined>();
  #favorites = new Set<NodeNum>();
  #nodes = 0;
  #isComplete = false;

  /** Whoever it has not told of, it does not have. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Nodes that it told of, itself included: it has room for as many at least. */
  get nodes(): number {
    return this.#nodes;
  }

  get favorites(): number {
    return this.#favorites.size;
  }

  keyOf(nodeNum: NodeNum): HeldKey {
    if (!this.#keys.has(nodeNum) && !this.#isComplete) return 'unknown';
    return this.#keys.get(nodeNum) ?? 'none';
  }

  isFavorite(nodeNum: NodeNum): boolean {
    return this.#favorites.has(nodeNum);
  }

  /** It has told its whole database. Itself it takes for a favourite. */
  replace(reports: readonly NodeReport[], own: NodeNum): void {
    const others = reports.filter(({ nodeNum }) => nodeNum !== own);
    this.#keys = new Map(others.map(({ nodeNum, user }) => [nodeNum, user?.publicKey]));
    this.#favorites = new Set(others.filter(({ isFavorite }) => isFavorite).map(({ nodeNum }) => nodeNum));
    this.#nodes = others.length + 1;
    this.#isComplete = true;
  }

  /** It may have forgotten: what it told of keys counts no more. Favourites are in its flash memory. */
  doubt(): void {
    this.#keys.clear();
    this.#isComplete = false;
  }

  /**
   * It heard a NodeInfo: it takes the key when it had none, and drops another one than it has (firmware 2.7.26
   * src/mesh/NodeDB.cpp:1872-1877), so that nothing follows when it is not known what it had.
   */
  hear(nodeNum: NodeNum, key: Uint8Array): void {
    if (this.keyOf(nodeNum) === 'none') this.#keys.set(nodeNum, key);
  }

  /** It has used that key, or was given it. */
  holds(nodeNum: NodeNum, key: Uint8Array): void {
    this.#keys.set(nodeNum, key);
  }

  /** It has said that it has none. */
  lacks(nodeNum: NodeNum): void {
    this.#keys.set(nodeNum, undefined);
  }

  setFavorite(nodeNum: NodeNum, isFavorite: boolean): void {
    if (isFavorite) this.#favorites.add(nodeNum);
    else this.#favorites.delete(nodeNum);
  }
}
