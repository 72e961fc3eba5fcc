import type { Texts } from '../command.js';
import type { Hold } from '../mailbox-texts.js';

interface TellTexts {
  kept(name: string, heard: string, number: number): string;
  /** To somebody whom nothing can be told later. */
  keptUntold(name: string, heard: string, number: number): string;
  held(name: string, hold: Hold, number: number): string;
  heardAgo(age: string): string;
  readonly notHeard: string;
  waiting(count: number): string;
  readonly none: string;
  line(number: number, name: string, written: string, state: string): string;
  tries(count: number): string;
  readonly onItsWay: string;
  readonly holds: Readonly<Record<Hold, string>>;
  full(count: number): string;
  addresseeFull(name: string): string;
  refused(name: string): string;
  unread(name: string): string;
  cancelled(number: number): string;
  tooLate(number: number): string;
  noLetter(number: string): string;
  readonly off: string;
  readonly on: string;
  readonly onlyNodes: string;
  readonly isMe: string;
}

export const TELL_TEXTS: Texts<TellTexts> = {
  en: {
    kept: (name, heard, number) =>
      `Kept for ${name} (${heard}), up to 7 days. I tell you when it arrives. #${number}`,
    keptUntold: (name, heard, number) =>
      `Kept for ${name} (${heard}), up to 7 days. Here I cannot tell you when it arrives: tell list shows what still waits. #${number}`,
    held: (name, hold, number) =>
      `Kept for ${name}, up to 7 days, but held: ${hold === 'unknown' ? 'I do not know its key yet' : 'its key has changed'}. #${number}`,
    heardAgo: (age) => `heard ${age} ago`,
    notHeard: 'not heard yet',
    waiting: (count) => `Mail: ${count} waiting`,
    none: 'No mail of yours is waiting.',
    line: (number, name, written, state) => `#${number} to ${name}, ${written}, ${state}`,
    tries: (count) => `${count} ${count === 1 ? 'try' : 'tries'}`,
    onItsWay: 'on its way',
    holds: { unknown: 'key unknown', changed: 'key changed' },
    full: (count) => `Mailbox full (${count}). /tell list`,
    addresseeFull: (name) => `Too much mail waits for ${name} already.`,
    refused: (name) => `${name} takes no mail.`,
    unread: (name) =>
      `${name} takes no mail: it says of itself that nobody reads there (a sensor or a relay).`,
    cancelled: (number) => `#${number} cancelled.`,
    tooLate: (number) => `#${number} is on its way, too late.`,
    noLetter: (number) => `No letter #${number} of yours. /tell list`,
    off: 'Nobody can send you mail through me now. Again: /tell on',
    on: 'You take mail again.',
    onlyNodes: 'Only a node can do that, by DM.',
    isMe: 'That is me: just write to me.',
  },
  fr: {
    kept: (name, heard, number) =>
      `Gardé pour ${name} (${heard}), 7 jours max. Je vous préviens à l'arrivée. #${number}`,
    keptUntold: (name, heard, number) =>
      `Gardé pour ${name} (${heard}), 7 jours max. Ici je ne peux pas vous prévenir à l'arrivée : dire liste montre ce qui attend encore. #${number}`,
    held: (name, hold, number) =>
      `Gardé pour ${name}, 7 jours max, mais retenu : ${hold === 'unknown' ? 'je ne connais pas encore sa clé' : 'sa clé a changé'}. #${number}`,
    heardAgo: (age) => `entendu il y a ${age}`,
    notHeard: 'pas encore entendu',
    waiting: (count) => `Courrier : ${count} en attente`,
    none: 'Aucun courrier de vous en attente.',
    line: (number, name, written, state) => `#${number} à ${name}, ${written}, ${state}`,
    tries: (count) => `${count} ${count > 1 ? 'essais' : 'essai'}`,
    onItsWay: 'en route',
    holds: { unknown: 'clé inconnue', changed: 'clé changée' },
    full: (count) => `Boîte pleine (${count}). /dire liste`,
    addresseeFull: (name) => `Trop de courrier attend déjà ${name}.`,
    refused: (name) => `${name} ne prend pas de courrier.`,
    unread: (name) =>
      `${name} ne prend pas de courrier : il dit lui-même que personne n'y lit (capteur ou relais).`,
    cancelled: (number) => `#${number} annulé.`,
    tooLate: (number) => `#${number} est en route, trop tard.`,
    noLetter: (number) => `Pas de lettre #${number} de vous. /dire liste`,
    off: 'Plus personne ne peut vous écrire par moi. Reprendre : /dire marche',
    on: 'Vous prenez de nouveau le courrier.',
    onlyNodes: 'Seul un nœud peut le faire, par DM.',
    isMe: "C'est moi : écrivez-moi directement.",
  },
};
