import { waits } from '../../knowledge/curation/to-decide.js'
import type { QuestionKind } from '../../knowledge/records/asked/unanswered-groups.js'
import type { BoardGroup } from './board.js'

export const GROUP_STATES = ['to-decide', 'open', 'draft', 'approved', 'rejected', 'all'] as const

/** `to-decide`: groups that wait for a decision, then decided groups that are still asked. */
export type GroupState = (typeof GROUP_STATES)[number]

export interface WantedGroups {
  readonly state: GroupState
  /** only questions in this language; null = in any */
  readonly language: string | null
  /** only groups with questions of this kind; null = with any */
  readonly kind: QuestionKind | null
}

/** The groups of the board that an editor asked for, in the order of the board. */
export function wantedGroups(
  groups: readonly BoardGroup[],
  { state, language, kind }: WantedGroups,
): readonly BoardGroup[] {
  return inState(groups, state).filter(
    (group) => (language === null || group.language === language) && (kind === null || holdsKind(group, kind)),
  )
}

function inState(groups: readonly BoardGroup[], state: GroupState): readonly BoardGroup[] {
  if (state === 'all') return groups
  if (state !== 'to-decide') return groups.filter((group) => group.state === state)
  const again = groups.filter(({ toDecide }) => toDecide?.kind === 'asked again')
  return [...groups.filter(({ toDecide }) => waits(toDecide)), ...again]
}

function holdsKind({ count, notHelpful }: BoardGroup, kind: QuestionKind): boolean {
  return kind === 'not-helpful' ? notHelpful > 0 : notHelpful < count
}
