import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The whole program, often in processes of its own. */
const WHOLES = ['test/scenarios/**/*.test.ts', 'test/cli/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        // They leave nothing behind for each other, and loading the program anew for each file takes half of the time.
        test: { name: 'parts', include: ['test/**/*.test.ts'], exclude: WHOLES, isolate: false },
      },
      { extends: true, test: { name: 'wholes', include: WHOLES } },
    ],
    globalSetup: ['test/support/built-folder.ts'],
    setupFiles: ['test/support/setup.ts'],
    // Scenarios with real processes mostly wait: on a small machine, another file can run meanwhile.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    // Scenarios take seconds; a loaded machine makes them minutes.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/main.ts'],
      reporter: ['text-summary', fileURLToPath(new URL('scripts/uncovered-lines.cjs', import.meta.url))],
      thresholds: {
        'src/{util,mesh,radio,bot}/**': { lines: 100 },
        lines: 85,
      },
    },
  },
});
