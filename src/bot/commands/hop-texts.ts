import type { Texts } from '../command.js';

interface HopTexts {
  head(period: string, packets: number, unknown: number): string;
  far(nodes: string): string;
  limit(hops: number, nodes: string): string;
  none(period: string): string;
  longHead(period: string, packets: number, unknown: number): string;
  readonly farthest: string;
  readonly columns: readonly [string, string, string, string, string];
  most(share: string, hops: number, own: number | undefined): string;
  advice(limit: number, nodes: string): string;
}

export const HOP_TEXTS: Texts<HopTexts> = {
  en: {
    head: (period, packets, unknown) =>
      `Hops ${period}, ${packets} pkt${unknown ? `, ${unknown} unknown` : ''}`,
    far: (nodes) => `Far: ${nodes}`,
    limit: (hops, nodes) => `Limit ${hops}: ${nodes}`,
    none: (period) => `No packets in ${period}.`,
    longHead: (period, packets, unknown) =>
      `Hops, ${period}: ${packets} ${packets === 1 ? 'packet' : 'packets'}` +
      `${unknown ? `, ${unknown} more without a number of hops` : ''}`,
    farthest: 'Farthest nodes',
    columns: ['Node', 'Usual', 'Most', 'Limit', 'Packets'],
    most: (share, hops, own) =>
      `${share} of the packets came within ${hops} ${hops === 1 ? 'hop' : 'hops'}` +
      `${own === undefined ? '' : `; my node sends with hop limit ${own}`}.`,
    advice: (limit, nodes) =>
      `Hop limit ${limit}: ${nodes}. Every hop more has more nodes repeat each packet; 3 is the usual setting.`,
  },
  fr: {
    head: (period, packets, unknown) =>
      `Sauts ${period}, ${packets} pqt${unknown ? `, ${unknown} ${unknown < 2 ? 'inconnu' : 'inconnus'}` : ''}`,
    far: (nodes) => `Loin : ${nodes}`,
    limit: (hops, nodes) => `Limite ${hops} : ${nodes}`,
    none: (period) => `Aucun paquet en ${period}.`,
    longHead: (period, packets, unknown) =>
      `Sauts, ${period} : ${packets} ${packets < 2 ? 'paquet' : 'paquets'}` +
      `${unknown ? `, ${unknown} de plus sans nombre de sauts` : ''}`,
    farthest: 'Nœuds les plus lointains',
    columns: ['Nœud', 'Usuel', 'Max', 'Limite', 'Paquets'],
    most: (share, hops, own) =>
      `${share} des paquets sont venus en ${hops} ${hops < 2 ? 'saut' : 'sauts'} au plus` +
      `${own === undefined ? '' : ` ; mon nœud émet avec une limite de ${own}`}.`,
    advice: (limit, nodes) =>
      `Limite ${limit} : ${nodes}. Chaque saut de plus fait répéter chaque paquet ; 3 est le réglage usuel.`,
  },
};
