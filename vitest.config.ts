import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
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
