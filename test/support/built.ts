import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { inject, vi } from 'vitest';
import { codeOf } from '../../src/util/errors.js';

const root = resolve(import.meta.dirname, '../..');
const COMPILE_MS = 100_000;

/** The folder with the compiled product. The first who asks in a run compiles it, everybody else waits for that. */
export async function builtProduct(): Promise<string> {
  const folder = inject('builtFolder');
  const product = join(folder, 'product');
  if (isFirst(join(folder, 'begun'))) {
    const unfinished = join(folder, 'unfinished');
    await compile(unfinished);
    renameSync(unfinished, product);
  }
  await vi.waitUntil(() => existsSync(product), { timeout: COMPILE_MS });
  return product;
}

/** Making a folder succeeds for one only, in whatever process. */
function isFirst(mark: string): boolean {
  try {
    mkdirSync(mark);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  }
}

/** Without checking types, which has its own command and takes longer than all the rest. */
async function compile(outDir: string): Promise<void> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const project = join(root, 'tsconfig.build.json');
  const args = [tsc, '-p', project, '--noCheck', '--sourceMap', 'false', '--outDir', outDir];
  await promisify(execFile)(process.execPath, args, { timeout: COMPILE_MS });
}
