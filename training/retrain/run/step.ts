import type { RunContext } from './run-context.js'
import type { StepFacts } from './run-document.js'
import type { ReadableStep } from './run-record.js'

/** One step of the pipeline. It can run again after an interruption with the same outcome. */
export interface Step<R extends StepFacts = StepFacts> extends ReadableStep<R> {
  run(context: RunContext): Promise<StepOutcome<R>>
}

export interface StepOutcome<R extends StepFacts = StepFacts> {
  /** its inputs: ids, counts, hashes */
  readonly inputs: StepFacts
  /** its result */
  readonly result: R
  /** files it wrote that later steps need, relative to the run's folder */
  readonly files: readonly string[]
  /** whether the run ends here, with nothing left to do */
  readonly ends?: boolean
}
