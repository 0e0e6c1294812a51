import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // `npm run test:browser`, which needs one.
    exclude: [...configDefaults.exclude, 'test/browser/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // The default leaves one core to the main process, which has little to do: on two cores all would go one by one.
    maxWorkers: 2,
  },
});
