import { type Person, storedAuthor } from '../../../knowledge/person.js'
import type { Clock } from '../../../knowledge/ports.js'
import type { Store } from '../../../knowledge/store/store.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import type { Installation } from '../../installation.js'
import { nextRunId } from './next-run-id.js'
import { type Run, readRun, runIds, writeRun } from './run-document.js'
import { dropScratch } from './tidy-runs.js'

/** The latest run if it was interrupted or failed; null when it ended, or when there is none. */
export async function unfinishedRun(store: Store): Promise<Run | null> {
  for (const id of (await runIds(store)).toReversed()) {
    const run = await readRun(store, id)
    // A run killed before its first record is empty and is skipped.
    if (run !== null) return run.state === 'running' || run.state === 'failed' ? run : null
  }
  return null
}

/** @param parent the champion */
export async function beginRun(
  { store, clock }: Pick<Installation, 'store' | 'clock'>,
  { author, trigger }: { readonly author: Person | null; readonly trigger: string },
  inputsHash: string,
  parent: VersionId | null,
): Promise<Run> {
  const id = await nextRunId(store)
  const startedAt = clock.now().toISOString()
  const about = { format: 1, id, state: 'running', inputsHash, parent, ...storedAuthor(author), trigger } as const
  const run: Run = { ...about, startedAt, finishedAt: null, steps: [] }
  await writeRun(store, run)
  return run
}

/** Abandons a run whose inputs have changed: its record stays, its unfinished files are removed. */
export async function abandonRun(store: Store, run: Run, clock: Clock): Promise<void> {
  await dropScratch(store, run.id)
  await writeRun(store, { ...run, state: 'abandoned', finishedAt: clock.now().toISOString() })
}
