import type { Texts } from '../bot/command.js';
import type { Delivery, LinkState } from '../mesh/radio.js';

/** What the live view says around what it shows; reasons stay as the log and the protocol have them. */
interface LiveWords {
  readonly all: string;
  readonly notShared: string;
  readonly noRelay: string;
  readonly viaMqtt: string;
  readonly encrypted: string;
  readonly acknowledgement: string;
  readonly outcomes: Readonly<Record<Delivery['outcome'], string>>;
  readonly states: Readonly<Record<LinkState, string>>;
  sent(kind: string, to: string): string;
  after(seconds: string): string;
  link(state: string): string;
  bytes(count: number): string;
  hops(count: number | string): string;
  direct(snr: string): string;
  over(relays: string): string;
  ofPacket(id: number): string;
}

export const LIVE_WORDS: Texts<LiveWords> = {
  en: {
    all: 'all',
    notShared: 'none shared',
    noRelay: 'no relay',
    viaMqtt: 'via MQTT',
    encrypted: 'encrypted',
    acknowledgement: 'acknowledgement',
    outcomes: {
      delivered: 'delivered',
      relayed: 'relayed',
      sent: 'sent',
      expired: 'expired',
      failed: 'failed',
    },
    states: {
      stopped: 'stopped',
      connecting: 'connecting',
      configuring: 'configuring',
      ready: 'ready',
      waiting: 'waiting',
      yielding: 'yielding',
    },
    sent: (kind, to) => `sent ${kind} to ${to}`,
    after: (seconds) => `after ${seconds} s`,
    link: (state) => `link ${state}`,
    bytes: (count) => `${count} B`,
    hops: (count) => `${count} hops`,
    direct: (snr) => `direct ${snr}`,
    over: (relays) => `over ${relays}`,
    ofPacket: (id) => `of packet ${id}`,
  },
  fr: {
    all: 'tous',
    notShared: 'non partagée',
    noRelay: 'sans relais',
    viaMqtt: 'par MQTT',
    encrypted: 'chiffré',
    acknowledgement: 'accusé de réception',
    outcomes: {
      delivered: 'remis',
      relayed: 'relayé',
      sent: 'envoyé',
      expired: 'expiré',
      failed: 'échec',
    },
    states: {
      stopped: 'arrêté',
      connecting: 'connexion',
      configuring: 'configuration',
      ready: 'prêt',
      waiting: 'en attente',
      yielding: 'cède la place',
    },
    sent: (kind, to) => `envoi de ${kind} à ${to}`,
    after: (seconds) => `après ${seconds} s`,
    link: (state) => `lien ${state}`,
    bytes: (count) => `${count} o`,
    hops: (count) => `${count} sauts`,
    direct: (snr) => `direct ${snr}`,
    over: (relays) => `par ${relays}`,
    ofPacket: (id) => `du paquet ${id}`,
  },
};
