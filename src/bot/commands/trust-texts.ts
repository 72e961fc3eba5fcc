import type { Texts } from '../command.js';

interface KeyFacts {
  /** With short name and id. */
  readonly who: string;
  readonly key: string;
  readonly age: string;
  /** What has to be typed. */
  readonly end: string;
}

interface TrustTexts {
  ask(facts: KeyFacts): string;
  askNoMore(facts: KeyFacts): string;
  trusted(name: string): string;
  noLonger(name: string): string;
  notListed(name: string, id: string): string;
  fixed(name: string): string;
  noKey(name: string): string;
  changed(name: string): string;
  changedNow(name: string): string;
  wasNot(name: string): string;
}

export const TRUST_TEXTS: Texts<TrustTexts> = {
  en: {
    ask: ({ who, key, age, end }) =>
      `${who}\nKey ${key}\nFirst seen ${age}.\nCompare it with the node's own screen or app. If it is the same, type the last 4 characters before the "=" within 2 min: yes ${end}`,
    askNoMore: ({ who, key, age, end }) =>
      `${who}\nKey ${key}\nTrusted ${age}.\nTo trust it no longer, type its last 4 characters before the "=" within 2 min: yes ${end}`,
    trusted: (name) => `${name} is an admin now, by encrypted DM under this key.`,
    noLonger: (name) => `${name} is no admin any more.`,
    notListed: (name, id) => `${name} is not in admins.nodes. Add ${id} there and restart me first.`,
    fixed: (name) => `The key of ${name} stands in the configuration (admins.nodes): change it there.`,
    noKey: (name) => `I know no key of ${name} yet: wait for its node info.`,
    changed: (name) => `The key of ${name} has changed. Compare it, then: keys accept NODE`,
    changedNow: (name) => `The key of ${name} has just changed: nothing done.`,
    wasNot: (name) => `No key of ${name} was trusted.`,
  },
  fr: {
    ask: ({ who, key, age, end }) =>
      `${who}\nClé ${key}\nVue la première fois ${age}.\nComparez-la avec l'écran ou l'application du nœud. Si c'est la même, tapez sous 2 min ses 4 derniers caractères avant le « = » : oui ${end}`,
    askNoMore: ({ who, key, age, end }) =>
      `${who}\nClé ${key}\nApprouvée ${age}.\nPour ne plus s'y fier, tapez sous 2 min ses 4 derniers caractères avant le « = » : oui ${end}`,
    trusted: (name) => `${name} est admin désormais, par DM chiffré sous cette clé.`,
    noLonger: (name) => `${name} n'est plus admin.`,
    notListed: (name, id) =>
      `${name} n'est pas dans admins.nodes. Ajoutez-y ${id} et redémarrez-moi d'abord.`,
    fixed: (name) => `La clé de ${name} est dans la configuration (admins.nodes) : changez-la là.`,
    noKey: (name) => `Je n'ai pas encore de clé de ${name} : attendez ses infos de nœud.`,
    changed: (name) => `La clé de ${name} a changé. Comparez-la, puis : cles accept NOEUD`,
    changedNow: (name) => `La clé de ${name} vient de changer : rien n'est fait.`,
    wasNot: (name) => `Aucune clé de ${name} n'était approuvée.`,
  },
};
