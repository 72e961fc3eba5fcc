import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/built-folder.ts'],
    setupFiles: ['test/support/setup.ts'],
    // Scenarios with real processes mostly wait: on a small machine, another file can run meanwhile.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    testTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/main.ts'],
      reporter: ['text-summary', ['text', { skipFull: true }]],
      thresholds: {
        'src/{util,mesh,radio,bot}/**': { lines: 100 },
        lines: 85,
      },
    },
  },
});
