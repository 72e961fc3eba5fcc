import type { Texts } from '../../../bot/command.js';

interface RelayTexts {
  /** How a text reached our node. */
  direct(snr: string | undefined): string;
  hops(count: number): string;
  readonly hopsUnknown: string;
  readonly viaMqtt: string;
  heardBy(names: string): string;
  /** How somebody's text got on. */
  readonly queued: string;
  linkDown(since: string, reason: string | undefined, limit: string): string;
  sent(at: string): string;
  relayed(at: string): string;
  failed(reason: string): string;
  expired(waited: string): string;
  seenBy(gateways: number): string;
  /** Too many for the mesh. */
  limited(texts: number, window: string, wait: string): string;
  readonly channelRenamed: string;
}

export const RELAY_WORDS: Texts<RelayTexts> = {
  en: {
    direct: (snr) => (snr === undefined ? 'direct' : `direct ${snr} dB`),
    hops: (count) => (count === 1 ? '1 hop' : `${count} hops`),
    hopsUnknown: 'hops ?',
    viaMqtt: 'via MQTT',
    heardBy: (names) => `heard by ${names}`,
    queued: 'queued',
    linkDown: (since, reason, limit) =>
      `Node link down since ${since}${reason === undefined ? '' : ` (${reason})`}. Your text waits up to ${limit}.`,
    sent: (at) => `sent ${at}`,
    relayed: (at) => `relayed by a neighbour ${at}`,
    failed: (reason) => `failed: ${reason}`,
    expired: (waited) => `not sent: no turn on the air for ${waited}`,
    seenBy: (gateways) => `seen by ${gateways} ${gateways === 1 ? 'gateway' : 'gateways'}`,
    limited: (texts, window, wait) => `⏳ ${texts} texts of the bot per ${window}. Next one in ${wait}.`,
    channelRenamed: 'Not transmitted: that channel has another name now. See /relay status',
  },
  fr: {
    direct: (snr) => (snr === undefined ? 'direct' : `direct ${snr} dB`),
    hops: (count) => (count < 2 ? `${count} saut` : `${count} sauts`),
    hopsUnknown: 'sauts ?',
    viaMqtt: 'par MQTT',
    heardBy: (names) => `entendu par ${names}`,
    queued: 'en file',
    linkDown: (since, reason, limit) =>
      `Lien radio coupé depuis ${since}${reason === undefined ? '' : ` (${reason})`}. Votre texte attend ${limit} max.`,
    sent: (at) => `envoyé ${at}`,
    relayed: (at) => `relayé par un voisin ${at}`,
    failed: (reason) => `échec : ${reason}`,
    expired: (waited) => `pas envoyé : pas de tour d'antenne pendant ${waited}`,
    seenBy: (gateways) => `vu par ${gateways} ${gateways < 2 ? 'passerelle' : 'passerelles'}`,
    limited: (texts, window, wait) => `⏳ ${texts} textes du bot par ${window}. Le suivant dans ${wait}.`,
    channelRenamed: 'Non transmis : ce canal a maintenant un autre nom. Voir /relais etat',
  },
};
