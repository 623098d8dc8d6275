import type { Store } from '../../../knowledge/store/store.js'
import { RUNS_BACK } from './earlier-files.js'
import { RUN_RECORD, type Run, runFiles, runIds } from './run-document.js'
import { ADAPTED_FOLDER, INPUTS_FOLDER, RUN_FILES, STAGE_FOLDER } from './run-files.js'

const FOR_THIS_RUN: readonly string[] = [STAGE_FOLDER, INPUTS_FOLDER, ADAPTED_FOLDER]

/** The largest files of a run; only the next few runs use them. */
const FOR_LATER_RUNS: readonly string[] = [
  RUN_FILES.challenger,
  RUN_FILES.champion,
  RUN_FILES.questions,
  RUN_FILES.outOfScopeVectors,
]

/** Removes the files that only an unfinished run needs; the evidence stays. */
export async function dropScratch(store: Store, id: string): Promise<void> {
  await remove(store, id, (name) => FOR_THIS_RUN.includes(name))
}

/**
 * Frees the space of a run that has filled the disk, so that the server can store citizens' questions. Before the version
 * exists, removes everything but the record, and the run starts again. Afterwards, removes only the files of the unfinished
 * step.
 *
 * @param sealed whether its version exists
 */
export async function giveRoomBack(store: Store, { id, steps }: Run, sealed: boolean): Promise<void> {
  const done = steps.filter(({ state }) => sealed && state === 'finished').flatMap(({ files }) => Object.keys(files))
  const kept = new Set([RUN_RECORD, ...done.map((file) => file.split('/', 1)[0])])
  await runFiles(store, id).clearLeftovers()
  await remove(store, id, (name) => !kept.has(name))
}

/**
 * Removes files that later runs no longer use, and leftovers of file writes by killed processes. The record, verdict and report
 * of every run stay. Call only while no run is active.
 */
export async function tidyRuns(store: Store): Promise<void> {
  const ids = await runIds(store)
  const latest = new Set(ids.slice(-RUNS_BACK))
  for (const id of ids) {
    await runFiles(store, id).clearLeftovers()
    await remove(store, id, (name) => !latest.has(id) && FOR_LATER_RUNS.includes(name))
  }
}

async function remove(store: Store, id: string, goes: (name: string) => boolean): Promise<void> {
  const files = runFiles(store, id)
  for (const name of (await files.names()).filter(goes)) await files.remove(name)
}
