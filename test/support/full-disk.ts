import { execFileSync } from 'node:child_process';

/**
 * From now on no file of this process can grow, as on a full disk: Node.js ignores the signal that would come with it,
 * and whoever writes is told that it failed. Other processes are not concerned.
 */
export function fillDisk(): void {
  limitFiles('0');
}

export function giveRoom(): void {
  limitFiles('unlimited');
}

/** The soft limit alone, which everybody may set back. */
function limitFiles(bytes: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`], { stdio: 'ignore' });
}
