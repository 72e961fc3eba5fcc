import type { Texts } from '../command.js';

export interface KeyFacts {
  /** With short name and id. */
  readonly who: string;
  /** As the apps show it. */
  readonly key: string;
  readonly age: string;
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
    ask: ({ who, key, age }) =>
      `${who}\nKey ${key}\nFirst seen ${age}.\nCompare it with the node's own screen or app. If it is the same, type within 2 min: yes and the last 4 characters before the "="`,
    askNoMore: ({ who, key, age }) =>
      `${who}\nKey ${key}\nTrusted ${age}.\nTo trust it no longer, type within 2 min: yes and its last 4 characters before the "="`,
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
    ask: ({ who, key, age }) =>
      `${who}\nClé ${key}\nVue la première fois ${age}.\nComparez-la avec l'écran ou l'application du nœud. Si c'est la même, tapez sous 2 min : oui et ses 4 derniers caractères avant le « = »`,
    askNoMore: ({ who, key, age }) =>
      `${who}\nClé ${key}\nApprouvée ${age}.\nPour ne plus s'y fier, tapez sous 2 min : oui et ses 4 derniers caractères avant le « = »`,
    trusted: (name) => `${name} est admin désormais, par DM chiffré sous cette clé.`,
    noLonger: (name) => `${name} n'est plus admin.`,
    notListed: (name, id) =>
      `${name} n'est pas dans admins.nodes. Ajoutez-y ${id} et redémarrez-moi d'abord.`,
    fixed: (name) => `La clé de ${name} est dans la configuration (admins.nodes) : changez-la là.`,
    noKey: (name) => `Je n'ai pas encore de clé de ${name} : attendez ses infos de nœud.`,
    changed: (name) => `La clé de ${name} a changé. Comparez-la, puis : cles accepter NOEUD`,
    changedNow: (name) => `La clé de ${name} vient de changer : rien n'est fait.`,
    wasNot: (name) => `Aucune clé de ${name} n'était approuvée.`,
  },
};
