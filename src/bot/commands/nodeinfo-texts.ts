import type { Texts } from '../command.js';

interface NodeinfoTexts {
  sums(packets: number, share: string, size: string, airtime: string): string;
  short(seconds: number): string;
  readonly precise: string;
  blurred(bits: number): string;
  hops(count: number, share: string): string;
  unknownHops(share: string): string;
  lastDay(line: string): string;
  battery(percent: string): string;
  readonly external: string;
  falling(perHour: string): string;
  rising(perHour: string): string;
  readonly steady: string;
  /** What a column is, and the range of all of them. */
  per(hours: number, range: string, most: number): string;
  own(name: string): string;
  silent(name: string, period: string, last: string | undefined): string;
  readonly farOnly: string;
  advice(sentence: string): string;
  fewerHops(limit: number): string;
  readonly charge: string;
}

export const NODEINFO_TEXTS: Texts<NodeinfoTexts> = {
  en: {
    sums: (packets, share, size, airtime) =>
      `${packets} ${packets === 1 ? 'packet' : 'packets'} (${share}), ${size}, airtime ${airtime}`,
    short: (seconds) => `⚠ recommended ${seconds} s or more`,
    precise: 'precise',
    blurred: (bits) => `shared with ${bits} of 32 bits`,
    hops: (count, share) => `${count} ${count < 2 ? 'hop' : 'hops'} ${share}`,
    unknownHops: (share) => `hops ? ${share}`,
    lastDay: (line) => `${line} (last 24 h)`,
    battery: (percent) => `Battery ${percent}`,
    external: 'External power',
    falling: (perHour) => `falling ${perHour}/h`,
    rising: (perHour) => `rising ${perHour}/h`,
    steady: 'steady',
    per: (hours, range, most) => `${hours === 1 ? 'per hour' : `per ${hours} h`}, ${range}, max ${most}`,
    own: (name) => `${name} is my own node, whose packets I do not count. See /info, /link.`,
    silent: (name, period, last) => `${name}: not heard in ${period}${last ? `, last heard ${last}` : ''}.`,
    farOnly: 'Known via MQTT only: see /mqtt.',
    advice: (sentence) => `Advice: ${sentence}`,
    fewerHops: (limit) =>
      `set hop limit 3 in place of ${limit}: every hop more has more nodes repeat each packet.`,
    charge: 'charge it soon.',
  },
  fr: {
    sums: (packets, share, size, airtime) =>
      `${packets} ${packets < 2 ? 'paquet' : 'paquets'} (${share}), ${size}, temps d'antenne ${airtime}`,
    short: (seconds) => `⚠ conseillé : ${seconds} s ou plus`,
    precise: 'précise',
    blurred: (bits) => `partagée avec ${bits} bits sur 32`,
    hops: (count, share) => `${count} ${count < 2 ? 'saut' : 'sauts'} ${share}`,
    unknownHops: (share) => `sauts ? ${share}`,
    lastDay: (line) => `${line} (24 dernières h)`,
    battery: (percent) => `Batterie ${percent}`,
    external: 'Alimentation externe',
    falling: (perHour) => `baisse de ${perHour}/h`,
    rising: (perHour) => `monte de ${perHour}/h`,
    steady: 'stable',
    per: (hours, range, most) => `${hours === 1 ? 'par heure' : `par ${hours} h`}, ${range}, max ${most}`,
    own: (name) => `${name} est mon propre nœud, dont je ne compte pas les paquets. Voir /info, /lien.`,
    silent: (name, period, last) => `${name} : pas entendu en ${period}${last ? `, entendu ${last}` : ''}.`,
    farOnly: 'Connu par MQTT seulement : voir /mqtt.',
    advice: (sentence) => `Conseil : ${sentence}`,
    fewerHops: (limit) =>
      `mettre une limite de 3 sauts au lieu de ${limit} : chaque saut de plus fait répéter chaque paquet par plus de nœuds.`,
    charge: 'à recharger bientôt.',
  },
};
