import type { LightningReading } from '../../services/lightning/lightning.js';
import type { Sighting } from '../../services/lightning/sighting.js';
import type { Ring, Storm } from '../../services/lightning/storm.js';
import { sparkline } from '../bars.js';
import type { Call } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { compass, distance, longAgo, longDistance, timeOfDay } from '../format.js';
import type { Language } from '../request.js';
import { BLITZ_TEXTS } from './blitz-texts.js';

const MINUTE_MS = 60_000;

export const blitz: CommandDefinition = {
  name: 'blitz',
  aliases: ['foudre', 'orage', 'lightning'],
  switchedOnBy: 'lightning.enabled',
  role: 'any',
  places: ['direct', 'channel', 'telegram', 'console'],
  group: 'sky',
  texts: {
    en: { name: 'blitz', usage: '', summary: 'lightning around here', example: '' },
    fr: { name: 'foudre', usage: '', summary: "la foudre autour d'ici", example: '' },
  },
  see: ['rain', 'weather'],
  create: (context) => ({
    isAvailable: () => context.outside?.lightning !== undefined,
    run: (call) => {
      const reading = context.outside?.lightning?.read();
      return reading ? told(context, call, reading) : '';
    },
  }),
};

function told(context: BotContext, { language, request }: Call, reading: LightningReading): string {
  const now = context.clock.now();
  const said: Said = { reading, language, now };
  if (reading.feed.state === 'no place') return BLITZ_TEXTS[language].noPlace;
  if (!request.isBrief) return long(said);
  return reading.storm.count > 0 ? storm(said) : calm(said);
}

interface Said {
  readonly reading: LightningReading;
  readonly language: Language;
  readonly now: number;
}

/** Nothing in sight: said as calm only for the time that somebody watched. */
function calm({ reading, language, now }: Said): string {
  const text = BLITZ_TEXTS[language];
  const { feed, storm, windowMs } = reading;
  const { last } = storm;
  if (feed.state !== 'live') {
    const since = feed.state === 'down' ? feed.since : now;
    const seen = last && text.lastSeen(timeOfDay(now - last.ageMs), where(last, language));
    return join([text.down(timeOfDay(since)), seen], ' ');
  }
  const watchedMs = Math.min(windowMs, now - feed.since);
  const lastOne = last && text.last(where(last, language), timeOfDay(now - last.ageMs));
  return join(
    [text.none(radius(reading), length(watchedMs)), text.since(timeOfDay(feed.since)), lastOne],
    ' ',
  );
}

function storm(said: Said): string {
  const { reading, language } = said;
  const { rings, nearest } = reading.storm;
  return join(
    [
      head(said),
      join(rings.map(({ fromKm, toKm, count }) => `${fromKm}-${toKm}km ${count}`)),
      nearest && BLITZ_TEXTS[language].nearest(where(nearest, language), agoShort(nearest.ageMs, language)),
      movement(reading.storm, language),
      note(said),
    ],
    '\n',
  );
}

function head({ reading, language }: Said): string {
  const { count, isAtLeast } = reading.storm;
  const told = isAtLeast ? `${count}+` : `${count}`;
  return BLITZ_TEXTS[language].strikes(
    told,
    count === 1 && !isAtLeast,
    radius(reading),
    length(reading.windowMs),
  );
}

/** What is counted may be too little when not all of the time was watched. */
function note({ reading, language, now }: Said): string {
  const text = BLITZ_TEXTS[language];
  const { feed, windowMs } = reading;
  if (feed.state === 'down') return text.downNote(timeOfDay(feed.since));
  if (feed.state === 'live' && now - feed.since < windowMs) return text.since(timeOfDay(feed.since));
  return '';
}

function movement({ trend }: Storm, language: Language): string {
  if (!trend) return '';
  const speed = trend.kind === 'staying' ? '' : `~${Math.round(trend.kmh)}km/h`;
  return BLITZ_TEXTS[language].trend(trend.kind, speed);
}

function long(said: Said): string {
  const { reading, language, now } = said;
  const { storm, home, feed } = reading;
  const text = BLITZ_TEXTS[language];
  const hasBars = storm.bars.some((count) => count > 0);
  const bars = hasBars
    ? [text.barsHead(radius(reading)), `${sparkline(storm.bars)} ${text.barsFoot(Math.max(...storm.bars))}`]
    : [];
  const first = storm.count > 0 ? stormInFull(said) : [calm(said)];
  const since = feed.state === 'live' && storm.count > 0 ? text.since(timeOfDay(feed.since)) : '';
  const isDown = storm.count > 0 && feed.state === 'down';
  return join(
    [
      ...first,
      ...bars,
      isDown ? note({ reading, language, now }) : since,
      home && text.map(mapUrl(home)),
      text.credit,
    ],
    '\n',
  );
}

function stormInFull(said: Said): readonly (string | undefined)[] {
  const { reading, language } = said;
  const { rings, nearest, trend } = reading.storm;
  const text = BLITZ_TEXTS[language];
  const minutes = trend?.kind === 'closer' ? trend.arrivalMinutes : undefined;
  const arrival = minutes === undefined ? '' : text.arrival(Math.round(minutes));
  return [
    head(said),
    ...rings.map((ring) => ringInFull(ring, language)),
    nearest && text.nearest(longWhere(nearest, language), longAgo(nearest.ageMs, language)),
    join([movement(reading.storm, language), arrival]),
  ];
}

function ringInFull({ fromKm, toKm, count, meanMeters }: Ring, language: Language): string {
  const mean =
    meanMeters === undefined ? '' : ` (${BLITZ_TEXTS[language].mean(longDistance(meanMeters, language))})`;
  return `${fromKm}-${toKm} km: ${count}${mean}`;
}

function where({ meters, bearing }: Sighting, language: Language): string {
  return `${distance(meters, language)} ${compass(bearing, language)}`;
}

function longWhere({ meters, bearing }: Sighting, language: Language): string {
  return `${longDistance(meters, language)} ${compass(bearing, language)}`;
}

/** `2min ago` */
function agoShort(ms: number, language: Language): string {
  return longAgo(ms, language).replace(/(\d) /, '$1');
}

/** `15min`, `40s` */
function length(ms: number): string {
  return ms < MINUTE_MS ? `${Math.floor(ms / 1000)}s` : `${Math.floor(ms / MINUTE_MS)}min`;
}

function radius({ radiusKm }: LightningReading): string {
  return `${radiusKm}km`;
}

/** To about ten kilometres: a map needs no more. */
function mapUrl({ latitude, longitude }: { readonly latitude: number; readonly longitude: number }): string {
  return `https://map.blitzortung.org/#8/${latitude.toFixed(1)}/${longitude.toFixed(1)}`;
}
