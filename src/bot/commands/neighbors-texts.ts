import type { Texts } from '../command.js';

interface NeighborsTexts {
  head(period: string, nodes: number, links: number): string;
  first(name: string, count: number, best: string): string;
  counts(neighbor: number, direct: number, trace: number, mqtt: number): string;
  readonly hint: string;
  ofOne(name: string, count: number, period: string): string;
  readonly none: string;
  noneOf(name: string, period: string): string;
  readonly moduleOff: string;
  longHead(period: string, nodes: number, links: number, sources: string): string;
  longNode(name: string, count: number): string;
  readonly columns: readonly [string, string, string, string, string, string];
  more(nodes: number): string;
}

export const NEIGHBORS_TEXTS: Texts<NeighborsTexts> = {
  en: {
    head: (period, nodes, links) =>
      `Links ${period}: ${nodes} ${nodes === 1 ? 'node' : 'nodes'} ${links} ${links === 1 ? 'link' : 'links'}`,
    first: (name, count, best) => `${name} ${count} nb, best ${best}dB`,
    counts: (neighbor, direct, trace, mqtt) =>
      `n ${neighbor} d ${direct} t ${trace}${mqtt ? ` m ${mqtt}` : ''}`,
    hint: '/neighbors NODE',
    ofOne: (name, count, period) => `${name} ${count} nb ${period}`,
    none: 'No links yet.',
    noneOf: (name, period) => `${name}: no links in ${period}.`,
    moduleOff: "Neighbour info is off in my node's settings; I only see direct receptions.",
    longHead: (period, nodes, links, sources) =>
      `Radio links, ${period}: ${nodes} nodes, ${links} links (${sources})`,
    longNode: (name, count) => `${name}, ${count} ${count === 1 ? 'neighbour' : 'neighbours'}`,
    columns: ['Neighbour', 'Hears it', 'Heard by it', 'Source', 'Seen', 'Distance'],
    more: (nodes) => `… and ${nodes} nodes more: neighbors NODE`,
  },
  fr: {
    head: (period, nodes, links) =>
      `Liens ${period} : ${nodes} ${nodes < 2 ? 'nœud' : 'nœuds'} ${links} ${links < 2 ? 'lien' : 'liens'}`,
    first: (name, count, best) => `${name} ${count} ${count < 2 ? 'voisin' : 'voisins'}, max ${best}dB`,
    counts: (neighbor, direct, trace, mqtt) =>
      `n ${neighbor} d ${direct} t ${trace}${mqtt ? ` m ${mqtt}` : ''}`,
    hint: '/voisins NOEUD',
    ofOne: (name, count, period) => `${name} ${count} ${count < 2 ? 'voisin' : 'voisins'} ${period}`,
    none: 'Pas encore de lien.',
    noneOf: (name, period) => `${name} : aucun lien en ${period}.`,
    moduleOff:
      'Le module de voisinage est coupé dans les réglages de mon nœud : je ne vois que les réceptions directes.',
    longHead: (period, nodes, links, sources) =>
      `Liens radio, ${period} : ${nodes} nœuds, ${links} liens (${sources})`,
    longNode: (name, count) => `${name}, ${count} ${count < 2 ? 'voisin' : 'voisins'}`,
    columns: ['Voisin', "L'entend", 'Entendu par lui', 'Source', 'Vu', 'Distance'],
    more: (nodes) => `… et ${nodes} nœuds de plus : voisins NOEUD`,
  },
};
