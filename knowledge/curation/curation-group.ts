import type { UnansweredGroup } from '../records/asked/unanswered-groups.js'
import type { VersionId } from '../version-id.js'
import type { CurationItem, CurationState } from './item.js'
import type { ToDecide } from './to-decide.js'

/**
 * Unanswered questions that ask the same, with the decision about them. There may be thousands, and a person looks at twenty:
 * what is not a number is made when it is asked for.
 */
export interface CurationGroup {
  readonly state: CurationState
  /** ISO 639 code */
  readonly language: string
  /** how many questions are still in the log */
  readonly count: number
  /** how many of them were answered, but not helpfully */
  readonly notHelpful: number
  /** open, at version 0, until the first act */
  readonly item: CurationItem
  /** the questions still in the log; null when there are none */
  readonly asked: UnansweredGroup | null
  /** how many of them came after the decision */
  readonly askedSince: number
  /** the same number by the version that left them unanswered */
  readonly askedOf: ReadonlyMap<VersionId, number>
  /** null where there is nothing to decide: it is drafted, or its decision holds */
  readonly toDecide: ToDecide | null
  /** of what is stored about it; null = nothing is */
  readonly storedId: string | null
  /** Whether it was ever known by this id: that of one of its wordings. */
  isCalled(id: string): boolean
}
