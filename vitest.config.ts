import { configDefaults, defineConfig } from 'vitest/config';

/** They measure what their process takes, so that they need one of their own. */
const ALONE = ['test/faults/soak.test.ts', 'test/manifests/policies-are-fast.test.ts'];
/** `npm run test:browser`, which needs one. */
const BROWSER = 'test/browser/**';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // The default leaves one core to the main process, which has little to do: on two cores all would go one by one.
    maxWorkers: 2,
    maxConcurrency: 3,
    // Whoever looks for the world that broke a law needs all of it.
    chaiConfig: { truncateThreshold: 2000 },
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, BROWSER, ...ALONE],
          // The program is read once by each worker, not once by each file: nothing is mocked, and no test may leave
          // anything behind. `--sequence.shuffle.files` tries other orders.
          isolate: false,
          pool: 'forks',
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});
