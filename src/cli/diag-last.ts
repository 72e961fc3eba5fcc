import { resolve } from 'node:path';
import type { OutageReport } from '../app.js';
import { findDataDir } from '../config/data-dir.js';
import { EXIT, type ExitCode, ExitError } from '../util/errors.js';
import { askBot, type BotPlace, connectToBot } from './bot-client.js';
import { type CliIo, printLine, warnLine } from './io.js';
import { outagesJson, outagesText } from './outages-text.js';

export interface DiagLastOptions extends BotPlace {
  readonly json?: boolean;
}

/** `meshbot diag --last`: the last outage with what passed before it, from the running bot or from what it left. */
export async function diagLast(options: DiagLastOptions, io: CliIo): Promise<ExitCode> {
  const report = (await askRunning(options, io)) ?? (await readStored(options, io));
  printLine(io, options.json ? outagesJson(report) : outagesText(report, io.clock.now()));
  return EXIT.done;
}

/** Undefined when no bot answers. */
async function askRunning(place: BotPlace, io: CliIo): Promise<OutageReport | undefined> {
  const client = await connectToBot(place, io).catch((error: unknown) => {
    if (error instanceof ExitError) return undefined;
    throw error;
  });
  if (!client) return undefined;
  try {
    return (await askBot(client, { do: 'outages' }, io.signal)) as OutageReport;
  } finally {
    client.close();
  }
}

async function readStored(place: BotPlace, io: CliIo): Promise<OutageReport> {
  const folder = resolve(await findDataDir({ data: place.data, env: io.env }));
  const { readOutages } = await import('../app.js');
  const report = readOutages(folder);
  if (!report) {
    throw new ExitError(
      EXIT.unavailable,
      `no bot has ever run on the data folder ${folder}. Name another one with --data DIR.`,
    );
  }
  warnLine(io, `meshbot: no bot answers on ${folder}: this is what the last one left.`);
  return report;
}
