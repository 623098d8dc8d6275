import { errorCode, KnowledgeError } from '../../knowledge/errors.js'
import { storageFailureOr } from '../../knowledge/store/durable-file.js'
import { PIPELINE } from './pipeline.js'
import type { RunContext } from './run/run-context.js'
import type { StepRecord } from './run/run-document.js'
import { STAGE_FOLDER } from './run/run-files.js'
import type { RunRecord } from './run/run-record.js'
import type { Step } from './run/step.js'
import { versionOf } from './steps/seal.js'

/**
 * Runs every unfinished step, in order. A finished step counts only while its files are unchanged and its result can be parsed;
 * otherwise it runs again, with all steps after it.
 */
export async function runPipeline(context: RunContext, record: RunRecord): Promise<void> {
  const todo = await firstUnfinished(context, record)
  if (todo === 0 && context.gathered.inputsHash !== record.current().inputsHash) throw inputsGone(record.current().id)
  await record.replace({ state: 'running' })
  for (const step of PIPELINE.slice(todo)) {
    await runStep(step, context, record)
    if (record.current().state === 'finished') return
  }
  await record.replace({ state: 'finished', finishedAt: context.installation.clock.now().toISOString() })
}

async function runStep(step: Step, context: RunContext, record: RunRecord): Promise<void> {
  const { clock } = context.installation
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
    const { inputs, result, files, ends = false } = await step.run(context)
    const hashes = await hashesOf(files, context)
    context.lock.assertHeld()
    const facts = { inputs: { ...inputs }, outputs: { ...result }, files: hashes }
    const finished = { ...begun, ...facts, state: 'finished' as const, ...ended(), error: null }
    await record.putStep(finished, ends ? { state: 'finished', finishedAt: finished.finishedAt } : {})
  } catch (thrown) {
    const error = storageFailureOr(thrown, context.installation.store.place)
    const message = error instanceof Error ? error.message : String(error)
    const failed = { ...begun, state: 'failed' as const, ...ended(), error: { code: errorCode(error), message } }
    // When even this write fails, the record says that the step is running, as after a crash.
    await record.putStep(failed).catch(() => {})
    await record.replace({ state: 'failed' }).catch(() => {})
    throw error
  }
}

async function firstUnfinished(context: RunContext, record: RunRecord): Promise<number> {
  // Sealing moves the staged files into the version, even when the step was killed before it was recorded as finished.
  const sealed = (await versionOf(context)) !== null
  for (const [place, step] of PIPELINE.entries()) {
    const found = record.step(step.name)
    const finished = found?.state === 'finished' && reads(step, found) && (await filesHold(found, context, sealed))
    if (!finished) return place
  }
  return PIPELINE.length
}

/** Whether later steps can use the recorded result, which an earlier release may have written. */
function reads({ result }: Step, { outputs }: StepRecord): boolean {
  return result.safeParse(outputs).success
}

async function filesHold({ files }: StepRecord, context: RunContext, sealed: boolean): Promise<boolean> {
  for (const [name, sha256] of Object.entries(files)) {
    if (sealed && name.startsWith(`${STAGE_FOLDER}/`)) continue
    const found = await context.files.facts(name).catch(() => null)
    if (found?.sha256 !== sha256) return false
  }
  return true
}

async function hashesOf(files: readonly string[], context: RunContext): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {}
  for (const name of files) {
    const facts = await context.files.facts(name)
    if (facts === null) throw new Error(`${context.files.path(name)} was not written`)
    hashes[name] = facts.sha256
  }
  return hashes
}

function inputsGone(id: string): KnowledgeError {
  return new KnowledgeError('NOTHING_TO_RESUME', { what: 'inputs-gone', id }, { do: 'start-new-run' })
}
