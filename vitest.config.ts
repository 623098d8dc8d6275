import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.js'
import { PATIENCE_MS } from './test/support/patience.js'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/run-setup.ts'],
    testTimeout: 3 * PATIENCE_MS,
    hookTimeout: 3 * PATIENCE_MS,
    expect: { poll: { timeout: PATIENCE_MS } },
    // The long form of some: see vitest.series.config.ts.
    provide: { series: false },
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    // One more than the two cores of the machine: most of the slow files wait for processes of their own.
    maxWorkers: 3,
  },
})
