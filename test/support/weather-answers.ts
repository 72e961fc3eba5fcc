import { hostZone, offsetMinutes, startOfLocalDay } from '../../src/util/zone.js';
import { NOW } from './builders.js';

const HOUR = 3600;
const HOURS = 96;
/** 14:00 of the day of every story. */
const AT = Math.floor(NOW / 3_600_000) * HOUR;
const MIDNIGHT = startOfLocalDay(NOW, hostZone()) / 1000;

/** The rain of the catalogue's bars, hour by hour from now on. */
const RAIN = [0, 0, 0, 0.4, 1.8, 0.8, 0.7, 1.2, 1, 0.3, 0, 0, 0, 0, 0.1, 0.1];

type Changes = Readonly<Record<string, unknown>>;

/** The weather of the catalogue as Open-Meteo tells it: Grenoble on a Friday in November. */
export function anOpenMeteoAnswer(changes: Changes = {}) {
  const zone = hostZone();
  const times = Array.from({ length: HOURS }, (_, index) => MIDNIGHT + index * HOUR);
  // Told at the end of the hour in which it falls.
  const rain = times.map((time) => RAIN[(time - AT) / HOUR - 1] ?? 0);
  return {
    latitude: 45.19,
    longitude: 5.73,
    elevation: 214,
    utc_offset_seconds: offsetMinutes(NOW, zone) * 60,
    timezone: 'name' in zone ? zone.name : 'UTC',
    current: {
      time: AT,
      interval: 900,
      temperature_2m: 12.3,
      apparent_temperature: 11,
      relative_humidity_2m: 65,
      precipitation: 0,
      weather_code: 2,
      pressure_msl: 1016.2,
      wind_speed_10m: 15.1,
      wind_direction_10m: 270,
      wind_gusts_10m: 32,
      is_day: 1,
    },
    hourly: {
      time: times,
      temperature_2m: times.map(() => 10),
      precipitation: rain,
      precipitation_probability: rain.map((mm) => (mm > 0 ? 70 : 5)),
      weather_code: times.map(() => null),
    },
    daily: {
      time: [0, 1, 2, 3].map((day) => MIDNIGHT + day * 24 * HOUR),
      weather_code: [80, 63, 0, 3],
      temperature_2m_max: [14.1, 11.2, 12, 13],
      temperature_2m_min: [6, 4.3, 3, 5],
      precipitation_sum: [2.4, 8, 0, 0],
      precipitation_probability_max: [70, 90, 0, 0],
      wind_speed_10m_max: [25, 40, 15, 10],
      wind_gusts_10m_max: [45, 71, 20, 20],
    },
    ...changes,
  };
}

const SLOTS = [0, 300, 600, 900, 1200, 1500, 1800, 2100];

/** Three days in December as wttr.in tells them: all numbers are text. */
export function aWttrAnswer(changes: Changes = {}) {
  const day = (date: string) => ({
    date,
    maxtempC: '14',
    mintempC: '6',
    hourly: SLOTS.map((time) => ({
      time: String(time),
      tempC: '7',
      precipMM: time === 1500 ? '2.4' : '0.0',
      chanceofrain: time === 1500 ? '80' : '5',
      weatherCode: time === 1500 ? '353' : '116',
      windspeedKmph: time === 1200 ? '25' : '8',
    })),
  });
  return {
    nearest_area: [{ areaName: [{ value: 'Grenoble' }], latitude: '45.167', longitude: '5.717' }],
    current_condition: [
      {
        temp_C: '12',
        FeelsLikeC: '11',
        humidity: '65',
        precipMM: '0.0',
        pressure: '1016',
        weatherCode: '116',
        windspeedKmph: '15',
        winddirDegree: '270',
        observation_time: '01:00 PM',
        localObsDateTime: '2026-12-20 02:00 PM',
      },
    ],
    weather: [day('2026-12-20'), day('2026-12-21'), day('2026-12-22')],
    ...changes,
  };
}
