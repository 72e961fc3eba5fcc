import type { EsphomeReading } from '../../services/esphome/esphome.js';
import { METRICS, type Metric } from '../../services/esphome/metrics.js';
import { FRESH_MS, newestOf, type SensorValue, type SensorValues } from '../../services/esphome/readings.js';
import type { Call } from '../command.js';
import { fitPage, join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { decimal, longAgo } from '../format.js';
import type { Language } from '../request.js';
import { longGraphs } from './graphs.js';
import { agoInWords, batteryLine, climateLine, downNote, POWER_TEXTS, SHAPES, shown } from './power-texts.js';

const GRAPH_HOURS = 24;

export const power: CommandDefinition = {
  name: 'power',
  aliases: ['energie'],
  switchedOnBy: 'esphome.enabled',
  role: 'any',
  places: ['direct', 'listed-channel', 'telegram', 'console'],
  group: 'here',
  texts: {
    en: { name: 'power', usage: '', summary: 'battery, sun and climate here', example: '/power' },
    fr: { name: 'energie', usage: '', summary: 'batterie, soleil et climat ici', example: '/energie' },
  },
  see: ['graphs'],
  create: (context) => ({
    isAvailable: () => context.outside?.esphome !== undefined,
    run: (call) => {
      const reading = context.outside?.esphome?.read();
      return reading ? told(context, call, reading) : '';
    },
  }),
};

function told(context: BotContext, { language, request }: Call, reading: EsphomeReading): string {
  const down = downNote(reading, language);
  if (request.isBrief) return down ?? brief(reading.values, language);
  const lines = sensorLines(reading.values, language);
  const graphs = longGraphs(context, { hours: GRAPH_HOURS, language });
  const head = down ?? (lines.length > 0 ? undefined : POWER_TEXTS[language].nothing);
  const title = graphs.length > 0 ? POWER_TEXTS[language].graphs(`${GRAPH_HOURS} h`) : undefined;
  return join([head, ...lines, title && `\n${title}`, ...graphs], '\n');
}

/** What is older than ten minutes stands behind the rest, with its own age. */
function brief(values: SensorValues, language: Language): string {
  const newest = newestOf(values);
  if (!newest) return POWER_TEXTS[language].nothing;
  const isOfNow = ({ ageMs }: SensorValue) => ageMs <= Math.max(FRESH_MS, newest.ageMs);
  const fresh = Object.fromEntries(
    Object.entries(values).filter(([, value]) => isOfNow(value)),
  ) as SensorValues;
  const { yieldToday } = fresh;
  const older = METRICS.flatMap((metric) => {
    const value = values[metric];
    return value && !isOfNow(value)
      ? [`${shown(metric, value.value, language)} (${agoInWords(value.ageMs, language)})`]
      : [];
  });
  const today = yieldToday && POWER_TEXTS[language].today(shown('yieldToday', yieldToday.value, language));
  return fitPage([
    { parts: [{ text: batteryLine(fresh, language) }] },
    { parts: [{ text: today ?? '' }] },
    { parts: [{ text: climateLine(fresh, language) }] },
    { parts: [{ text: agoInWords(newest.ageMs, language) }] },
    { parts: older.map((text, index) => ({ text, drop: 1 + index })) },
  ]);
}

function sensorLines(values: SensorValues, language: Language): string[] {
  const line = (metric: Metric | 'power', { value, ageMs }: Pick<SensorValue, 'value' | 'ageMs'>) => {
    const { digits, longUnit } = SHAPES[metric];
    const amount = `${decimal(value, digits, language)}${longUnit}`;
    return `${POWER_TEXTS[language].sensors[metric]} ${amount}, ${longAgo(ageMs, language)}`;
  };
  const lines = METRICS.flatMap((metric) => {
    const told = values[metric];
    return told ? [line(metric, told)] : [];
  });
  const { batteryVoltage: voltage, batteryCurrent: current } = values;
  if (!voltage || !current) return lines;
  const ageMs = Math.max(voltage.ageMs, current.ageMs);
  return [
    ...lines.slice(0, 2),
    line('power', { value: voltage.value * current.value, ageMs }),
    ...lines.slice(2),
  ];
}
