import { followAsked } from '../../knowledge/records/asked/follow-asked.js'
import {
  groupUnanswered,
  type QuestionKind,
  type UnansweredGroup,
} from '../../knowledge/records/asked/unanswered-groups.js'
import type { Installation } from '../installation.js'
import type { OnDamaged } from '../records.js'

export interface UnansweredRequest {
  /** only questions in this language; null = in any */
  readonly language: string | null
  /** only questions of this kind; null = of both */
  readonly kind: QuestionKind | null
  /** at most so many groups; null = all */
  readonly most: number | null
}

/** The questions that got no answer or no helpful one, most frequent first. Questions with the same meaning form one group. */
export async function unansweredQuestions(
  { store }: Pick<Installation, 'store'>,
  { language, kind, most }: UnansweredRequest,
  onDamaged: OnDamaged,
): Promise<readonly UnansweredGroup[]> {
  const { asked, keep } = await followAsked(store, onDamaged)
  const groups = groupUnanswered(asked, most, { language, notHelpful: kind === null ? null : kind === 'not-helpful' })
  await keep()
  return groups
}
