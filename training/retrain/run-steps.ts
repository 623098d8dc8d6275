import { errorCode, KnowledgeError } from '../../knowledge/errors.js'
import { diskFullOr } from '../../knowledge/store/durable-file.js'
import type { Store } from '../../knowledge/store/store.js'
import { PIPELINE } from './pipeline.js'
import { type Run, type StepRecord, writeRun } from './run-document.js'
import type { Step } from './step.js'
import { versionOf } from './steps/seal.js'
import { STAGE_FOLDER, type Work } from './work.js'

/** Keeps the record of a run as its steps come and go. */
export interface RunRecord {
  current(): Run
  /** the record of a step, or null when it was not begun */
  step(name: string): StepRecord | null
  replace(change: Partial<Run>): Promise<void>
  /** @param change of the run itself, in the same stroke */
  putStep(record: StepRecord, change?: Partial<Run>): Promise<void>
}

export function openRunRecord(store: Store, begun: Run): RunRecord {
  let run = begun
  const replace = async (change: Partial<Run>) => {
    run = { ...run, ...change }
    await writeRun(store, run)
  }
  return {
    current: () => run,
    step: (name) => run.steps.find(({ step }) => step === name) ?? null,
    replace,
    putStep: (record, change = {}) => {
      const place = run.steps.findIndex(({ step }) => step === record.step)
      const steps = place === -1 ? [...run.steps, record] : run.steps.with(place, record)
      return replace({ ...change, steps })
    },
  }
}

/**
 * Runs every step that is not finished, in order. A finished step is believed only while its files are what it wrote;
 * otherwise it is run again, and with it all that follow.
 */
export async function runSteps(work: Work, record: RunRecord): Promise<void> {
  const todo = await firstUnfinished(work, record)
  if (todo === 0 && work.gathered.inputsHash !== record.current().inputsHash) throw inputsGone(record.current().id)
  await record.replace({ state: 'running' })
  for (const step of PIPELINE.slice(todo)) {
    await runStep(step, work, record)
    if (record.current().state === 'finished') return
  }
  await record.replace({ state: 'finished', finishedAt: work.installation.clock.now().toISOString() })
}

async function runStep(step: Step, work: Work, record: RunRecord): Promise<void> {
  const { clock } = work.installation
  const startedAt = clock.now().toISOString()
  const startMs = performance.now()
  const attempts = (record.step(step.name)?.attempts ?? 0) + 1
  const begun = { step: step.name, attempts, startedAt, inputs: {}, outputs: {}, files: {} }
  await record.putStep({ ...begun, state: 'running', finishedAt: null, durationMs: null, error: null })
  const ended = () => ({
    finishedAt: clock.now().toISOString(),
    durationMs: Math.round(performance.now() - startMs),
  })
  try {
    const { inputs, outputs, files, ends = false } = await step.run(work)
    const hashes = await hashesOf(files, work)
    work.lock.assertHeld()
    const facts = { inputs: { ...inputs }, outputs: { ...outputs }, files: hashes }
    const finished = { ...begun, ...facts, state: 'finished' as const, ...ended(), error: null }
    await record.putStep(finished, ends ? { state: 'finished', finishedAt: finished.finishedAt } : {})
  } catch (thrown) {
    const error = diskFullOr(thrown, work.installation.store.place)
    const message = error instanceof Error ? error.message : String(error)
    const failed = { ...begun, state: 'failed' as const, ...ended(), error: { code: errorCode(error), message } }
    // Where even this cannot be written the record says that the step is running, as after a crash.
    await record.putStep(failed).catch(() => {})
    await record.replace({ state: 'failed' }).catch(() => {})
    throw error
  }
}

async function firstUnfinished(work: Work, record: RunRecord): Promise<number> {
  const sealed = (await versionOf(work)) !== null
  for (const [place, step] of PIPELINE.entries()) {
    const found = record.step(step.name)
    const finished = found?.state === 'finished' && (await filesHold(found, work, sealed))
    // The version is there although the step that makes it was cut off before it could say so.
    if (!finished) return place
  }
  return PIPELINE.length
}

async function filesHold({ files }: StepRecord, work: Work, sealed: boolean): Promise<boolean> {
  for (const [name, sha256] of Object.entries(files)) {
    if (sealed && name.startsWith(`${STAGE_FOLDER}/`)) continue
    const found = await work.files.facts(name).catch(() => null)
    if (found?.sha256 !== sha256) return false
  }
  return true
}

async function hashesOf(files: readonly string[], work: Work): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {}
  for (const name of files) {
    const facts = await work.files.facts(name)
    if (facts === null) throw new Error(`${work.files.path(name)} was not made`)
    hashes[name] = facts.sha256
  }
  return hashes
}

function inputsGone(id: string): KnowledgeError {
  return new KnowledgeError('NOTHING_TO_RESUME', { what: 'inputs-gone', id }, { do: 'start-new-run' })
}
