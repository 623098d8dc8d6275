import { mkdir } from 'node:fs/promises'
import type { Clock } from '../../knowledge/ports.js'
import type { DataFolder } from '../../knowledge/store/data-folder.js'
import type { VersionId } from '../../knowledge/version/manifest.js'
import type { RetrainRequest } from './retrain-request.js'
import { type Run, readRun, runFolder, runIds, writeRun } from './run-document.js'
import { nextRunId } from './run-number.js'
import { dropWork } from './run-room.js'

/** The latest run, when it was interrupted or failed; null when it came to its end, or there is none. */
export async function unfinishedRun(folder: DataFolder): Promise<Run | null> {
  for (const id of (await runIds(folder)).toReversed()) {
    const run = await readRun(folder, id)
    // Killed before its first record was written: there is nothing in it.
    if (run !== null) return run.state === 'running' || run.state === 'failed' ? run : null
  }
  return null
}

/** @param parent the champion */
export async function beginRun(
  { folder, author, trigger, clock }: RetrainRequest,
  inputsHash: string,
  parent: VersionId | null,
): Promise<Run> {
  const id = await nextRunId(folder)
  await mkdir(runFolder(folder, id), { mode: 0o700 })
  const startedAt = clock.now().toISOString()
  const about = { format: 1, id, state: 'running', inputsHash, parent, author, trigger } as const
  const run: Run = { ...about, startedAt, finishedAt: null, steps: [] }
  await writeRun(folder, run)
  return run
}

/** Leaves a run behind whose inputs have changed since: its record stays, what it was making goes. */
export async function abandonRun(folder: DataFolder, run: Run, clock: Clock): Promise<void> {
  await dropWork(folder, run.id)
  await writeRun(folder, { ...run, state: 'abandoned', finishedAt: clock.now().toISOString() })
}
