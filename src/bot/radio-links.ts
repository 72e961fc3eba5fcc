/** Radio links, both ways of each taken together. */

import type { NodeNum } from '../mesh/ids.js';
import type { LinkSource, LinkSums } from '../mesh/link-sums.js';
import type { Texts } from './command.js';

export interface RadioLink {
  readonly ends: readonly [NodeNum, NodeNum];
  /** What says most first. */
  readonly sights: readonly [LinkSums, ...LinkSums[]];
}

/** What we heard ourselves says most; a traceroute is a single look. */
const RANK: Readonly<Record<LinkSource, number>> = { direct: 0, neighbor: 1, trace: 2, mqtt: 3 };

/** `d direct n neighbour info t trace m MQTT`, as the legend says. */
export const SOURCE_LETTERS: Readonly<Record<LinkSource, string>> = {
  direct: 'd',
  neighbor: 'n',
  trace: 't',
  mqtt: 'm',
};

/** The same for a wide screen. */
export const SOURCE_WORDS: Texts<Readonly<Record<LinkSource, string>>> = {
  en: { direct: 'direct', neighbor: 'neighbour info', trace: 'traceroute', mqtt: 'MQTT' },
  fr: { direct: 'direct', neighbor: 'voisinage', trace: 'traceroute', mqtt: 'MQTT' },
};

export function radioLinks(sums: readonly LinkSums[]): RadioLink[] {
  const links = new Map<string, RadioLink>();
  for (const sight of sums.toSorted(byWorth)) {
    const ends = [sight.sender, sight.receiver].sort((a, b) => a - b) as [NodeNum, NodeNum];
    const known = links.get(ends.join());
    links.set(ends.join(), { ends, sights: known ? [...known.sights, sight] : [sight] });
  }
  return [...links.values()];
}

function byWorth(a: LinkSums, b: LinkSums): number {
  return RANK[a.source] - RANK[b.source] || b.snrMean - a.snrMean;
}

/** The end that is not `nodeNum`. */
export function otherEnd({ ends: [first, second] }: RadioLink, nodeNum: NodeNum): NodeNum {
  return first === nodeNum ? second : first;
}

/** Mean SNR of what says most. */
export function snrOf({ sights: [best] }: RadioLink): number {
  return best.snrMean;
}

export function lastAtOf({ sights }: RadioLink): number {
  return Math.max(...sights.map(({ lastAt }) => lastAt));
}
