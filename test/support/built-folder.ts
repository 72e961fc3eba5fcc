import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests of this run share one build of the product. */
    builtFolder: string;
  }
}

/** Inside the checkout, or the build would not find the packages. */
const BUILD = resolve(import.meta.dirname, '../../build');
let folder: string;

/** For each run a folder; only who needs a build fills it. */
export function setup(project: TestProject): void {
  mkdirSync(BUILD, { recursive: true });
  folder = mkdtempSync(join(BUILD, 'test-'));
  project.provide('builtFolder', folder);
  project.onTestsRerun(() => {
    for (const name of existsSync(folder) ? readdirSync(folder) : [])
      rmSync(join(folder, name), { recursive: true });
  });
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
