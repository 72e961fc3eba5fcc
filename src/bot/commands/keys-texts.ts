import type { KeySource, KeyState } from '../../mesh/key-store.js';
import type { HeldByNode } from '../../mesh/keys.js';
import type { Texts } from '../command.js';

export interface TrustedKeyText {
  readonly name: string;
  readonly key: string;
  readonly since: string;
  readonly seen: string;
}

export interface ChangedKeyText {
  readonly name: string;
  readonly key: string;
  readonly seen: string;
  readonly trusted: string;
  readonly since: string;
  /** By which the node is named in the command. */
  readonly shortName: string;
}

interface KeysTexts {
  count(known: number, all: number): string;
  missing(names: string): string;
  changed(names: string): string;
  readonly none: string;
  unreadable(count: number | string): string;
  ok(facts: TrustedKeyText, source: KeySource | undefined): string;
  readonly possible: string;
  readonly given: string;
  readonly otherHeld: string;
  noKey(name: string): string;
  changedOne(facts: ChangedKeyText): string;
  own(name: string): string;
  readonly overview: readonly [string, string, string, string, string, string];
  readonly past: readonly [string, string, string, string, string];
  readonly held: Readonly<Record<HeldByNode, string>>;
  readonly advice: Readonly<Record<'missing' | 'otherHeld' | 'notHeld', string>>;
  adviceChanged(shortName: string): string;
  readonly states: Readonly<Record<KeyState, string>>;
  readonly sources: Readonly<Record<KeySource, string>>;
  question(facts: Omit<ChangedKeyText, 'seen' | 'shortName'>, code: string): string;
  accepted(name: string, key: string): string;
  nothingWaits(name: string): string;
  changedAgain(name: string): string;
}

const CONFIRMED_EN: Readonly<Record<KeySource, string>> = {
  node_info: 'told by my node',
  nodeinfo_packet: 'confirmed by node info',
  direct_message: 'confirmed by a DM',
};

export const KEYS_TEXTS: Texts<KeysTexts> = {
  en: {
    count: (known, all) => `Keys: ${known} of ${all} ${all === 1 ? 'node' : 'nodes'} (48h)`,
    missing: (names) => `Missing: ${names}`,
    changed: (names) => `Changed: ${names}`,
    none: 'none',
    unreadable: (count) => `DM I could not read today: ${count}`,
    ok: ({ name, key, since, seen }, source) =>
      `${name}: key ok ${key} since ${since}, ${source ? CONFIRMED_EN[source] : 'confirmed'} ${seen}.`,
    possible: 'DM possible.',
    given: 'My node lacks it and gets it before the next DM.',
    otherHeld: 'My node holds another key: a DM would fail.',
    noKey: (name) => `${name}: no key yet, a DM would fail.`,
    changedOne: ({ name, key, seen, trusted, since, shortName }) =>
      `${name}: key CHANGED, ${key} seen ${seen} in place of ${trusted} since ${since}. ` +
      `Ask the owner, then an admin: /keys accept ${shortName}`,
    own: (name) => `${name}: that is my own node.`,
    overview: ['Node', 'Key', 'Since', 'Confirmed', 'In my node', 'Advice'],
    past: ['Key', 'State', 'From', 'Since', 'Last seen'],
    held: { same: 'yes', other: 'another one', none: 'no', unknown: 'not told' },
    advice: {
      missing: 'no DM possible; its owner can send a node info',
      otherHeld: 'a DM would fail: have my node forget this node',
      notHeld: 'given to my node before the next DM',
    },
    adviceChanged: (shortName) => `compare it with the owner's, then: keys accept ${shortName}`,
    states: { trusted: 'trusted', pending: 'waits', rejected: 'rejected' },
    sources: { node_info: "my node's database", nodeinfo_packet: 'node info', direct_message: 'DM' },
    question: ({ name, key, trusted, since }, code) =>
      `Take ${key} for ${name}'s key, in place of ${trusted} since ${since}? Confirm within 2 min: /yes ${code}`,
    accepted: (name, key) => `${name}: key ${key} is trusted now.`,
    nothingWaits: (name) => `${name}: no changed key waits.`,
    changedAgain: (name) => `${name}: the key changed again meanwhile. Please start again.`,
  },
  fr: {
    count: (known, all) => `Clés : ${known} sur ${all} ${all < 2 ? 'nœud' : 'nœuds'} (48h)`,
    missing: (names) => `Manquent : ${names}`,
    changed: (names) => `Changées : ${names}`,
    none: 'aucune',
    unreadable: (count) => `DM illisibles auj. : ${count}`,
    ok: ({ name, key, since, seen }) => `${name} : clé ok ${key} depuis le ${since}, vue ${seen}.`,
    possible: 'DM possible.',
    given: "Mon nœud ne l'a pas et la recevra avant le prochain DM.",
    otherHeld: 'Mon nœud a une autre clé : un DM échouerait.',
    noKey: (name) => `${name} : pas de clé, un DM échouerait.`,
    changedOne: ({ name, key, seen, trusted, since, shortName }) =>
      `${name} : clé CHANGÉE, ${key} vue ${seen} au lieu de ${trusted} depuis le ${since}. ` +
      `Demandez au propriétaire, puis un admin : /cles accepter ${shortName}`,
    own: (name) => `${name} : c'est mon propre nœud.`,
    overview: ['Nœud', 'Clé', 'Depuis', 'Confirmée', 'Dans mon nœud', 'Conseil'],
    past: ['Clé', 'État', 'Par', 'Depuis', 'Vue'],
    held: { same: 'oui', other: 'une autre', none: 'non', unknown: 'pas dit' },
    advice: {
      missing: 'DM impossible ; son propriétaire peut envoyer une info nœud',
      otherHeld: 'un DM échouerait : faites oublier ce nœud au mien',
      notHeld: 'donnée à mon nœud avant le prochain DM',
    },
    adviceChanged: (shortName) => `comparez avec son propriétaire, puis : cles accepter ${shortName}`,
    states: { trusted: 'reconnue', pending: 'en attente', rejected: 'écartée' },
    sources: { node_info: 'base de mon nœud', nodeinfo_packet: 'info nœud', direct_message: 'DM' },
    question: ({ name, key, trusted, since }, code) =>
      `Prendre ${key} comme clé de ${name}, au lieu de ${trusted} depuis le ${since} ? ` +
      `Confirmez sous 2 min : /oui ${code}`,
    accepted: (name, key) => `${name} : la clé ${key} est reconnue.`,
    nothingWaits: (name) => `${name} : aucune clé changée n'attend.`,
    changedAgain: (name) => `${name} : la clé a encore changé. Recommencez, merci.`,
  },
};
