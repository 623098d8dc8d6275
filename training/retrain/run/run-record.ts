import type { z } from 'zod'
import type { Store } from '../../../knowledge/store/store.js'
import { type Run, type StepRecord, writeRun } from './run-document.js'

/** A step, for reading its result. */
export interface ReadableStep<R> {
  readonly name: string
  /** schema of its result in the run's record */
  readonly result: z.ZodType<R>
}

/** Keeps the record of a run up to date with its steps. */
export interface RunRecord {
  current(): Run
  /** the record of a step; null when it was not started */
  step(name: string): StepRecord | null
  /** The result of a finished step. */
  resultOf<R>(step: ReadableStep<R>): R
  replace(change: Partial<Run>): Promise<void>
  /** @param change change of the run itself, in the same write */
  putStep(record: StepRecord, change?: Partial<Run>): Promise<void>
}

export function openRunRecord(store: Store, begun: Run): RunRecord {
  let run = begun
  const stepOf = (name: string) => run.steps.find(({ step }) => step === name) ?? null
  const replace = async (change: Partial<Run>) => {
    run = { ...run, ...change }
    await writeRun(store, run)
  }
  return {
    current: () => run,
    step: stepOf,
    resultOf: ({ name, result }) => result.parse(stepOf(name)?.outputs),
    replace,
    putStep: (record, change = {}) => {
      const place = run.steps.findIndex(({ step }) => step === record.step)
      const steps = place === -1 ? [...run.steps, record] : run.steps.with(place, record)
      return replace({ ...change, steps })
    },
  }
}
