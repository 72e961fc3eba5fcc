/** How a device calls its sensors: by a slug up to 2025.12, by their name since 2026.1, with a sub-device before it. */
import { type JsonRecord, parseRecord, textIn } from '../json.js';
import { METRICS, type Metric } from './metrics.js';

/** The names under which each metric may be found, the most likely one first. */
export type SensorNames = Readonly<Record<Metric, readonly string[]>>;

/** Each name as it stands, then each as firmware up to 2025.12 writes it. */
export function candidatesOf(names: readonly string[]): readonly string[] {
  return [...new Set([...names, ...names.map(slugOf)])];
}

/** `Battery Voltage` is `battery_voltage`. */
function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(' ', '_')
    .replace(/[^a-z0-9_/-]/g, '_');
}

/** `/sensor/Garage/Battery%20Voltage` */
export function pathOf(candidate: string): string {
  return `/sensor/${candidate.split('/').map(encodeURIComponent).join('/')}`;
}

/** By what it calls itself: `sensor/Battery Voltage`, `sensor/Garage/Battery Voltage` or `sensor-battery_voltage`. */
export function createRecognizer(sensors: SensorNames): (entity: JsonRecord) => Metric | undefined {
  const known = new Map<string, Metric>();
  for (const metric of METRICS) {
    for (const name of candidatesOf(sensors[metric])) if (!known.has(name)) known.set(name, metric);
  }
  return (entity) => {
    const ids = [textIn(entity['name_id']), textIn(entity['id'])];
    return ids.map((id) => known.get(/^sensor[/-](.*)$/s.exec(id ?? '')?.[1] ?? '')).find(Boolean);
  };
}

/** Some devices write NaN where JSON has no word for it. Throws `ServiceFailure` when it is not JSON for another reason. */
export function parseEntity(text: string): JsonRecord {
  return parseRecord(text.replace(/:\s{0,4}[-+]?(?:nan|inf|infinity)(?=\s{0,4}[,}])/gi, ':null'));
}
