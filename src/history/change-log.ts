import type { NodeFact } from '../mesh/history.js';
import type { NodeNum } from '../mesh/ids.js';
import { fingerprintOf } from '../mesh/key-store.js';
import type { NodeUser, Position } from '../mesh/packet.js';

/** About 11 m: what a node at rest wanders by is no move. */
const MOVED_DEGREES = 0.0001;

/** Tells what is new in what nodes say of themselves. */
export class ChangeLog {
  readonly #facts = new Map<string, string>();
  readonly #positions = new Map<NodeNum, Position>();

  /** Takes over what was written before. */
  restore(nodeNum: NodeNum, what: NodeFact, value: string): void {
    this.#facts.set(`${nodeNum} ${what}`, value);
  }

  changed(nodeNum: NodeNum, user: NodeUser): readonly (readonly [NodeFact, string])[] {
    const { longName, shortName, role, hwModel, publicKey } = user;
    const told: readonly (readonly [NodeFact, string | undefined])[] = [
      ['longName', longName],
      ['shortName', shortName],
      ['role', role],
      ['hwModel', hwModel],
      ['key', publicKey && fingerprintOf(publicKey)],
    ];
    const changes: (readonly [NodeFact, string])[] = [];
    for (const [what, value] of told) {
      const name = `${nodeNum} ${what}`;
      if (value === undefined || this.#facts.get(name) === value) continue;
      this.#facts.set(name, value);
      changes.push([what, value]);
    }
    return changes;
  }

  hasMoved(nodeNum: NodeNum, position: Position): boolean {
    const last = this.#positions.get(nodeNum);
    if (last && isSamePlace(last, position)) return false;
    this.#positions.set(nodeNum, position);
    return true;
  }
}

function isSamePlace(a: Position, b: Position): boolean {
  const isNear =
    Math.abs(a.latitude - b.latitude) < MOVED_DEGREES && Math.abs(a.longitude - b.longitude) < MOVED_DEGREES;
  return isNear && a.precisionBits === b.precisionBits;
}
