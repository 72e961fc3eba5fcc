/** How long the radio links of a time are, and which of them cannot be believed. */
import { distanceMeters } from '../mesh/geo.js';
import type { TimeSpan } from '../mesh/history.js';
import type { NodeNum } from '../mesh/ids.js';
import type { NodePair } from '../mesh/link-sums.js';
import type { BotContext } from './context.js';
import { lastAtOf, type RadioLink, radioLinks } from './radio-links.js';
import { metersBetween, spotOf } from './whereabouts.js';

/** Why a length is not believed: of the link itself, or of one of its ends. */
export type Doubt =
  | { readonly kind: 'too far' }
  /** The position was so old when the link was seen; undefined when its age is unknown. */
  | { readonly kind: 'old position'; readonly nodeNum: NodeNum; readonly ageMs: number | undefined }
  /** The node was somewhere else in that time. */
  | { readonly kind: 'moved'; readonly nodeNum: NodeNum; readonly meters: number };

export interface MeasuredLink {
  readonly link: RadioLink;
  /** The end nearer to us first. */
  readonly ends: readonly [NodeNum, NodeNum];
  readonly meters: number;
}

export interface TrueLinks {
  /** Longest first. */
  readonly plausible: readonly MeasuredLink[];
  /** Those that would stand among them if they could be believed, longest first. */
  readonly aside: readonly (MeasuredLink & { readonly doubt: Doubt })[];
  /** Links of which one end is nowhere. */
  readonly withoutPlace: number;
}

/** Twice the record of LoRa on the ground between mountains: beyond, a position is wrong. */
const FARTHEST_METERS = 500_000;
const OLD_MS = 7 * 86_400_000;
/** A move of less than a tenth of the link, or than a kilometre, changes nothing that people would see. */
const MOVED_SHARE = 0.1;
const MOVED_METERS = 1000;
/** More than are mostly looked at. */
const AT_ONCE = 40;

type Asking = Pick<BotContext, 'history' | 'nodes' | 'radio' | 'home'>;

/** The longest `count` links that can be believed. Only what is as long as those is looked at closely. */
export function trueLinks(context: Asking, span: TimeSpan, count: number): TrueLinks {
  const pairs = context.history.linkedPairs(span);
  const measured = pairs.flatMap((pair) => {
    const meters = metersBetween(context, pair);
    return meters === undefined ? [] : [{ pair, meters }];
  });
  const plausible: MeasuredLink[] = [];
  const aside: (MeasuredLink & { doubt: Doubt })[] = [];
  const search = { context, span, moves: new Map<NodeNum, number>() };
  for (const one of linksFrom(context, span, measured)) {
    if (plausible.length >= count) break;
    const doubt = doubtOf(search, one);
    if (doubt) aside.push({ ...one, doubt });
    else plausible.push(one);
  }
  return { plausible, aside, withoutPlace: pairs.length - measured.length };
}

interface MeasuredPair {
  readonly pair: NodePair;
  readonly meters: number;
}

/** Longest first. */
function* linksFrom(
  context: Asking,
  span: TimeSpan,
  measured: readonly MeasuredPair[],
): Generator<MeasuredLink> {
  const longest = measured.toSorted((a, b) => b.meters - a.meters);
  for (let index = 0; index < longest.length; index += AT_ONCE) {
    const some = longest.slice(index, index + AT_ONCE);
    const sums = context.history.linksBetween(
      some.map(({ pair }) => pair),
      span,
    );
    // Anybody can tell a broker of a link.
    const links = radioLinks(sums.filter(({ source }) => source !== 'mqtt'));
    for (const { pair, meters } of some) {
      const link = links.find(({ ends }) => ends.join() === pair.join());
      if (link) yield { link, ends: nearFirst(context, pair), meters };
    }
  }
}

function nearFirst(context: Asking, [first, second]: NodePair): MeasuredLink['ends'] {
  return metersFromHome(context, second) < metersFromHome(context, first) ? [second, first] : [first, second];
}

/** Our own node is nearest, wherever it is. */
function metersFromHome(context: Asking, nodeNum: NodeNum): number {
  if (nodeNum === context.radio.own?.nodeNum) return -1;
  const [home, spot] = [context.home(), spotOf(context, nodeNum)];
  return home && spot ? distanceMeters(home, spot) : 0;
}

interface Search {
  readonly context: Asking;
  readonly span: TimeSpan;
  /** How far nodes were from where they are now, as far as it was asked. */
  readonly moves: Map<NodeNum, number>;
}

function doubtOf(search: Search, one: MeasuredLink): Doubt | undefined {
  const { context } = search;
  if (one.meters > FARTHEST_METERS) return { kind: 'too far' };
  for (const nodeNum of one.ends) {
    // Where we are is told by the owner, or by the node itself at every start.
    if (nodeNum === context.radio.own?.nodeNum) continue;
    const doubt = oldPosition(context, nodeNum, lastAtOf(one.link)) ?? moved(search, nodeNum, one.meters);
    if (doubt) return doubt;
  }
  return undefined;
}

function oldPosition({ nodes }: Asking, nodeNum: NodeNum, seenAt: number): Doubt | undefined {
  const node = nodes.get(nodeNum);
  const at = node?.positionAt ?? node?.position?.time;
  if (at !== undefined && seenAt - at <= OLD_MS) return undefined;
  return { kind: 'old position', nodeNum, ageMs: at === undefined ? undefined : seenAt - at };
}

function moved(search: Search, nodeNum: NodeNum, linkMeters: number): Doubt | undefined {
  const meters = search.moves.get(nodeNum) ?? metersMoved(search, nodeNum);
  search.moves.set(nodeNum, meters);
  const isFar = meters > Math.max(MOVED_METERS, MOVED_SHARE * linkMeters);
  return isFar ? { kind: 'moved', nodeNum, meters } : undefined;
}

function metersMoved({ context, span }: Search, nodeNum: NodeNum): number {
  const now = spotOf(context, nodeNum);
  if (!now) return 0;
  const positions = context.history.positions(nodeNum, span);
  return positions.reduce((most, then) => Math.max(most, distanceMeters(now, then)), 0);
}
