import type { UnansweredEntry } from '../../knowledge/records/unanswered.js'
import {
  groupUnanswered,
  type QuestionKind,
  questionKind,
  type UnansweredGroup,
} from '../../knowledge/records/unanswered-groups.js'
import type { Installation } from '../installation.js'
import { type OnDamaged, readUnanswered } from '../records.js'

export interface UnansweredRequest {
  /** only questions in this language; null = in any */
  readonly language: string | null
  /** only questions of this kind; null = of both */
  readonly kind: QuestionKind | null
}

/** The questions that got no answer or no helpful one, most frequent first. Questions with the same meaning form one group. */
export async function unansweredQuestions(
  { store }: Pick<Installation, 'store'>,
  { language, kind }: UnansweredRequest,
  onDamaged: OnDamaged,
): Promise<readonly UnansweredGroup[]> {
  const entries: UnansweredEntry[] = []
  for await (const entry of readUnanswered(store, onDamaged)) {
    const wanted = kind === null || questionKind(entry) === kind
    if (wanted && (language === null || entry.language === language)) entries.push(entry)
  }
  return groupUnanswered(entries)
}
