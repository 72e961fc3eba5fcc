import type { Texts } from '../command.js';

/** How the air is, judged by its use; unknown where no node told it. */
export type Verdict = 'good' | 'crowded' | 'overloaded' | 'unknown';

interface HealthTexts {
  head(period: string, verdict: Verdict): string;
  channel(mean: string, peak: string, at: string): string;
  noChannel(period: string): string;
  /** `isDay`: of the last day of a longer time. */
  hasty(parts: string, isDay: boolean): string;
  readonly nobody: string;
  relays(parts: string, isDay: boolean): string;
  silentSinceYesterday(names: string): string;
  silent(parts: string): string;
  readonly noneSilent: string;
  and(more: number): string;
  totals(facts: TotalFacts): string;
  direct(share: string): string;
  readonly byHour: string;
  readonly top: string;
}

interface TotalFacts {
  readonly packets: number;
  readonly size: string;
  readonly airtime: string;
  readonly nodes: number;
  /** 0 where nobody can tell who is new. */
  readonly fresh: number;
}

const VERDICTS_FR: Readonly<Record<Verdict, string>> = {
  good: 'bon',
  crowded: 'chargé',
  overloaded: 'saturé',
  unknown: 'usage du canal inconnu',
};

export const HEALTH_TEXTS: Texts<HealthTexts> = {
  en: {
    head: (period, verdict) =>
      `Network, ${period}: ${verdict === 'unknown' ? 'channel use unknown' : verdict}`,
    channel: (mean, peak, at) => `Channel ${mean} % mean, ${peak} % peak at ${at}`,
    noChannel: (period) => `No node told its channel use in ${period}.`,
    hasty: (parts, isDay) => `Too frequent${isDay ? ' (last 24 h)' : ''}: ${parts}`,
    nobody: 'nobody',
    relays: (parts, isDay) => `Relay share${isDay ? ' (last 24 h)' : ''}: ${parts}`,
    silentSinceYesterday: (names) => `Silent since yesterday: ${names}`,
    silent: (parts) => `Silent: ${parts}`,
    noneSilent: 'Silent: nobody that was heard often',
    and: (more) => `and ${more} more`,
    totals: ({ packets, size, airtime, nodes, fresh }) =>
      `${packets} ${packets === 1 ? 'packet' : 'packets'}, ${size}, airtime ${airtime}, ${nodes} ${nodes === 1 ? 'node' : 'nodes'}${fresh ? ` (${fresh} new)` : ''}`,
    direct: (share) => `Heard directly: ${share} of the packets`,
    byHour: 'Channel use by hour',
    top: 'Top senders',
  },
  fr: {
    head: (period, verdict) => `Réseau, ${period} : ${VERDICTS_FR[verdict]}`,
    channel: (mean, peak, at) => `Canal ${mean} % en moyenne, max ${peak} % à ${at}`,
    noChannel: (period) => `Aucun nœud n'a dit l'usage du canal en ${period}.`,
    hasty: (parts, isDay) => `Trop fréquents${isDay ? ' (24 dernières h)' : ''} : ${parts}`,
    nobody: 'personne',
    relays: (parts, isDay) => `Part des relais${isDay ? ' (24 dernières h)' : ''} : ${parts}`,
    silentSinceYesterday: (names) => `Muets depuis hier : ${names}`,
    silent: (parts) => `Muets : ${parts}`,
    noneSilent: 'Muets : personne parmi ceux entendus souvent',
    and: (more) => `et ${more} ${more < 2 ? 'autre' : 'autres'}`,
    totals: ({ packets, size, airtime, nodes, fresh }) =>
      `${packets} ${packets < 2 ? 'paquet' : 'paquets'}, ${size}, temps d'antenne ${airtime}, ${nodes} ${nodes < 2 ? 'nœud' : 'nœuds'}${fresh ? ` (${fresh} ${fresh < 2 ? 'neuf' : 'neufs'})` : ''}`,
    direct: (share) => `Reçus en direct : ${share} des paquets`,
    byHour: 'Usage du canal par heure',
    top: 'Les plus bavards',
  },
};
