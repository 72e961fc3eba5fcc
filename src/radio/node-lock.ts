/**
 * Locks on nodes that all processes of a machine see. A lock is a file that names its process; it is made whole in
 * one step, so that nobody ever reads half of one, and it is worth nothing once that process is gone.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { codeOf, EXIT, ExitError } from '../util/errors.js';
import type { Log } from '../util/log.js';
import { type ClaimOwner, type Claims, type NodeClaims, processClaims } from './claims.js';
import { isAlive, type LockOwner, parseOwner, thisProcess } from './lock-owner.js';

export interface MachineClaimsOptions {
  /** The same for every bot of the machine. */
  readonly runDir: string;
  /** The subcommand as a person would know it. */
  readonly command: string;
  readonly dataDir?: string;
  /** What is told when another process has the node; default in English. */
  readonly refusal?: (key: string, holder: NodeHolder) => string;
  readonly log: Log;
  /** Those of the process unless a test has its own. */
  readonly claims?: Claims;
}

/** The process that has a node, fit to be shown. */
export type NodeHolder = Pick<LockOwner, 'pid' | 'command' | 'dataDir'>;

/** Everybody may add a file, and only its owner may take it away. */
const FOLDER_MODE = 0o1777;
/** Whoever is refused reads who has it. */
const FILE_MODE = 0o644;

/** Claims in this process and, by files in a common folder, in all others of the machine. */
export class MachineClaims implements NodeClaims {
  readonly #options: MachineClaimsOptions;
  readonly #claims: Claims;
  readonly #content: string;
  #hasWarned = false;

  constructor(options: MachineClaimsOptions) {
    this.#options = options;
    this.#claims = options.claims ?? processClaims;
    const { command, dataDir } = options;
    this.#content = JSON.stringify(thisProcess({ command, ...(dataDir !== undefined && { dataDir }) }));
  }

  take(owner: ClaimOwner, keys: readonly string[]): () => void {
    const release = this.#claims.take(owner, keys);
    const files: string[] = [];
    const releaseAll = () => {
      for (const file of files.splice(0)) this.#giveBack(file);
      release();
    };
    try {
      for (const key of keys) files.push(...this.#lock(key));
      return releaseAll;
    } catch (error) {
      releaseAll();
      throw error;
    }
  }

  /** The file that was made, or none: a folder that cannot be used is no reason to leave a node alone. */
  #lock(key: string): string[] {
    const { runDir, refusal = heldWords } = this.#options;
    try {
      prepareFolder(runDir);
      const file = join(runDir, `${shortHash(key)}.lock`);
      const holder = acquire(file, this.#content);
      if (!holder) return [file];
      throw new ExitError(EXIT.owned, refusal(key, shown(holder)));
    } catch (error) {
      if (error instanceof ExitError || codeOf(error) === undefined) throw error;
      this.#warnOnce(error);
      return [];
    }
  }

  #giveBack(file: string): void {
    try {
      if (contentOf(file) === this.#content) unlinkSync(file);
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      this.#options.log.debug('node lock not removed', { file, err: error });
    }
  }

  #warnOnce(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#options.log.warn('node lock unavailable', {
      folder: this.#options.runDir,
      reason: codeOf(error),
      remedy: 'other bots on this machine are not kept off the node; mend the folder or set MESHBOT_RUN_DIR',
    });
  }
}

/** A folder that somebody planted as a link to elsewhere is refused. Throws the system's error. */
function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder);
    chmodSync(folder, FOLDER_MODE);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  if (lstatSync(folder).isDirectory()) return;
  throw Object.assign(new Error(`${folder} is not a folder`), { code: 'ENOTDIR' });
}

/** Makes `file` ours, or returns who holds it. */
function acquire(file: string, content: string): LockOwner | undefined {
  for (;;) {
    if (create(file, content)) return undefined;
    const found = contentOf(file);
    if (found === undefined) continue;
    const holder = parseOwner(found);
    if (holder && isAlive(holder)) return holder;
    const taken = takeOver(file, found, content);
    if (taken !== 'changed') return taken;
  }
}

/**
 * Replaces what a dead process left. Only one process may: the one that holds the lock named after what was left, and
 * it looks again before. Two that find the same dead lock can so never take each other's new one for it.
 */
function takeOver(file: string, found: string, content: string): LockOwner | 'changed' | undefined {
  const guard = `${file}.${shortHash(found)}`;
  const other = acquire(guard, content);
  if (other) return other;
  try {
    if (contentOf(file) !== found) return 'changed';
    replace(file, content);
    return undefined;
  } finally {
    unlinkSync(guard);
  }
}

/** False when something of that name exists, a link that leads nowhere included. */
function create(file: string, content: string): boolean {
  const draft = draftOf(file, content);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    unlinkSync(draft);
  }
}

function replace(file: string, content: string): void {
  const draft = draftOf(file, content);
  try {
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

function draftOf(file: string, content: string): string {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, content, { flag: 'wx', mode: FILE_MODE });
  chmodSync(draft, FILE_MODE);
  return draft;
}

/** What stands there, undefined when nothing does. A link is never followed: its own target is what it says. */
function contentOf(file: string): string | undefined {
  try {
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return readFileSync(descriptor, 'utf8');
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) === 'ELOOP') return `link to ${readlinkSync(file)}`;
    throw error;
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** As much of a stranger's words as is shown. */
const SHOWN_CHARACTERS = 200;

function shown({ pid, command, dataDir }: LockOwner): NodeHolder {
  return { pid, command: printable(command), ...(dataDir !== undefined && { dataDir: printable(dataDir) }) };
}

function heldWords(key: string, { pid, command, dataDir }: NodeHolder): string {
  const where = dataDir === undefined ? '' : `, data folder ${dataDir}`;
  return `${key} is already held by process ${pid} (${command}${where}). A node serves one client, and the newest wins: stop that process first.`;
}

/** The file may be anybody's: no control characters reach a terminal. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, '?').slice(0, SHOWN_CHARACTERS);
}
