import type { LossReason } from '../../mesh/radio.js';
import type { Texts } from '../command.js';

/** Why an outage began, in plain words; `reboot` is told apart by the node's own counter. */
type OutageCause = LossReason | 'reboot';

export interface LinkTexts {
  readonly causes: Readonly<Record<OutageCause, string>>;
  up(since: string, node: string): string;
  down(since: string, cause: string, now: string | undefined): string;
  connecting(since: string): string;
  tries(count: number, next: string | undefined): string;
  readonly today: string;
  since(time: string): string;
  outages(period: string, count: number, total: string, cause: string): string;
  noOutage(period: string): string;
  available(parts: string): string;
  readonly availableToday: string;
  queue(count: number, last: string | undefined): string;
  heartbeat(ms: number): string;
  air(channel: string, own: string): string;
  heldBack(count: number): string;
  readonly lastOutages: string;
  lasting(span: string): string;
}

export const LINK_TEXTS: Texts<LinkTexts> = {
  en: {
    causes: {
      reboot: 'node reboot',
      closed_by_node: 'closed by the node',
      reset: 'connection reset',
      broken_pipe: 'connection broken',
      refused: 'network refused',
      unreachable: 'network unreachable',
      unresolved: 'name not found',
      unplugged: 'port unplugged',
      denied: 'no access to the port',
      busy: 'port in use',
      connect_timeout: 'no answer to connecting',
      handshake_timeout: 'handshake stalled',
      silent: 'no reply',
      wrong_node: 'another node answers there',
      evicted: 'another client took the slot',
      stopped: 'stopped',
    },
    up: (since, node) => `Link up ${since}${node && ` (${node})`}`,
    down: (since, cause, now) => `Link DOWN since ${since}: ${cause}${now ? `, now ${now}` : ''}.`,
    connecting: (since) => `Link not up yet, connecting since ${since}.`,
    tries: (count, next) => `Try ${count}${next ? `, next in ${next}` : ''}.`,
    today: 'Today',
    since: (time) => `Since ${time}`,
    outages: (period, count, total, cause) =>
      `${period} ${count} ${count === 1 ? 'outage' : 'outages'} ${total}: ${cause}`,
    noOutage: (period) => `${period} no outage`,
    available: (parts) => `Avail ${parts}`,
    availableToday: 'today',
    queue: (count, last) => `Queue ${count}${last ? `, last packet ${last}` : ''}`,
    heartbeat: (ms) => `Heartbeat answered in ${ms} ms`,
    air: (channel, own) => `Channel use ${channel} %, own transmissions ${own} %`,
    heldBack: (count) => `Answers held back while the air was busy: ${count}`,
    lastOutages: 'Last outages',
    lasting: (length) => `${length} so far,`,
  },
  fr: {
    causes: {
      reboot: 'redémarrage du nœud',
      closed_by_node: 'fermé par le nœud',
      reset: 'connexion réinitialisée',
      broken_pipe: 'connexion rompue',
      refused: 'connexion refusée',
      unreachable: 'réseau injoignable',
      unresolved: 'nom introuvable',
      unplugged: 'port débranché',
      denied: 'accès au port refusé',
      busy: 'port déjà utilisé',
      connect_timeout: 'connexion sans réponse',
      handshake_timeout: 'échange initial bloqué',
      silent: 'sans réponse',
      wrong_node: 'un autre nœud répond là',
      evicted: 'un autre client a pris la place',
      stopped: 'arrêté',
    },
    up: (since, node) => `Lien ok ${since}${node && ` (${node})`}`,
    down: (since, cause, now) => `Lien COUPÉ depuis ${since} : ${cause}${now ? `, maintenant ${now}` : ''}.`,
    connecting: (since) => `Lien pas encore établi, connexion depuis ${since}.`,
    tries: (count, next) => `Essai ${count}${next ? `, suivant dans ${next}` : ''}.`,
    today: 'Auj.',
    since: (time) => `Depuis ${time}`,
    outages: (period, count, total, cause) =>
      `${period} ${count} ${count === 1 ? 'coupure' : 'coupures'} ${total} : ${cause}`,
    noOutage: (period) => `${period} aucune coupure`,
    available: (parts) => `Dispo ${parts}`,
    availableToday: 'auj.',
    queue: (count, last) => `File ${count}${last ? `, dernier paquet ${last}` : ''}`,
    heartbeat: (ms) => `Battement répondu en ${ms} ms`,
    air: (channel, own) => `Usage du canal ${channel} %, émissions propres ${own} %`,
    heldBack: (count) => `Réponses retenues quand le canal était chargé : ${count}`,
    lastOutages: 'Dernières coupures',
    lasting: (length) => `${length} jusqu'ici,`,
  },
};
