import type { Colour, Phenomenon } from '../../services/vigilance/bulletin.js';
import type { Texts } from '../command.js';

export const COLOUR_ICONS: Readonly<Record<Colour, string>> = {
  green: '🟢',
  yellow: '🟡',
  orange: '🟠',
  red: '🔴',
};

export const COLOUR_WORDS: Texts<Readonly<Record<Colour, string>>> = {
  en: { green: 'green', yellow: 'yellow', orange: 'orange', red: 'red' },
  fr: { green: 'verte', yellow: 'jaune', orange: 'orange', red: 'rouge' },
};

export const PHENOMENON_WORDS: Texts<Readonly<Record<Phenomenon, string>>> = {
  en: {
    wind: 'wind',
    rainFlood: 'rain-flood',
    storms: 'storms',
    floods: 'floods',
    snowIce: 'snow-ice',
    heat: 'heat',
    cold: 'cold',
    avalanches: 'avalanches',
    waves: 'waves',
    other: 'other',
  },
  fr: {
    wind: 'vent',
    rainFlood: 'pluie-inondation',
    storms: 'orages',
    floods: 'crues',
    snowIce: 'neige-verglas',
    heat: 'canicule',
    cold: 'grand froid',
    avalanches: 'avalanches',
    waves: 'vagues-submersion',
    other: 'autre',
  },
};

interface VigiTexts {
  readonly usage: string;
  head(code: string, colour: string): string;
  also(colour: string, phenomena: string): string;
  tomorrow(colour: string): string;
  readonly unknownColour: string;
  readonly calm: string;
  unknown(code: string, why: string): string;
  failing(since: string): string;
  expired(since: string): string;
  readonly unsaid: string;
  readonly overseas: string;
  waiting(code: string): string;
  last(colour: string, at: string, age: string): string;
  readonly link: string;
  place(name: string, code: string): string;
  readonly today: string;
  readonly next: string;
  source(credit: string, at: string): string;
  trouble(since: string, reason: string): string;
}

export const VIGI_TEXTS: Texts<VigiTexts> = {
  en: {
    usage: 'Department? Ex: 38, 06, 2A',
    head: (code, colour) => `Vigilance ${code} ${colour}`,
    also: (colour, phenomena) => `${colour}: ${phenomena}`,
    tomorrow: (colour) => `Tomorrow: ${colour}`,
    unknownColour: 'unknown',
    calm: 'No particular vigilance',
    unknown: (code, why) => `❓ Vigilance ${code} UNKNOWN: ${why}.`,
    failing: (since) => `source unreadable since ${since}`,
    expired: (since) => `the bulletin ended at ${since}`,
    unsaid: 'the bulletin gives no colour that I understand',
    overseas: 'overseas bulletins are another product, which I do not read',
    waiting: (code) => `❓ Vigilance ${code} UNKNOWN: no answer from the source yet. Ask again in a minute.`,
    last: (colour, at, age) => `Last known: ${colour} at ${at} (${age} old).`,
    link: 'See vigilance.meteofrance.fr',
    place: (name, code) => `${name} (${code})`,
    today: 'Now',
    next: 'Tomorrow',
    source: (credit, at) => `Bulletin of ${at}. Source: ${credit} (Licence Ouverte 2.0)`,
    trouble: (since, reason) => `The first source fails since ${since}: ${reason}.`,
  },
  fr: {
    usage: 'Département ? Ex : 38, 06, 2A',
    head: (code, colour) => `Vigilance ${code} ${colour}`,
    also: (colour, phenomena) => `${colour} : ${phenomena}`,
    tomorrow: (colour) => `Demain : ${colour}`,
    unknownColour: 'inconnue',
    calm: 'Pas de vigilance particulière',
    unknown: (code, why) => `❓ Vigilance ${code} INCONNUE : ${why}.`,
    failing: (since) => `source illisible depuis ${since}`,
    expired: (since) => `bulletin terminé à ${since}`,
    unsaid: 'le bulletin ne donne pas de couleur lisible',
    overseas: "l'outre-mer a d'autres bulletins, que je ne lis pas",
    waiting: (code) =>
      `❓ Vigilance ${code} INCONNUE : la source ne répond pas encore. Redemandez dans une minute.`,
    last: (colour, at, age) => `Dernière : ${colour} à ${at} (il y a ${age}).`,
    link: 'Voir vigilance.meteofrance.fr',
    place: (name, code) => `${name} (${code})`,
    today: 'Maintenant',
    next: 'Demain',
    source: (credit, at) => `Bulletin de ${at}. Source : ${credit} (Licence Ouverte 2.0)`,
    trouble: (since, reason) => `La première source est en panne depuis ${since} : ${reason}.`,
  },
};
