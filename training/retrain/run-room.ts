import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '../../knowledge/store/store.js'
import { RUNS_BACK } from './earlier-files.js'
import { type Run, runFolder, runIds } from './run-document.js'
import { ADAPTED_FOLDER, INPUTS_FOLDER, RUN_FILES, STAGE_FOLDER } from './work.js'

const RECORD = 'run.json'

const FOR_THIS_RUN: readonly string[] = [STAGE_FOLDER, INPUTS_FOLDER, ADAPTED_FOLDER]

/** Most of what a run leaves: only the next few runs look at it. */
const FOR_LATER_RUNS: readonly string[] = [
  RUN_FILES.challenger,
  RUN_FILES.champion,
  RUN_FILES.questions,
  RUN_FILES.outOfScopeVectors,
]

type Runs = Store

/** Removes what only an unfinished run needs; the evidence stays. */
export async function dropWork(store: Runs, id: string): Promise<void> {
  await remove(store, id, (name) => FOR_THIS_RUN.includes(name))
}

/**
 * Gives back what a run takes up that has filled the disk, so that the server has room for what citizens ask: while no version
 * came of it, everything but its record, and it begins anew; afterwards what the step has left that did not end.
 *
 * @param sealed whether its version is there
 */
export async function giveRoomBack(store: Runs, { id, steps }: Run, sealed: boolean): Promise<void> {
  const done = steps.filter(({ state }) => sealed && state === 'finished').flatMap(({ files }) => Object.keys(files))
  const kept = new Set([RECORD, ...done.map((file) => file.split('/', 1)[0])])
  await remove(store, id, (name) => !kept.has(name))
}

/**
 * Removes what later runs do not look at any more, and what killed processes left of files that they were replacing; record,
 * verdict and report of every run stay. Only while no run is under way.
 */
export async function tidyRuns(store: Runs): Promise<void> {
  const ids = await runIds(store)
  const latest = new Set(ids.slice(-RUNS_BACK))
  for (const id of ids) {
    await remove(store, id, (name) => name.endsWith('.tmp') || (!latest.has(id) && FOR_LATER_RUNS.includes(name)))
  }
}

async function remove(store: Runs, id: string, goes: (name: string) => boolean): Promise<void> {
  const files = runFolder(store, id)
  for (const name of (await readdir(files)).filter(goes)) await rm(join(files, name), { recursive: true, force: true })
}
