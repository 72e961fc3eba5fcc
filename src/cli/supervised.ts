import { existsSync } from 'node:fs';

/** Docker makes it in every container. */
const CONTAINER_MARK = '/.dockerenv';

/**
 * Whether somebody starts us again when we end: systemd gives each of its services an INVOCATION_ID
 * (systemd.exec(5)), and containers are marked by a file or by `container`.
 */
export function isSupervised(env: NodeJS.ProcessEnv, mark = CONTAINER_MARK): boolean {
  return Boolean(env['INVOCATION_ID'] || env['container']) || existsSync(mark);
}
