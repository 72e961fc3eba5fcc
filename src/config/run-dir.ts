import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where all bots of this machine, whoever runs them, tell which nodes they own. */
export function runDirFrom(env: NodeJS.ProcessEnv): string {
  const told = env['MESHBOT_RUN_DIR'];
  return told ? resolve(told) : join(tmpdir(), 'meshbot-run');
}
