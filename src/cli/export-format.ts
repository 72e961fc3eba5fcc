/** Records as text for other programs, piece by piece. */
import type { ExportRecord, ExportTable, ExportValue } from '../app.js';

export type ExportFormat = 'json' | 'csv' | 'geojson';

/** What stands around the records, between them, and each of them; undefined for one that does not fit. */
interface Writer {
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  write(record: ExportRecord): string | undefined;
}

/** `onLeftOut` is told how many records have no place on the map. */
export function* exportText(
  { columns, pages }: Pick<ExportTable, 'columns' | 'pages'>,
  format: ExportFormat,
  onLeftOut: (count: number) => void,
): Generator<string> {
  const { head, between, tail, write } = WRITERS[format](columns);
  yield head;
  let isFirst = true;
  let leftOut = 0;
  for (const page of pages) {
    const texts = page.flatMap((record) => write(record) ?? []);
    leftOut += page.length - texts.length;
    // Also an empty page is a breath for whoever else has something to do.
    yield `${isFirst || texts.length === 0 ? '' : between}${texts.join(between)}`;
    isFirst &&= texts.length === 0;
  }
  yield tail;
  if (leftOut > 0) onLeftOut(leftOut);
}

const WRITERS: Readonly<Record<ExportFormat, (columns: readonly string[]) => Writer>> = {
  json: (columns) => ({
    head: '[\n',
    between: ',\n',
    tail: '\n]\n',
    write: ({ values }) => json(asObject(columns, values)),
  }),
  csv: (columns) => ({
    head: line(columns),
    between: '',
    tail: '',
    write: ({ values }) => line(values),
  }),
  geojson: (columns) => ({
    head: '{"type":"FeatureCollection","features":[\n',
    between: ',\n',
    tail: '\n]}\n',
    write: (record) => feature(columns, record),
  }),
};

function asObject(columns: readonly string[], values: readonly ExportValue[]): Record<string, ExportValue> {
  return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null]));
}

/** On one line. What a terminal would obey is written as its code, which means the same to every reader. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** RFC 4180 */
function line(values: readonly ExportValue[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

/** What a spreadsheet takes for the beginning of a formula, full-width forms too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A name like `=HYPERLINK(…)` comes from strangers, and must not be run by whoever opens the file. */
function cell(value: ExportValue): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  // There is no way to write these in CSV, and a terminal or a viewer obeys them.
  const clean = value.replace(/(?![\t\r\n])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '\ufffd');
  const text = FORMULA.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 7946 */
function feature(columns: readonly string[], { values, places }: ExportRecord): string | undefined {
  if (!places) return undefined;
  const points = places.map(({ latitude, longitude, altitudeMeters }) => [
    longitude,
    latitude,
    ...(altitudeMeters === undefined ? [] : [altitudeMeters]),
  ]);
  const geometry =
    points.length === 1
      ? { type: 'Point', coordinates: points[0] }
      : { type: 'LineString', coordinates: points };
  return json({ type: 'Feature', geometry, properties: asObject(columns, values) });
}
