import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type Clock, toDate } from '../util/clock.js';
import { ConfigError, codeOf, EXIT, ExitError, messageOf } from '../util/errors.js';
import { makeFolder } from '../util/folders.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import { CHECK, isDamageCode } from './file-check.js';
import { MIGRATIONS } from './migrations.js';
import { WriteHealth } from './write-health.js';

export type Connection = Sqlite.Database;

export interface DatabaseDeps {
  /** The data folder. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

export const DATABASE_FILE = 'meshbot.db';
/** "MBot" in the header of the file marks it as ours. */
const APPLICATION_ID = 0x4d42_6f74;
/** At the start: longer than any write of a bot that is just ending takes. */
const BUSY_AT_START_MS = 5000;
/**
 * While the bot runs, everybody waits along with it. Nobody else writes into the file for long, and what a lock keeps
 * from being stored stays in memory.
 */
const BUSY_MS = 250;
/** The log of changes is cut back to this after it has grown. */
const MAX_WAL_BYTES = 1_048_576;
/** Read through in a moment; a larger file is checked while the bot runs (`HealthWatch`). */
const CHECKED_AT_START_BYTES = 16_777_216;
/** The format since which files can give back single pages. */
const HISTORY_VERSION = 4;

/** The file that outlives the process. */
export class Database implements Lifecycle {
  readonly name = 'database';
  /** Whether the disk takes what is written. */
  readonly writes: WriteHealth;
  readonly #deps: DatabaseDeps;
  #connection: Connection | undefined;
  #checkedAt: number | undefined;

  constructor(deps: DatabaseDeps) {
    this.#deps = deps;
    this.writes = new WriteHealth(deps.clock);
  }

  /** Throws while the database is closed. */
  get connection(): Connection {
    if (!this.#connection) throw new Error('the database is closed');
    return this.#connection;
  }

  /** When this start read the whole file through and found it sound, ms since 1970; undefined where it did not. */
  get checkedAt(): number | undefined {
    return this.#checkedAt;
  }

  /**
   * Opens the file and brings it up to date; a damaged one is set aside, so that the bot always starts. Throws
   * `ConfigError` when the folder cannot be used or the file is not for us, `ExitError` 75 when it stays locked or a
   * full disk has no room for it, 78 when its library does not go with this Node.js.
   */
  start(): void {
    const { folder, clock } = this.#deps;
    const path = join(folder, DATABASE_FILE);
    try {
      makeFolder(folder, 'dataDir');
      const isChecked = !existsSync(path) || isToBeChecked(path);
      this.#connection = this.#openOrReplace(path);
      this.#checkedAt = isChecked ? clock.now() : undefined;
    } catch (error) {
      throw inWords(error, folder);
    }
  }

  stop(): void {
    if (this.#connection) this.writes.catchUp();
    this.#connection?.close();
    this.#connection = undefined;
  }

  #openOrReplace(path: string): Connection {
    try {
      return this.#openAnyway(path);
    } catch (error) {
      if (!isDamage(error)) throw error;
      const kept = setAside(path, this.#deps.clock.now());
      const damage = messageOf(error);
      this.#deps.log.error('database damaged: set aside, a new one made', { kept, damage });
      return open(path);
    }
  }

  /**
   * Beside the log of changes lies its index, which is made at each start. On a full disk it can only be kept in memory,
   * and then nobody else may open the file: what is stored can be read, and what is not stored yet waits for room.
   */
  #openAnyway(path: string): Connection {
    try {
      return open(path);
    } catch (err) {
      if (!isOfTheDisk(err)) throw err;
      const connection = open(path, 'EXCLUSIVE');
      this.#deps.log.error('database opened without room on the disk: nothing can be stored', { err });
      return connection;
    }
  }
}

class DamageError extends Error {
  override readonly name = 'DamageError';
}

function isDamage(error: unknown): boolean {
  return error instanceof DamageError || isDamageCode(codeOf(error) ?? '');
}

/** The disk is full, or fails. */
function isOfTheDisk(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return code === 'SQLITE_FULL' || code.startsWith('SQLITE_IOERR') || code === 'ENOSPC';
}

function open(path: string, locking: 'NORMAL' | 'EXCLUSIVE' = 'NORMAL'): Connection {
  // It holds private messages: SQLite would let everybody on the machine read them.
  closeSync(openSync(path, 'a', 0o600));
  const connection = new Sqlite(path, { timeout: BUSY_AT_START_MS });
  try {
    connection.pragma(`locking_mode = ${locking}`);
    checkOwner(connection, path);
    if (isToBeChecked(path)) checkHealth(connection);
    const isOld = pragma(connection, 'user_version') < HISTORY_VERSION;
    if (isOld) letShrink(connection);
    configure(connection);
    migrate(connection);
    rmSync(suspectFileOf(path), { force: true });
    connection.pragma(`busy_timeout = ${BUSY_MS}`);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Throws `ConfigError` for the file of another program or of a newer version. */
export function checkOwner(connection: Connection, path: string): void {
  const owner = pragma(connection, 'application_id');
  const tables = connection.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (owner !== APPLICATION_ID && (owner !== 0 || tables !== 0)) {
    throw problem(
      `${path} belongs to another program: name another folder for MeshBot, or move the file away`,
    );
  }
  const version = pragma(connection, 'user_version');
  if (version <= MIGRATIONS.length) return;
  throw problem(
    `${path} was written by a newer MeshBot (format ${version}, this one knows ${MIGRATIONS.length}): ` +
      'install that version again, or move the file away to begin with an empty one',
  );
}

/** Stands beside a database in which damage was found while it was in use. */
export function suspectFileOf(path: string): string {
  return `${path}.suspect`;
}

function isToBeChecked(path: string): boolean {
  return statSync(path).size <= CHECKED_AT_START_BYTES || existsSync(suspectFileOf(path));
}

/** Takes effect with the first table, or when the file is written anew. Files of before history are small. */
function letShrink(connection: Connection): void {
  connection.pragma('auto_vacuum = INCREMENTAL');
  if (Number(connection.pragma('page_count', { simple: true })) > 0) connection.exec('VACUUM');
}

function checkHealth(connection: Connection): void {
  const verdict = connection.pragma(CHECK, { simple: true });
  if (verdict !== 'ok') throw new DamageError(String(verdict));
}

/**
 * `synchronous = FULL`: a text is accepted when its row is on the disk. With a write-ahead log NORMAL syncs only at
 * checkpoints, so a power cut takes the last commits along, and those are exactly the texts somebody was just told
 * were accepted. It costs a few syncs for each text, of which there is one in two seconds at most.
 */
function configure(connection: Connection): void {
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  connection.pragma(`journal_size_limit = ${MAX_WAL_BYTES}`);
}

/** All steps or none; a process that is killed in between finds the file as it was. */
function migrate(connection: Connection): void {
  // On a full disk even a step that changes nothing could not be written.
  if (pragma(connection, 'user_version') === MIGRATIONS.length) return;
  connection
    .transaction(() => {
      const version = pragma(connection, 'user_version');
      for (const step of MIGRATIONS.slice(version)) connection.exec(step);
      connection.pragma(`user_version = ${MIGRATIONS.length}`);
      connection.pragma(`application_id = ${APPLICATION_ID}`);
    })
    .immediate();
}

function pragma(connection: Connection, name: 'application_id' | 'user_version'): number {
  return Number(connection.pragma(name, { simple: true }));
}

/**
 * The path under which the damaged file is kept. A log of changes is there only while somebody else has the file
 * open; left behind, it could be taken for that of the new one.
 */
function setAside(path: string, now: number): string {
  const kept = `${path}.damaged-${toDate(now).toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(path, kept);
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${kept}-wal`);
  rmSync(`${path}-shm`, { force: true });
  rmSync(suspectFileOf(path), { force: true });
  return kept;
}

/** The compiled half of the library is missing, or was made for another Node.js. */
function isUnloadable(error: unknown): boolean {
  return (
    codeOf(error) === 'ERR_DLOPEN_FAILED' || messageOf(error).startsWith('Could not locate the bindings')
  );
}

function inWords(error: unknown, folder: string): Error {
  if (error instanceof ConfigError) return error;
  if (isUnloadable(error)) {
    const [detail = ''] = messageOf(error).split('\n');
    const remedy = 'run "npm rebuild" in the folder of MeshBot, as after every change of Node.js';
    return new ExitError(
      EXIT.config,
      `better-sqlite3 does not go with Node.js ${process.version}: ${remedy} (${detail})`,
    );
  }
  if (codeOf(error)?.startsWith('SQLITE_BUSY')) {
    const file = join(folder, DATABASE_FILE);
    return new ExitError(
      EXIT.owned,
      `${file} is in use by another process (${messageOf(error)}): end it, or use another folder`,
    );
  }
  if (isOfTheDisk(error)) {
    const file = join(folder, DATABASE_FILE);
    return new ExitError(
      EXIT.owned,
      `${file} cannot be written (${messageOf(error)}): make room on the disk, or use another folder`,
    );
  }
  if (codeOf(error) === 'EACCES') {
    const file = join(folder, DATABASE_FILE);
    return problem(`${file} may not be written by this user: change its owner or its mode`);
  }
  return problem(`${folder} cannot be used: ${messageOf(error)}`);
}

function problem(message: string): ConfigError {
  return new ConfigError([{ path: 'dataDir', message }]);
}
