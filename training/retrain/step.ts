import type { StepFacts } from './run-document.js'
import type { Work } from './work.js'

/** One step of the pipeline. Run again after an interruption, it does what it would have done. */
export interface Step {
  readonly name: string
  run(work: Work): Promise<StepOutcome>
}

export interface StepOutcome {
  /** what it worked on: ids, counts, hashes */
  readonly inputs: StepFacts
  /** what it came to */
  readonly outputs: StepFacts
  /** files it made that later steps need, relative to the run's folder */
  readonly files: readonly string[]
  /** nothing is left to do */
  readonly ends?: boolean
}
