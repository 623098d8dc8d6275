import type { Store } from '../../../knowledge/store/store.js'
import { factsOf } from '../../../knowledge/version/version-files.js'
import { readRun, runFiles, runIds } from './run-document.js'

/** Number of latest runs to search. */
export const RUNS_BACK = 10

/**
 * Files that a step wrote in the latest runs, newest first. Skips files that have changed since.
 *
 * @param names names of the files in a run's folder
 * @param step name of the step that wrote them
 */
export async function* earlierFiles(
  store: Store,
  names: readonly string[],
  step: string,
): AsyncGenerator<Buffer, void> {
  for (const id of (await runIds(store)).slice(-RUNS_BACK).toReversed()) {
    const run = await readRun(store, id).catch(() => null)
    const hashes = run?.steps.find((one) => one.step === step)?.files ?? {}
    for (const name of names) {
      if (hashes[name] === undefined) continue
      const bytes = await runFiles(store, id)
        .read(name)
        .catch(() => null)
      if (bytes !== null && factsOf(bytes).sha256 === hashes[name]) yield bytes
    }
  }
}
