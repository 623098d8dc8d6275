import type { LoggedQuestion } from '../../evaluation/replay.js'
import type { UnansweredEntry } from '../../knowledge/records/unanswered.js'
import { groupUnanswered } from '../../knowledge/records/unanswered-groups.js'
import type { Store } from '../../knowledge/store/store.js'
import { readUnanswered } from '../records.js'

/** More would slow a comparison down with rare questions. */
const MOST_QUESTIONS = 500

/**
 * The unanswered questions, redacted as on disk, one wording per group, most frequent first. Answered questions are not stored,
 * so they cannot be asked again. Damaged entries are skipped.
 */
export async function loggedQuestions(store: Store): Promise<readonly LoggedQuestion[]> {
  const entries: UnansweredEntry[] = []
  for await (const entry of readUnanswered(store, () => {})) entries.push(entry)
  return groupUnanswered(entries)
    .slice(0, MOST_QUESTIONS)
    .map(({ question, language, count }) => ({ text: question, language, count }))
}
