import type { VersionId } from '../../version-id.js'
import type { UnansweredEntry } from '../unanswered.js'

/** What groups are made of: a question that was not answered, or not helpfully, without what only its log is asked for. */
export interface AskedEntry {
  readonly question: string
  /** ISO 639 code */
  readonly language: string
  /** ISO 8601 */
  readonly at: string
  readonly version: VersionId
  readonly notHelpful: boolean
  /** pairs that came close */
  readonly closest: readonly string[]
  /** the pair whose answer did not help; null when none was shown */
  readonly shown: string | null
}

export function askedEntry({ question, language, at, version, outcome, closest, shown }: UnansweredEntry): AskedEntry {
  const notHelpful = outcome === 'not-helpful'
  return { question, language, at, version, notHelpful, closest: closest.map(({ pairId }) => pairId), shown }
}
