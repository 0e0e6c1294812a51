import { defineConfig } from 'vitest/config';

/** What only a browser can answer. Apart from the others, so that they need none. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
