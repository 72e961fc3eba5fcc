import type { WeatherReport } from '../../services/weather/report.js';
import type { WeatherReading } from '../../services/weather/weather.js';
import type { Call, Reply } from '../command.js';
import type { BotContext } from '../context.js';
import { type NamedPlace, placeFor } from '../places.js';
import { nothingKnown } from './weather-texts.js';

/** Somebody waits, and another one waits for the air: finding the place and reading its weather take no longer together. */
const PATIENCE_MS = 7500;
const NOT_READ: WeatherReading = { ageMs: 0, isStale: false };

export interface ToldWeather {
  readonly place: NamedPlace;
  readonly reading: WeatherReading;
  readonly report: WeatherReport;
}

/** The weather of the place that the call names, in the words of `tell`; or why there is none. */
export async function withWeather(
  context: BotContext,
  call: Call,
  tell: (weather: ToldWeather) => Reply,
): Promise<Reply> {
  const patience = new AbortController();
  const signal = AbortSignal.any([call.signal, patience.signal]);
  const stop = context.clock.after('bot.weather', PATIENCE_MS, () => patience.abort());
  try {
    const place = await placeFor(context, { ...call, signal });
    const reading = (await context.outside?.weather?.read(place, signal)) ?? NOT_READ;
    const { report } = reading;
    if (!report) return nothingKnown(reading, call.language, call.request.isBrief);
    return tell({ place, reading, report });
  } finally {
    stop();
  }
}
