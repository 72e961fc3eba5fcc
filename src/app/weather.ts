import { PlaceFinder } from '../services/geocoding.js';
import { WeatherService } from '../services/weather/weather.js';
import { type Asking, type ServiceParts, switchedOff } from './asking.js';
import { weatherSettings } from './settings.js';

export function createWeather(asking: Asking): ServiceParts {
  const { config } = asking;
  if (!config.weather.enabled) return switchedOff('weather');
  const weather = new WeatherService({ ...asking, settings: weatherSettings(config) });
  const { geocodingUrl: url, countryCode } = config.weather;
  const places = new PlaceFinder({ ...asking, url, ...(countryCode !== undefined && { countryCode }) });
  return {
    outside: { weather, places },
    reports: () => [...weather.reports(), places.report()],
    parts: [weather, places],
  };
}
