import type { RunContext } from './run-context.js'
import type { StepFacts } from './run-document.js'
import type { ReadableStep } from './run-record.js'

/** One step of the pipeline. Run again after an interruption, it does what it would have done. */
export interface Step<R extends StepFacts = StepFacts> extends ReadableStep<R> {
  run(context: RunContext): Promise<StepOutcome<R>>
}

export interface StepOutcome<R extends StepFacts = StepFacts> {
  /** what it worked on: ids, counts, hashes */
  readonly inputs: StepFacts
  /** what it came to */
  readonly result: R
  /** files it made that later steps need, relative to the run's folder */
  readonly files: readonly string[]
  /** nothing is left to do */
  readonly ends?: boolean
}
