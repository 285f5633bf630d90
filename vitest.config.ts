// The test tiers: `unit` (pure), `integration` (real Redis), `e2e` (real processes), `browser`
// (a real Chromium) and `slow`.
import { defineConfig } from 'vitest/config';

/** One tier of tests; groups run one after the other, so that slow tiers never share the machine. */
function tier(name: string, groupOrder: number, options: Record<string, unknown> = {}) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      sequence: { groupOrder },
      ...options,
    },
  };
}

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 90_000,
    teardownTimeout: 5_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    env: { NODE_ENV: 'test' },
    setupFiles: ['test/setup/property-seed.ts'],
    projects: [
      tier('unit', 0, { pool: 'threads' }),
      tier('integration', 1),
      tier('e2e', 2, { maxWorkers: 1 }),
      tier('browser', 3, { maxWorkers: 1 }),
      tier('slow', 4, { maxWorkers: 1, testTimeout: 180_000, hookTimeout: 180_000 }),
    ],
  },
});
