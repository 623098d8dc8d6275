import type { Store } from '../../../knowledge/store/store.js'
import { RUNS_BACK } from './earlier-files.js'
import { RUN_RECORD, type Run, runFiles, runIds } from './run-document.js'
import { ADAPTED_FOLDER, INPUTS_FOLDER, RUN_FILES, STAGE_FOLDER } from './run-files.js'

const FOR_THIS_RUN: readonly string[] = [STAGE_FOLDER, INPUTS_FOLDER, ADAPTED_FOLDER]

/** Most of what a run leaves: only the next few runs look at it. */
const FOR_LATER_RUNS: readonly string[] = [
  RUN_FILES.challenger,
  RUN_FILES.champion,
  RUN_FILES.questions,
  RUN_FILES.outOfScopeVectors,
]

/** Removes what only an unfinished run needs; the evidence stays. */
export async function dropScratch(store: Store, id: string): Promise<void> {
  await remove(store, id, (name) => FOR_THIS_RUN.includes(name))
}

/**
 * Gives back what a run takes up that has filled the disk, so that the server has room for what citizens ask: while no version
 * came of it, everything but its record, and it begins anew; afterwards what the step has left that did not end.
 *
 * @param sealed whether its version is there
 */
export async function giveRoomBack(store: Store, { id, steps }: Run, sealed: boolean): Promise<void> {
  const done = steps.filter(({ state }) => sealed && state === 'finished').flatMap(({ files }) => Object.keys(files))
  const kept = new Set([RUN_RECORD, ...done.map((file) => file.split('/', 1)[0])])
  await runFiles(store, id).clearLeftovers()
  await remove(store, id, (name) => !kept.has(name))
}

/**
 * Removes what later runs do not look at any more, and what killed processes left of files that they were replacing; record,
 * verdict and report of every run stay. Only while no run is under way.
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
