/** An ESPHome device as a demo plays it: a small solar station on a day that has sun, all of it made up from the hour. */
import type { RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../../util/clock.js';
import { hostZone, startOfLocalDay } from '../../util/zone.js';
import { PlayedService, sendJson } from './http-server.js';

const HOUR_MS = 3_600_000;
const TELL_EVERY_MS = 10_000;
/** What happened before the demo began. */
const BEFORE_MS = 24 * HOUR_MS;
const SLOT_MS = 5 * 60_000;
const SUNRISE = 7;
const SUNSET = 19;

interface DemoSensor {
  /** As the bot calls it. */
  readonly metric: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

export interface DemoSample {
  readonly sensor: string;
  readonly value: number;
  readonly at: number;
}

/** Plays `/sensor/<name>` and `/events`, as firmware since 2026.1 does. */
export function createDemoEsphome(clock: Pick<Clock, 'now' | 'every'>): PlayedService {
  const answer: RequestListener = (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://demo').pathname);
    const sensor = demoSensors(clock.now()).find(({ name }) => path === `/sensor/${name}`);
    if (path === '/events') openStream(response, clock);
    else if (sensor) sendJson(response, stateOf(sensor));
    else sendJson(response, { error: 'no such sensor' }, 404);
  };
  return new PlayedService('demo sensors', answer);
}

/** Every five minutes of the day before, so that there is something to draw at once. */
export function demoSensorsBefore(now: number): DemoSample[] {
  const first = Math.ceil((now - BEFORE_MS) / SLOT_MS);
  const count = Math.floor(now / SLOT_MS) - first;
  const midnight = startOfLocalDay(now, hostZone());
  return Array.from({ length: count }, (_, index) => (first + index) * SLOT_MS).flatMap((at) =>
    demoSensors(at, midnight).map(({ metric, value }) => ({ sensor: metric, value, at })),
  );
}

function openStream(response: ServerResponse, clock: Pick<Clock, 'now' | 'every'>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const tell = () => {
    response.write('event: ping\ndata: {"title":"Demo"}\n\n');
    for (const sensor of demoSensors(clock.now())) {
      response.write(`event: state\ndata: ${JSON.stringify(stateOf(sensor))}\n\n`);
    }
  };
  tell();
  response.once('close', clock.every('demo.sensors', TELL_EVERY_MS, tell));
}

function stateOf({ name, value, unit }: DemoSensor): unknown {
  return { name_id: `sensor/${name}`, id: `sensor/${name}`, value, state: `${value} ${unit}` };
}

function demoSensors(at: number, midnight = startOfLocalDay(at, hostZone())): DemoSensor[] {
  const hour = ((at - midnight) / HOUR_MS + 24) % 24;
  const height = Math.max(0, Math.sin((Math.PI * (hour - SUNRISE)) / (SUNSET - SUNRISE)));
  const share = Math.min(1, Math.max(0, (hour - SUNRISE) / (SUNSET - SUNRISE)));
  const warmth = Math.cos(((hour - 15) * Math.PI) / 12);
  const drift = Math.sin(at / (30 * HOUR_MS));
  const sensor = (metric: string, name: string, unit: string, value: number): DemoSensor => {
    return { metric, name, unit, value: Number(value.toFixed(2)) };
  };
  return [
    sensor('batteryVoltage', 'Battery Voltage', 'V', 12.55 + 0.35 * share + 0.7 * height),
    sensor('batteryCurrent', 'Battery Current', 'A', 2.4 * height - 0.18),
    sensor('yieldToday', 'Yield Today', 'Wh', 115 * (1 - Math.cos(Math.PI * share))),
    sensor('temperature', 'BME280 Temperature', '°C', 12 + 6.5 * warmth),
    sensor('humidity', 'BME280 Humidity', '%', 62 - 17 * warmth),
    sensor('pressure', 'BME280 Pressure', 'hPa', 1014 + 6 * drift),
  ];
}
