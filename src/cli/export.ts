import { resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExportSubject } from '../app.js';
import { findDataDir } from '../config/data-dir.js';
import { codeOf, EXIT, type ExitCode, UserError } from '../util/errors.js';
import type { BotPlace } from './bot-client.js';
import { type ExportFormat, exportText } from './export-format.js';
import { type CliIo, warnLine } from './io.js';
import { momentOf } from './moments.js';
import { writeWhole } from './whole-file.js';

export interface ExportOptions extends BotPlace {
  readonly format: ExportFormat;
  readonly since?: string;
  readonly until?: string;
  readonly output?: string;
}

/** What has a place on a map. */
const ON_MAPS: readonly ExportSubject[] = ['nodes', 'edges'];
/** 2128: no row is stamped later than 2100. A clock that was set back leaves some of tomorrow. */
const FOREVER = 5_000_000_000_000;
/** Whoever reads has left. */
const CLOSED = ['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED'];

/** `meshbot export nodes|packets|messages|edges`: what the bot keeps, read beside it or from what it left. */
export async function exportStored(
  subject: ExportSubject,
  options: ExportOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { format, output } = options;
  if (format === 'geojson' && !ON_MAPS.includes(subject)) {
    throw new UserError(
      `${subject} have no place on a map: take json or csv (geojson is for nodes and edges)`,
    );
  }
  const span = spanOf(options, io.clock.now());
  const folder = resolve(await findDataDir({ data: options.data, env: io.env }));
  const { exportTable } = await import('../app.js');
  const table = exportTable(folder, subject, span);
  try {
    const text = exportText(table, format, (count) =>
      warnLine(io, `meshbot: ${count} ${subject} without a known position are not in it`),
    );
    if (output === undefined) await copy(text, io.output, io, { end: false }).catch(unlessClosed);
    else await writeWhole(resolve(output), (sink) => copy(text, sink, io));
  } finally {
    table.close();
  }
  return EXIT.done;
}

function spanOf(
  { since, until }: ExportOptions,
  now: number,
): { readonly from: number; readonly to: number } {
  const from = since === undefined ? 0 : momentOf(since, now);
  const to = until === undefined ? FOREVER : momentOf(until, now, 'end');
  if (from > now) throw new UserError(`--since ${since} lies in the future`);
  if (from >= to) throw new UserError(`--until ${until} is not later than --since ${since}`);
  return { from, to };
}

/** As fast as the sink takes it. */
async function copy(
  text: Iterable<string>,
  sink: Writable,
  { clock, signal }: CliIo,
  { end = true } = {},
): Promise<void> {
  await pipeline(Readable.from(breathing(text, clock, signal)), sink, { end });
}

/** A pipe is written to without waiting in turn: in between a signal is heard. */
async function* breathing(
  text: Iterable<string>,
  clock: CliIo['clock'],
  signal: AbortSignal,
): AsyncGenerator<string> {
  for (const piece of text) {
    yield piece;
    await clock.sleep('export.breath', 0, signal);
  }
}

function unlessClosed(error: unknown): void {
  if (!CLOSED.includes(codeOf(error) ?? '')) throw error;
}
