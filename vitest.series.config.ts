import { defineConfig } from 'vitest/config'
import suite from './vitest.config.js'

/**
 * The long form of what kills processes, soaks and simulates: every moment and many seeds, where the suite takes a few
 * of the same (`inLength` in test/support/series.ts). An hour or two, nothing skipped.
 *
 * @example npm run bench:series
 * @example npm run bench:series -- kill      only files with "kill" in their name
 */
export default defineConfig({
  test: {
    ...suite.test,
    include: ['test/**/*.series.test.ts'],
    provide: { series: true },
    testTimeout: 3_600_000,
  },
})
