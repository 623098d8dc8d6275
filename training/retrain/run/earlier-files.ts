import type { Store } from '../../../knowledge/store/store.js'
import { factsOf } from '../../../knowledge/version/version-files.js'
import { readRun, runFiles, runIds } from './run-document.js'

/** How many of the latest runs are looked through. */
export const RUNS_BACK = 10

/**
 * Files that a step left in the latest runs, the newest first. Only one that is still what its run wrote is believed.
 *
 * @param names of the files in a run's folder
 * @param step that made them
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
