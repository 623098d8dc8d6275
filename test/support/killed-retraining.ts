import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { packagePath } from '../../knowledge/basics/package-path.js'
import type { Store } from '../../knowledge/store/store.js'
import { ageLocks } from './age-locks.js'
import { pathsIn } from './paths-in.js'

/** A step in the record of a run. */
export interface StepState {
  readonly step: string
  readonly state: 'running' | 'finished' | 'failed'
}

export interface Moment {
  /** condition on the run's record */
  readonly once: (steps: readonly StepState[]) => boolean
  /** delay after the condition holds; default 0 */
  readonly laterMs?: number
}

/**
 * Runs `ventanilla retrain`, kills it at that moment, and makes its locks stale.
 *
 * @returns false when it ended before the kill
 */
export async function retrainKilled(
  store: Store,
  env: Readonly<Record<string, string>>,
  { once: isReached, laterMs = 0 }: Moment,
): Promise<boolean> {
  const { PATH = '', HOME = '' } = process.env
  const given = [packagePath('bin/ventanilla.js'), 'retrain', '--data', store.place]
  const sinceMs = Date.now()
  const child = spawn(process.execPath, given, { env: { PATH, HOME, ...env }, stdio: 'ignore' })
  const closed = once(child, 'close')
  while (child.exitCode === null && !isReached(await stepsOf(store, sinceMs))) await sleep(1)
  await Promise.race([sleep(laterMs), closed])
  child.kill('SIGKILL')
  const [, signal] = await closed
  await ageLocks(store)
  return signal === 'SIGKILL'
}

/** The steps in the newest record; empty when that was written before this run. */
async function stepsOf(store: Store, sinceMs: number): Promise<readonly StepState[]> {
  const { runsFolder } = pathsIn(store)
  const newest = (await readdir(runsFolder))
    .filter((name) => /^run-\d{6}$/.test(name))
    .sort()
    .at(-1)
  if (newest === undefined) return []
  const file = join(runsFolder, newest, 'run.json')
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }))
  return mtimeMs < sinceMs ? [] : JSON.parse(await readFile(file, 'utf8')).steps
}
