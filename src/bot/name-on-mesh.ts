/** What somebody without a node of his own is called on the mesh: never as one of its nodes. */
import type { NodeDb } from '../mesh/node-db.js';
import type { Radio } from '../mesh/radio.js';
import { cleanName, fold } from '../util/text.js';
import { longNameOf, shortNameOf } from './node-names.js';

export interface NodeNames {
  readonly nodes: NodeDb;
  readonly radio: Pick<Radio, 'own'>;
}

/** Up to four letters, none of which ends a name or begins a command, nor is a blank of Braille. */
const SHORT_NAME = /^[^\s:/\u2800]{1,4}$/u;

/** Without what nobody sees. A code has more letters than a name may have. */
export function cleanShortName(written: string): string {
  return cleanName(written).replaceAll(' ', '');
}

export function isShortName(name: string): boolean {
  return SHORT_NAME.test(name) && seenAs(name) !== '';
}

/** Whether people would take one for the other: capitals, accents and widths aside. */
export function isSameName(a: string, b: string): boolean {
  return seenAs(a) === seenAs(b);
}

/** Whether a node is called so, by its short or its long name; ours is one of them, also before it is in the directory. */
export function isNodesName({ nodes, radio }: NodeNames, name: string): boolean {
  const own = radio.own ? [radio.own.shortName, radio.own.longName] : [];
  const others = nodes
    .all()
    .flatMap(({ nodeNum }) => [shortNameOf(nodes, nodeNum), longNameOf(nodes, nodeNum)]);
  return [...own, ...others].some((each) => isSameName(each, name));
}

function seenAs(name: string): string {
  return fold(cleanShortName(name).normalize('NFKC'));
}
