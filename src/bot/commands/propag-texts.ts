import type { Texts } from '../command.js';

interface PropagTexts {
  head(period: string): string;
  record(link: string): string;
  none(period: string, without: number, aside: number): string;
  longHead(period: string): string;
  readonly columns: readonly [string, string, string, string, string, string, string];
  longRecord(link: string, at: string): string;
  without(count: number): string;
  readonly aside: string;
  readonly tooFar: string;
  oldPosition(name: string, age: string | undefined): string;
  moved(name: string, distance: string): string;
  altitude(meters: number): string;
}

export const PROPAG_TEXTS: Texts<PropagTexts> = {
  en: {
    head: (period) => `Longest links ${period}`,
    record: (link) => `Record 30d: ${link}`,
    none: (period, without, aside) =>
      `No link with known positions in ${period} (${without} ${without === 1 ? 'link' : 'links'} without` +
      `${aside ? `, ${aside} not believed` : ''}).`,
    longHead: (period) => `Longest true radio links, ${period}`,
    columns: ['Nearer end', 'Farther end', 'Distance', 'There', 'Back', 'Source', 'Seen'],
    longRecord: (link, at) => `Record of 30 days: ${link}, ${at}`,
    without: (count) => `${count} ${count === 1 ? 'link' : 'links'} more between nodes of unknown position.`,
    aside: 'Set aside:',
    tooFar: 'farther than 500 km, so a position is wrong',
    oldPosition: (name, age) =>
      age === undefined
        ? `the position of ${name} is of unknown age`
        : `the position of ${name} was ${age} old when the link was seen`,
    moved: (name, distance) => `${name} was ${distance} away from there in that time`,
    altitude: (meters) => `${meters} m`,
  },
  fr: {
    head: (period) => `Plus longs liens ${period}`,
    record: (link) => `Record 30j : ${link}`,
    none: (period, without, aside) =>
      `Aucun lien avec positions connues en ${period} (${without} ${without < 2 ? 'lien' : 'liens'} sans` +
      `${aside ? `, ${aside} ${aside < 2 ? 'écarté' : 'écartés'}` : ''}).`,
    longHead: (period) => `Plus longs vrais liens radio, ${period}`,
    columns: ['Bout proche', 'Bout lointain', 'Distance', 'Aller', 'Retour', 'Source', 'Vu'],
    longRecord: (link, at) => `Record de 30 jours : ${link}, ${at}`,
    without: (count) => `${count} ${count < 2 ? 'lien' : 'liens'} de plus entre nœuds de position inconnue.`,
    aside: 'Écartés :',
    tooFar: 'plus de 500 km : une position est fausse',
    oldPosition: (name, age) =>
      age === undefined
        ? `la position de ${name} est d'un âge inconnu`
        : `la position de ${name} avait ${age} quand le lien a été vu`,
    moved: (name, distance) => `${name} était à ${distance} de là pendant ce temps`,
    altitude: (meters) => `${meters} m`,
  },
};
