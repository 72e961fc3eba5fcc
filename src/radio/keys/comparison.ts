import type { NodeNum } from '../../mesh/ids.js';
import { isSameKey, type KeyRecord } from '../../mesh/key-store.js';
import type { HeldKey } from './holdings.js';

/** The keys that we trust, by what our node holds of the same nodes. */
export interface KeyComparison {
  /** It holds the same. */
  readonly known: readonly NodeNum[];
  readonly missing: readonly NodeNum[];
  /** It holds another one. */
  readonly differing: readonly NodeNum[];
  /** It has not said. */
  readonly unknown: readonly NodeNum[];
}

export function compareKeys(
  trusted: readonly Pick<KeyRecord, 'nodeNum' | 'key'>[],
  heldOf: (nodeNum: NodeNum) => HeldKey,
): KeyComparison {
  const found = { known: [] as NodeNum[], missing: [] as NodeNum[], differing: [] as NodeNum[] };
  const unknown: NodeNum[] = [];
  for (const { nodeNum, key } of trusted) {
    const held = heldOf(nodeNum);
    if (held === 'unknown') unknown.push(nodeNum);
    else if (held === 'none') found.missing.push(nodeNum);
    else if (isSameKey(held, key)) found.known.push(nodeNum);
    else found.differing.push(nodeNum);
  }
  return { ...found, unknown };
}
