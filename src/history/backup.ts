import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { NoBackupError } from '../mesh/history-care.js';
import { EXIT, ExitError, messageOf } from '../util/errors.js';
import { type Connection, DATABASE_FILE } from './database.js';
import { checkFile } from './file-check.js';

/**
 * Copies the open database page by page while it goes on being used, reads the copy through, and only then gives it
 * its name: a backup that exists is whole. Throws `NoBackupError`. Resolves with its size in bytes.
 */
export async function backUp(connection: Connection, file: string): Promise<number> {
  if (existsSync(file)) throw new NoBackupError(file);
  try {
    return await copyTo(connection, file);
  } catch (error) {
    throw new NoBackupError(file, messageOf(error));
  }
}

async function copyTo(connection: Connection, file: string): Promise<number> {
  const part = `${file}.part`;
  // It holds private messages: for the owner alone.
  closeSync(openSync(part, 'w', 0o600));
  try {
    await connection.backup(part);
    const damage = await checkFile(part);
    if (damage !== undefined) throw new Error(`the database is damaged: ${damage}`);
    renameSync(part, file);
    return statSync(file).size;
  } finally {
    // A reader of a file that is logged ahead leaves its log behind.
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${part}${suffix}`, { force: true });
  }
}

/**
 * The backup of a data folder on which no bot runs. Throws `ExitError` 69 when there is no database, or it cannot be
 * read.
 */
export async function backUpStored(folder: string, file: string): Promise<number> {
  const path = join(folder, DATABASE_FILE);
  if (!existsSync(path)) throw new ExitError(EXIT.unavailable, `there is no database in ${folder}`);
  let connection: Connection | undefined;
  try {
    connection = new Sqlite(path, { readonly: true });
    return await backUp(connection, file);
  } catch (error) {
    if (error instanceof NoBackupError) throw error;
    throw new ExitError(EXIT.unavailable, `${path} cannot be read: ${messageOf(error)}`);
  } finally {
    connection?.close();
  }
}
