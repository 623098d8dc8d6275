import type { LoggedQuestion } from '../../evaluation/replay.js'
import { followAsked } from '../../knowledge/records/asked/follow-asked.js'
import { groupUnanswered } from '../../knowledge/records/asked/unanswered-groups.js'
import type { Store } from '../../knowledge/store/store.js'

/** More would slow a comparison down with rare questions. */
const MOST_QUESTIONS = 500

/**
 * The unanswered questions, redacted as on disk, one wording per group, most frequent first. Answered questions are not stored,
 * so they cannot be asked again. Damaged entries are skipped.
 */
export async function loggedQuestions(store: Store): Promise<readonly LoggedQuestion[]> {
  const { asked, keep } = await followAsked(store, () => {})
  const groups = groupUnanswered(asked, MOST_QUESTIONS)
  await keep()
  return groups.map(({ question, language, count }) => ({ text: question, language, count }))
}
