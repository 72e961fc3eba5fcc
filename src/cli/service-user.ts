/** Who the service runs as: a user that systemd makes up reads only what is open to everybody. */
import { realpathSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';

/** For others, as in `chmod o+x` and `chmod o+r`. */
const ENTER = 0o001;
const READ = 0o004;

/**
 * What systemd takes for a user: a name by its relaxed rule, as directories of firms have them, where `$` ends the names
 * of machines, or a number; root is meant by neither.
 */
const USER_NAME = /^(?:[A-Za-z_][A-Za-z0-9_.-]*\$?|[1-9]\d*)$/;

export function isUserName(text: string): boolean {
  return USER_NAME.test(text);
}

/** The first file or folder on the ways to these files that is closed to others; undefined when none is. */
export function closedToOthers(files: readonly string[]): string | undefined {
  return files.flatMap(waysTo).find((path) => !isOpen(path));
}

/** By name where the system tells a plain one, else by number, which systemd takes as well. */
export function ownerOf(path: string, env: NodeJS.ProcessEnv): string {
  const { uid } = statSync(path);
  const self = userInfo();
  const caller = env['SUDO_UID'] === String(uid) ? env['SUDO_USER'] : undefined;
  const name = uid === self.uid ? self.username : caller;
  return name !== undefined && isUserName(name) ? name : String(uid);
}

/** The file as written, behind its links, and the folders above both. */
function waysTo(file: string): string[] {
  const path = resolve(file);
  return [...new Set([...upwards(path), ...upwards(realpathSync(path))])];
}

function upwards(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [path, ...upwards(above)];
}

function isOpen(path: string): boolean {
  const found = statSync(path);
  const needed = found.isDirectory() ? ENTER : READ;
  return (found.mode & needed) === needed;
}
