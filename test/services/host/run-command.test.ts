import { expect, it } from 'vitest';
import { runCommand } from '../../../src/services/host/run-command.js';

it('runs a program to its end, with its arguments as they are', async () => {
  await runCommand([process.execPath, '-e', 'process.exit(process.argv[1] === "$HOME" ? 0 : 3)', '$HOME']);
});

it.each([
  [[process.execPath, '-e', 'console.error("Access denied"); process.exit(1)'], 'failed: Access denied'],
  [[process.execPath, '-e', 'process.exit(2)'], 'failed: Command failed'],
  [['/no/such/program'], 'failed: spawn /no/such/program ENOENT'],
])('rejects with what was said: %j', async (command, said) => {
  await expect(runCommand(command)).rejects.toThrow(said);
});
