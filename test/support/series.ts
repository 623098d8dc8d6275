import { inject } from 'vitest'

/**
 * Length of a long test: a few moments or seeds in the suite, all of them under `npm run bench:series`, which runs the files
 * named `*.series.test.ts`.
 */
export function inLength<T>({ suite, series }: { readonly suite: T; readonly series: T }): T {
  return inject('series') ? series : suite
}
