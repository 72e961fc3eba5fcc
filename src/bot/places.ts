/** The place that a question is about: a town, a post code, coordinates, a node, or where the bot stands. */

import type { Place } from '../mesh/geo.js';
import type { FoundPlace } from '../services/geocoding.js';
import { UserError } from '../util/errors.js';
import { cutToBytes, fold } from '../util/text.js';
import type { Zone } from '../util/zone.js';
import type { Call, Texts } from './command.js';
import { join } from './compose.js';
import type { BotContext } from './context.js';
import { findNode } from './find-node.js';
import { timeOfDay } from './format.js';
import { longNameOf, shortNameOf } from './node-names.js';
import { quoted } from './quoted.js';

export interface NamedPlace extends Place {
  readonly name: string;
  readonly region?: string;
  readonly zone?: Zone;
}

interface PlaceTexts {
  unknown(text: string): string;
  several(count: number, places: string): string;
  down(since: string): string;
  noPosition(name: string): string;
  readonly slow: string;
  readonly noHome: string;
}

const TEXTS: Texts<PlaceTexts> = {
  en: {
    unknown: (text) => `No place "${text}". Try a town, a post code or lat,lon.`,
    several: (count, places) => `${count} places: ${places}. Which?`,
    down: (since) => `Place finder down since ${since}. Try lat,lon or @NODE.`,
    noPosition: (name) => `${name} shares no position.`,
    slow: 'The place finder has not answered yet. Ask again in a minute, or try lat,lon.',
    noHome: 'I do not know where I am. Try a town or lat,lon.',
  },
  fr: {
    unknown: (text) => `Aucun lieu "${text}". Essayez une ville, un code postal ou lat,lon.`,
    several: (count, places) => `${count} lieux : ${places}. Lequel ?`,
    down: (since) => `Recherche de lieux injoignable depuis ${since}. Essayez lat,lon ou @NOEUD.`,
    noPosition: (name) => `${name} ne partage pas de position.`,
    slow: "La recherche de lieux n'a pas encore répondu. Redemandez dans une minute, ou lat,lon.",
    noHome: 'Je ne sais pas où je suis. Essayez une ville ou lat,lon.',
  },
};

const HOME_WORDS: ReadonlySet<string> = new Set(['', 'home', 'maison', 'ici']);
/** Of a name in an answer, so that the rest of it has room. */
const NAME_BYTES = 24;
const NUMBER = String.raw`([+-]?\d{1,3}(?:\.\d+)?)`;
const COORDINATES = new RegExp(`^${NUMBER}\\s*[,;\\s]\\s*${NUMBER}$`);

/** Throws `UserError` in the asker's words when there is no such place, or when it cannot be looked up. */
export async function placeFor(context: BotContext, call: Call): Promise<NamedPlace> {
  const text = call.rest.trim();
  if (HOME_WORDS.has(fold(text))) return homePlace(context, call);
  if (text.startsWith('@')) return nodePlace(context, call, text.slice(1));
  return coordinates(text) ?? (await lookUp(context, call, text));
}

function homePlace({ home, radio, settings }: BotContext, { language }: Call): NamedPlace {
  const place = home();
  if (!place) throw new UserError(TEXTS[language].noHome);
  return { ...place, name: shownName(settings.homeName ?? radio.own?.longName ?? 'MeshBot') };
}

function nodePlace({ nodes }: BotContext, { language }: Call, text: string): NamedPlace {
  const { nodeNum, position } = findNode(nodes, text, language);
  if (!position) throw new UserError(TEXTS[language].noPosition(longNameOf(nodes, nodeNum)));
  const { latitude, longitude } = position;
  return { latitude, longitude, name: shownName(shortNameOf(nodes, nodeNum)) };
}

function coordinates(text: string): NamedPlace | undefined {
  const [, first, second] = COORDINATES.exec(text) ?? [];
  const [latitude, longitude] = [Number(first), Number(second)];
  const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return isOnEarth
    ? { latitude, longitude, name: `${latitude.toFixed(2)},${longitude.toFixed(2)}` }
    : undefined;
}

async function lookUp({ outside }: BotContext, call: Call, text: string): Promise<NamedPlace> {
  const { language, signal } = call;
  const words = TEXTS[language];
  if (!outside?.places) throw new UserError(words.unknown(quoted(text)));
  const search = await outside.places.find(text, language, signal);
  switch (search.kind) {
    case 'found':
      return { ...search.place, name: shownName(search.place.name) };
    case 'several':
      throw new UserError(words.several(search.places.length, search.places.map(labelOf).join(', ')));
    case 'none':
      throw new UserError(words.unknown(quoted(text)));
    case 'down':
      throw new UserError(search.trouble ? words.down(timeOfDay(search.trouble.since)) : words.slow);
  }
}

/** The district only where the country does not tell them apart; short enough for four of them. */
function labelOf(place: FoundPlace, _: number, all: readonly FoundPlace[]): string {
  const { name, country, district } = place;
  const isOneOfSeveral = all.some((other) => other !== place && other.country === country);
  const parts = [cutToBytes(name, NAME_BYTES), country, isOneOfSeveral ? cutToBytes(district ?? '', 12) : ''];
  return join(parts, ' ');
}

function shownName(name: string): string {
  return cutToBytes(name, NAME_BYTES).trim();
}
