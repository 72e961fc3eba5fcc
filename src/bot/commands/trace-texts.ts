import type { Texts } from '../command.js';

export interface TraceTexts {
  passive(way: string, relay: string | undefined, signal: string | undefined): string;
  way(hops: number | undefined): string;
  limits(start: number | undefined, left: number): string;
  relay(byte: string, names: string): string;
  signal(values: string): string;
  head(name: string, took: string, relays: number): string;
  noAnswer(name: string, seconds: number): string;
  notSent(reason: string): string;
  readonly expired: string;
  full(wait: string): string;
  neverHeard(name: string): string;
  readonly ownNode: string;
  readonly there: string;
  readonly back: string;
  readonly backMissing: string;
}

export const TRACE_TEXTS: Texts<TraceTexts> = {
  en: {
    passive: (way, relay, signal) => `Your packet: ${[way, relay, signal].filter(Boolean).join(', ')}`,
    way: (hops) =>
      hops === undefined ? 'hops ?' : hops === 0 ? 'direct' : `${hops} ${hops === 1 ? 'hop' : 'hops'}`,
    limits: (start, left) => (start === undefined ? `(${left} left)` : `(start ${start}, ${left} left)`),
    relay: (byte, names) => `last relay ${byte}${names && ` = ${names}`}`,
    signal: (values) => `heard here at ${values}`,
    head: (name, took, relays) =>
      `Trace ${name} ${took}s, ${relays === 0 ? 'direct' : `${relays} ${relays === 1 ? 'relay' : 'relays'}`}`,
    noAnswer: (name, seconds) => `No answer from ${name} in ${seconds} s (out of range or busy).`,
    notSent: (reason) => `Trace not sent: ${reason}.`,
    expired: 'no turn on the air in time',
    full: (text) => `Trace queue full, try in ${text}.`,
    neverHeard: (name) => `${name} was never heard; I do not trace unknown nodes.`,
    ownNode: 'That is my own node.',
    there: 'There',
    back: 'Back',
    backMissing: 'return path not reported',
  },
  fr: {
    passive: (way, relay, signal) => `Votre paquet : ${[way, relay, signal].filter(Boolean).join(', ')}`,
    way: (hops) =>
      hops === undefined ? 'sauts ?' : hops === 0 ? 'direct' : `${hops} ${hops === 1 ? 'saut' : 'sauts'}`,
    limits: (start, left) => (start === undefined ? `(reste ${left})` : `(départ ${start}, reste ${left})`),
    relay: (byte, names) => `dernier relais ${byte}${names && ` = ${names}`}`,
    signal: (values) => `reçu ici ${values}`,
    head: (name, took, relays) => `Trace ${name} ${took}s, ${relays === 0 ? 'direct' : `${relays} relais`}`,
    noAnswer: (name, seconds) => `Pas de réponse de ${name} en ${seconds} s (hors de portée ou occupé).`,
    notSent: (reason) => `Trace pas envoyée : ${reason}.`,
    expired: "pas de tour d'antenne à temps",
    full: (text) => `File de traces pleine, réessayez dans ${text}.`,
    neverHeard: (name) => `${name} n'a jamais été entendu ; je ne trace pas les inconnus.`,
    ownNode: "C'est mon propre nœud.",
    there: 'Aller',
    back: 'Retour',
    backMissing: 'retour non rapporté',
  },
};
