import {
  type MoonDay,
  moonDay,
  moonPhase,
  nextPhases,
  type PrincipalPhase,
  type SunDay,
  sunDay,
} from '../../services/astronomy.js';
import { hostZone, offsetMinutes, startOfLocalDay, UTC, type Zone } from '../../util/zone.js';
import type { Texts } from '../command.js';
import { join } from '../compose.js';
import type { CommandDefinition } from '../context.js';
import { decimal, span } from '../format.js';
import { dayIn, shortWeekdayIn, timeIn } from '../local-format.js';
import { type NamedPlace, placeFor } from '../places.js';
import type { Language } from '../request.js';

interface AstroTexts {
  readonly sun: string;
  readonly polarDay: string;
  readonly polarNight: string;
  dusk(at: string): string;
  moon(icon: string, percent: number, isGrowing: boolean, times: string): string;
  sets(at: string): string;
  next(phase: PrincipalPhase, day: string): string;
  noon(at: string, degrees: string): string;
  golden(from: string, to: string): string;
}

const PHASES: Texts<Readonly<Record<PrincipalPhase, string>>> = {
  en: { new: 'New', 'first quarter': 'First quarter', full: 'Full', 'last quarter': 'Last quarter' },
  fr: {
    new: 'Nouvelle',
    'first quarter': 'Premier quartier',
    full: 'Pleine',
    'last quarter': 'Dernier quartier',
  },
};

const TEXTS: Texts<AstroTexts> = {
  en: {
    sun: 'Sun',
    polarDay: 'Sun all day, it does not set',
    polarNight: 'No sun today, it does not rise',
    dusk: (at) => `Dusk ${at}`,
    moon: (icon, percent, isGrowing, times) =>
      join([`Moon ${icon} ${percent}% ${isGrowing ? 'growing' : 'shrinking'}`, times]),
    sets: (at) => `sets ${at}`,
    next: (phase, day) => `${PHASES.en[phase]} ${day}`,
    noon: (at, degrees) => `Highest at ${at}, ${degrees}°`,
    golden: (from, to) => `Golden hour ${from}-${to}`,
  },
  fr: {
    sun: 'Soleil',
    polarDay: 'Soleil tout le jour, sans coucher',
    polarNight: "Pas de soleil aujourd'hui, sans lever",
    dusk: (at) => `Crépuscule ${at}`,
    moon: (icon, percent, isGrowing, times) =>
      join([`Lune ${icon} ${percent}% ${isGrowing ? 'croît' : 'décroît'}`, times]),
    sets: (at) => `se couche ${at}`,
    next: (phase, day) => `${PHASES.fr[phase]} le ${day}`,
    noon: (at, degrees) => `Au plus haut à ${at}, ${degrees}°`,
    golden: (from, to) => `Heure dorée ${from}-${to}`,
  },
};

const MOONS = ['🌑', '🌒', '🌓', '🌔', '🌕', '🌖', '🌗', '🌘'] as const;
const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;
const PHASES_SHOWN = 4;
/** No clock is farther from the sun than this; beyond, the zone of our machine is not that of the place. */
const MAX_ZONE_HOURS = 3.5;

export const astro: CommandDefinition = {
  name: 'astro',
  aliases: ['astre', 'sun'],
  role: 'any',
  places: ['direct', 'listed-channel', 'telegram', 'console'],
  group: 'sky',
  args: { min: 0, max: Number.POSITIVE_INFINITY },
  texts: {
    en: { name: 'astro', usage: '[place]', summary: 'sun and moon today', example: '/astro Lyon' },
    fr: { name: 'astre', usage: '[lieu]', summary: "soleil et lune d'aujourd'hui", example: '/astre Lyon' },
  },
  see: ['weather', 'rain'],
  create: (context) => ({
    run: async (call) => {
      const place = await placeFor(context, call);
      const sky = skyOf(place, context.clock.now());
      const lines = brief(sky, call.language);
      return join(
        call.request.isBrief ? lines : [...lines.slice(0, -1), ...details(sky, call.language)],
        '\n',
      );
    },
  }),
};

interface Sky {
  readonly place: NamedPlace;
  readonly zone: Zone;
  readonly now: number;
  readonly sun: SunDay;
  /** Against the day before. */
  readonly longerMs: number;
  readonly moon: MoonDay;
}

function skyOf(place: NamedPlace, now: number): Sky {
  const zone = place.zone ?? zoneNear(place, now);
  const midnight = startOfLocalDay(now, zone);
  // A day and a half after midnight is always tomorrow, also when the clocks change.
  const lengthMs = startOfLocalDay(midnight + 1.5 * DAY_MS, zone) - midnight;
  const sun = sunDay(place, midnight, lengthMs);
  const longerMs = sun.upMs - sunDay(place, midnight - DAY_MS).upMs;
  return { place, zone, now, sun, longerMs, moon: moonDay(place, midnight, lengthMs) };
}

/** Our own zone where the sun agrees with it, else UTC. */
function zoneNear({ longitude }: NamedPlace, now: number): Zone {
  const zone = hostZone();
  const apart = Math.abs(offsetMinutes(now, zone) / 60 - longitude / 15);
  return Math.min(apart, 24 - apart) <= MAX_ZONE_HOURS ? zone : UTC;
}

function brief({ place, zone, now, sun, longerMs, moon }: Sky, language: Language): string[] {
  const text = TEXTS[language];
  const day = `${shortWeekdayIn(now, zone, language)} ${dayIn(now, zone, language)}`;
  const { lit, eighth, isGrowing } = moonPhase(now);
  const next = nextPhases(now, PHASES_SHOWN).find(({ phase }) => phase === (isGrowing ? 'full' : 'new'));
  return [
    join([place.name, day, zone === UTC ? 'UTC' : ''], ' '),
    sunLine(sun, longerMs, { zone, language }),
    sun.dusk === undefined || isPolar(sun) ? '' : text.dusk(timeIn(sun.dusk, zone)),
    text.moon(MOONS[eighth] ?? '', Math.round(lit * 100), isGrowing, moonTimes(moon, zone, language)),
    next ? text.next(next.phase, dayIn(next.at, zone, language)) : '',
  ];
}

function isPolar({ upMs, rise, set }: SunDay): boolean {
  return upMs === 0 || (rise === undefined && set === undefined);
}

function sunLine(sun: SunDay, longerMs: number, { zone, language }: Clockwork): string {
  const text = TEXTS[language];
  if (isPolar(sun)) return sun.upMs > 0 ? text.polarDay : text.polarNight;
  const shown = (at: number | undefined) => (at === undefined ? '–' : timeIn(at, zone));
  const minutes = Math.round(longerMs / MINUTE_MS);
  const change = `(${minutes > 0 ? '+' : ''}${minutes}min)`;
  return `${text.sun} ${shown(sun.rise)}-${shown(sun.set)}, ${span(sun.upMs, language)} ${change}`;
}

interface Clockwork {
  readonly zone: Zone;
  readonly language: Language;
}

function moonTimes({ rise, set }: MoonDay, zone: Zone, language: Language): string {
  if (rise !== undefined) return `${timeIn(rise, zone)}-${set === undefined ? '–' : timeIn(set, zone)}`;
  return set === undefined ? '' : TEXTS[language].sets(timeIn(set, zone));
}

function details({ zone, now, sun }: Sky, language: Language): string[] {
  const text = TEXTS[language];
  const phases = nextPhases(now, PHASES_SHOWN);
  return [
    text.noon(timeIn(sun.noon.at, zone), decimal(sun.noon.degrees, 0, language)),
    sun.golden ? text.golden(timeIn(sun.golden.from, zone), timeIn(sun.golden.to, zone)) : '',
    ...phases.map(({ phase, at }) => text.next(phase, dayIn(at, zone, language))),
  ];
}
