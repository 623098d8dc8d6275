import type { Person } from '../../knowledge/person.js'

/** What somebody, or something, asks for. */
export interface RetrainRequest {
  /** who stands behind the content */
  readonly author: Person | null
  /** what set it off, e.g. `by hand`, `schedule`, `drift` */
  readonly trigger: string
  /**
   * An interrupted run is resumed when its inputs are still the same. `unfinished` resumes it in any case, on the inputs it
   * began with.
   */
  readonly resume: 'same-inputs' | 'unfinished'
}
