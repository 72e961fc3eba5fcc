import type { Texts } from '../command.js';

/** How the air is, judged by its use; `alone` where only my own node measures it now, unknown where no node told it. */
export type Verdict = 'good' | 'crowded' | 'overloaded' | 'alone' | 'unknown';

interface HealthTexts {
  head(period: string, verdict: Verdict): string;
  channel(mean: string, peak: string, at: string): string;
  /** `use` with its grade. */
  ownChannel(use: string): string;
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

const VERDICTS_EN: Readonly<Record<Verdict, string>> = {
  good: 'good',
  crowded: 'crowded',
  overloaded: 'overloaded',
  alone: 'no other node told its channel use',
  unknown: 'channel use unknown, no node told it',
};

const VERDICTS_FR: Readonly<Record<Verdict, string>> = {
  good: 'bon',
  crowded: 'chargé',
  overloaded: 'saturé',
  alone: "aucun autre nœud n'a dit l'usage du canal",
  unknown: "usage du canal inconnu, aucun nœud ne l'a dit",
};

export const HEALTH_TEXTS: Texts<HealthTexts> = {
  en: {
    head: (period, verdict) => `Network, ${period}: ${VERDICTS_EN[verdict]}`,
    channel: (mean, peak, at) => `Channel ${mean} % mean, ${peak} % peak at ${at}`,
    ownChannel: (use) => `Channel at my node now: ${use}`,
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
    ownChannel: (use) => `Canal chez mon nœud maintenant : ${use}`,
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
