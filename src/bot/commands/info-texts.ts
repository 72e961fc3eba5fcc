import type { Texts } from '../command.js';

type KeyState = 'ok' | 'changed' | 'missing';

export interface InfoTexts {
  readonly direct: string;
  hops(count: number | undefined): string;
  via(relay: string): string;
  readonly battery: string;
  readonly external: string;
  readonly channel: string;
  key(state: KeyState): string;
  packets(count: number, period: string): string;
  readonly long: LongTexts;
}

/** Labels of the sections on a wide screen. */
interface LongTexts {
  readonly radio: string;
  readonly position: string;
  readonly energy: string;
  readonly environment: string;
  readonly traffic: string;
  readonly neighbors: string;
  readonly heard: string;
  readonly never: string;
  readonly own: string;
  altitude(meters: number): string;
  precision(bits: number): string;
  airtime(channel: string, own: string): string;
  onAir(length: string): string;
  since(first: string): string;
  /** Our records say nothing of when it came first. */
  before(began: string): string;
  last(ago: string): string;
}

const KEYS_EN: Readonly<Record<KeyState, string>> = {
  ok: 'key ok',
  changed: 'key CHANGED',
  missing: 'no key',
};
const KEYS_FR: Readonly<Record<KeyState, string>> = {
  ok: 'clé ok',
  changed: 'clé CHANGÉE',
  missing: 'pas de clé',
};

export const INFO_TEXTS: Texts<InfoTexts> = {
  en: {
    direct: 'direct',
    hops: (count) => (count === undefined ? 'hops ?' : `${count} ${count === 1 ? 'hop' : 'hops'}`),
    via: (relay) => `via ${relay}`,
    battery: 'Bat',
    external: 'external',
    channel: 'ch',
    key: (state) => KEYS_EN[state],
    packets: (count, period) => `${count} pkt ${period}`,
    long: {
      radio: 'Radio: ',
      position: 'Position: ',
      energy: 'Energy: ',
      environment: 'Environment: ',
      traffic: 'Traffic: ',
      neighbors: 'Neighbours: ',
      heard: 'Seen: ',
      never: 'not heard yet',
      own: 'my own node',
      altitude: (meters) => `altitude ${meters} m`,
      precision: (bits) => `shared with ${bits} of 32 bits`,
      airtime: (channel, own) => `channel use ${channel} %, own transmissions ${own} %`,
      onAir: (length) => `on the air ${length}`,
      since: (first) => `known since ${first}`,
      before: (began) => `known before my records began ${began}`,
      last: (ago) => `last heard ${ago}`,
    },
  },
  fr: {
    direct: 'direct',
    hops: (count) => (count === undefined ? 'sauts ?' : `${count} ${count < 2 ? 'saut' : 'sauts'}`),
    via: (relay) => `via ${relay}`,
    battery: 'Bat',
    external: 'externe',
    channel: 'canal',
    key: (state) => KEYS_FR[state],
    packets: (count, period) => `${count} pqt ${period}`,
    long: {
      radio: 'Radio : ',
      position: 'Position : ',
      energy: 'Énergie : ',
      environment: 'Environnement : ',
      traffic: 'Trafic : ',
      neighbors: 'Voisins : ',
      heard: 'Vu : ',
      never: 'pas encore entendu',
      own: 'mon propre nœud',
      altitude: (meters) => `altitude ${meters} m`,
      precision: (bits) => `partagée avec ${bits} bits sur 32`,
      airtime: (channel, own) => `usage du canal ${channel} %, émissions propres ${own} %`,
      onAir: (length) => `${length} en l'air`,
      since: (first) => `connu depuis le ${first}`,
      before: (began) => `connu avant le début de mes relevés, le ${began}`,
      last: (ago) => `entendu ${ago}`,
    },
  },
};
