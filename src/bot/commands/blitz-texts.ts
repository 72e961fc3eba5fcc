import type { Trend } from '../../services/lightning/trend.js';
import type { Texts } from '../command.js';

export interface BlitzTexts {
  strikes(count: string, isOne: boolean, radius: string, window: string): string;
  none(radius: string, window: string): string;
  since(time: string): string;
  last(place: string, time: string): string;
  down(time: string): string;
  downNote(time: string): string;
  lastSeen(time: string, place: string): string;
  readonly noPlace: string;
  nearest(place: string, ago: string): string;
  trend(kind: Trend['kind'], speed: string): string;
  arrival(minutes: number): string;
  mean(distance: string): string;
  barsHead(radius: string): string;
  barsFoot(most: number): string;
  map(url: string): string;
  readonly credit: string;
}

export const BLITZ_TEXTS: Texts<BlitzTexts> = {
  en: {
    strikes: (count, isOne, radius, window) =>
      `⚡${count} ${isOne ? 'strike' : 'strikes'} <${radius} in ${window}`,
    none: (radius, window) => `⚡No strike <${radius} in ${window}.`,
    since: (time) => `Feed connected since ${time}.`,
    last: (place, time) => `Last one ${place} at ${time}.`,
    down: (time) => `❓ Lightning feed down since ${time}, I cannot tell.`,
    downNote: (time) => `Feed down since ${time}, there may be more`,
    lastSeen: (time, place) => `Last strike seen ${time}, ${place}.`,
    noPlace: '❓ My own position is unknown, so I cannot tell of lightning.',
    nearest: (place, ago) => `Nearest ${place}, ${ago}`,
    trend: (kind, speed) =>
      ({ closer: `Coming closer, ${speed}`, away: `Moving away, ${speed}`, staying: 'Staying' })[kind],
    arrival: (minutes) => `here in about ${minutes} min`,
    mean: (distance) => `mean ${distance}`,
    barsHead: (radius) => `Strikes <${radius} per 5 min, the last 2 h:`,
    barsFoot: (most) => `(highest bar: ${most})`,
    map: (url) => `Map: ${url}`,
    credit: 'Data: Blitzortung.org contributors, for private use. Not an official warning.',
  },
  fr: {
    strikes: (count, isOne, radius, window) =>
      `⚡${count} ${isOne ? 'éclair' : 'éclairs'} <${radius} en ${window}`,
    none: (radius, window) => `⚡Aucun éclair <${radius} en ${window}.`,
    since: (time) => `Flux ouvert depuis ${time}.`,
    last: (place, time) => `Dernier ${place} à ${time}.`,
    down: (time) => `❓ Flux foudre coupé depuis ${time}, je ne sais pas.`,
    downNote: (time) => `Flux coupé depuis ${time}, il peut y en avoir plus`,
    lastSeen: (time, place) => `Dernier éclair vu ${time}, ${place}.`,
    noPlace: '❓ Ma propre position est inconnue : je ne peux rien dire de la foudre.',
    nearest: (place, ago) => `Plus proche ${place}, ${ago}`,
    trend: (kind, speed) =>
      ({ closer: `Se rapproche, ${speed}`, away: `S'éloigne, ${speed}`, staying: 'Stationnaire' })[kind],
    arrival: (minutes) => `ici dans ${minutes} min environ`,
    mean: (distance) => `moyenne ${distance}`,
    barsHead: (radius) => `Éclairs <${radius} par 5 min, 2 dernières heures :`,
    barsFoot: (most) => `(barre la plus haute : ${most})`,
    map: (url) => `Carte : ${url}`,
    credit: 'Données : contributeurs de Blitzortung.org, usage privé. Pas une alerte officielle.',
  },
};
