import { execFile } from 'node:child_process';
import { excerpt } from '../../util/excerpt.js';

const TIMEOUT_MS = 15_000;

/** Runs a program without a shell; rejects with what it said when it fails. */
export function runCommand([program = '', ...args]: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: TIMEOUT_MS }, (error, _out, said) => {
      if (error) reject(new Error(`${program} failed: ${excerpt(said) || error.message}`));
      else resolve();
    });
  });
}
