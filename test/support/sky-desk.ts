import { expect } from 'vitest';
import type { Language } from '../../src/bot/request.js';
import type { FoundPlace } from '../../src/services/geocoding.js';
import { createOpenMeteo } from '../../src/services/weather/open-meteo.js';
import type { WeatherReport } from '../../src/services/weather/report.js';
import type { WeatherReading } from '../../src/services/weather/weather.js';
import { byteLength } from '../../src/util/text.js';
import { aDesk, type Desk } from './bot-desk.js';
import { aConsoleRequest, NOW } from './builders.js';
import { anOpenMeteoAnswer } from './weather-answers.js';

export const HOME = { latitude: 45.19, longitude: 5.72 };
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const GRENOBLE: FoundPlace = { ...HOME, name: 'Grenoble', region: 'Isère', population: 158_552 };
/** 14:00, at which the weather was told. */
export const AT_TWO = Math.floor(NOW / HOUR) * HOUR;
export const TROUBLE = { since: NOW - 55 * MINUTE, reason: 'timeout' } as const;

/** The weather of the catalogue as Open-Meteo tells it. */
export async function aWeatherReport(
  changes: Partial<ReturnType<typeof anOpenMeteoAnswer>> = {},
): Promise<WeatherReport> {
  const http = { get: async () => JSON.stringify(anOpenMeteoAnswer(changes)) };
  const source = createOpenMeteo(http, 'https://api.open-meteo.com/v1/forecast', () => NOW);
  return source.read(HOME, { timeoutMs: 1, signal: new AbortController().signal });
}

/** The usual desk in Grenoble, where it is known how the weather is. */
export async function aSkyDesk(reading: Partial<WeatherReading> = {}): Promise<Desk> {
  const desk = aDesk({ position: HOME, homeName: 'Grenoble' });
  desk.weather = { report: await aWeatherReport(), ageMs: 5 * MINUTE, isStale: false, ...reading };
  return desk;
}

/** The first page; and time passes, so that the same line may be asked again. */
export async function said(desk: Desk, text: string, language: Language = 'en') {
  const answer = await desk.ask(text, { language });
  await desk.clock.advance(10_001);
  return answer;
}

/** What the catalogue promises, word for word. */
export async function expectAnswers(
  desk: Desk,
  answers: Record<Language, [command: string, answer: string]>,
) {
  for (const language of ['en', 'fr'] as const) {
    const [command, answer] = answers[language];
    expect(await said(desk, command, language)).toBe(answer);
    expect(byteLength(answer)).toBeLessThanOrEqual(200);
  }
}

/** The long answer. */
export async function saidAtConsole(desk: Desk, text: string, language: Language = 'en') {
  return (await desk.bot.router.handle(aConsoleRequest(text, { language })))?.pages.join('');
}
