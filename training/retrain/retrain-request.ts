import type { Person } from '../../knowledge/person.js'

/** A request for a retraining, by a person or a part of the program. */
export interface RetrainRequest {
  /** who answers for the content */
  readonly author: Person | null
  /** its cause, e.g. `by hand`, `schedule`, `drift` */
  readonly trigger: string
  /** a person has said that many of the champion's pairs may be gone; default false */
  readonly mayLose?: boolean
  /**
   * `same-inputs` resumes an interrupted run only when its inputs are still the same. `unfinished` resumes it in any case, on
   * its original inputs.
   */
  readonly resume: 'same-inputs' | 'unfinished'
}
