import type { PacketKind } from '../mesh/history.js';
import type { Texts } from './command.js';

type KindWords = Readonly<Record<PacketKind, string>>;

/** What a packet carries, for a small screen. */
export const SHORT_KINDS: Texts<KindWords> = {
  en: {
    text: 'text',
    position: 'pos',
    telemetry: 'tele',
    nodeInfo: 'node',
    traceroute: 'trace',
    routing: 'routing',
    neighborInfo: 'nb',
    encrypted: 'encrypted',
    other: 'other',
  },
  fr: {
    text: 'texte',
    position: 'pos',
    telemetry: 'télé',
    nodeInfo: 'node',
    traceroute: 'trace',
    routing: 'routage',
    neighborInfo: 'voisins',
    encrypted: 'chiffré',
    other: 'autre',
  },
};

/** For a wide one. */
export const LONG_KINDS: Texts<KindWords> = {
  en: {
    text: 'text',
    position: 'position',
    telemetry: 'telemetry',
    nodeInfo: 'node info',
    traceroute: 'traceroute',
    routing: 'routing',
    neighborInfo: 'neighbour info',
    encrypted: 'encrypted',
    other: 'other',
  },
  fr: {
    text: 'texte',
    position: 'position',
    telemetry: 'télémétrie',
    nodeInfo: 'info nœud',
    traceroute: 'traceroute',
    routing: 'routage',
    neighborInfo: 'voisinage',
    encrypted: 'chiffré',
    other: 'autre',
  },
};
