/** Who wrote a lock, as the lock itself tells it, and whether that process still lives. */
import { readFileSync } from 'node:fs';
import { codeOf } from '../util/errors.js';

export interface LockOwner {
  readonly pid: number;
  /** Tells a process from a later one with the same number; empty where the system does not tell. */
  readonly birth: string;
  /** For the person who is refused. */
  readonly command: string;
  /** For the person who is refused; absent for a command without one. */
  readonly dataDir?: string;
}

export function thisProcess(told: Pick<LockOwner, 'command' | 'dataDir'>): LockOwner {
  return { pid: process.pid, birth: birthOf(process.pid), ...told };
}

/** Undefined when it is none of ours. */
export function parseOwner(text: string): LockOwner | undefined {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof told !== 'object' || told === null) return undefined;
  const { pid, birth, command, dataDir } = told as Readonly<Record<string, unknown>>;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return undefined;
  if (typeof birth !== 'string' || typeof command !== 'string') return undefined;
  return { pid, birth, command, ...(typeof dataDir === 'string' && { dataDir }) };
}

/** A number given anew belongs to somebody else. Where births are unknown, the number has to do. */
export function isAlive({ pid, birth }: LockOwner): boolean {
  if (!isRunning(pid)) return false;
  const now = birthOf(pid);
  return now === '' || birth === '' || now === birth;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return codeOf(error) === 'EPERM';
  }
}

/** Fields of `/proc/PID/stat` behind the name, which may hold blanks and brackets; the 22nd is the start in ticks. */
const START_TIME_FIELD = 22 - 3;

/** When it was started, counted from which boot of the machine; empty where `/proc` does not tell. */
export function birthOf(pid: number, proc = '/proc'): string {
  try {
    const stat = readFileSync(`${proc}/${pid}/stat`, 'utf8');
    const boot = readFileSync(`${proc}/sys/kernel/random/boot_id`, 'utf8').trim();
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_FIELD];
    return `${boot} ${start}`;
  } catch {
    return '';
  }
}
