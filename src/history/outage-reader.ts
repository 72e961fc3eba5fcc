import { statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type OutageReport, reportOutages } from '../mesh/outage-store.js';
import { EXIT, ExitError, messageOf } from '../util/errors.js';
import { type Connection, DATABASE_FILE } from './database.js';
import { lastOutages, recordingOf } from './outage-store.js';

/**
 * What a bot that does not run has left in its data folder, read without changing it; undefined when no bot ever ran
 * there. Throws `ExitError` 69 when the file cannot be read.
 */
export function readOutages(folder: string): OutageReport | undefined {
  const path = join(folder, DATABASE_FILE);
  let connection: Connection | undefined;
  try {
    // A folder of another user is not an empty one: anything but "not there" throws.
    if (!statSync(path, { throwIfNoEntry: false })) return undefined;
    connection = new Sqlite(path, { readonly: true });
    return read(connection);
  } catch (error) {
    throw new ExitError(EXIT.unavailable, `${path} cannot be read: ${messageOf(error)}`);
  } finally {
    connection?.close();
  }
}

function read(connection: Connection): OutageReport {
  const hasTable = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'outage_recordings'").get();
  // A bot of an earlier version kept none.
  if (!hasTable) return { last: null, outages: [] };
  return reportOutages({
    last: (count) => lastOutages(connection, count),
    recording: (key) => recordingOf(connection, key),
  });
}
