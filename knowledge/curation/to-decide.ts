import type { QnaPair } from '../content/qna-pair.js'
import { type Person, personBy } from '../person.js'
import type { VersionId } from '../version-id.js'
import type { CurationGroup } from './groups.js'
import type { ItemIn } from './item.js'
import { isInPlace } from './proposal.js'

/** Why a group is for an editor to decide on, or to look at again. */
export type ToDecide =
  | { readonly kind: 'open' }
  /** its draft was; something else can be drafted */
  | { readonly kind: 'rejected'; readonly by: Person | null; readonly reason: string | null }
  /** what was approved is not among the approved pairs any more */
  | { readonly kind: 'gone' }
  /** decided, and all the same left unanswered so many times by versions made after the decision */
  | { readonly kind: 'asked again'; readonly times: number }

/** Whether it waits for a decision; what was decided and is asked again is only to be looked at. */
export function waits(toDecide: ToDecide | null): boolean {
  return toDecide !== null && toDecide.kind !== 'asked again'
}

/** What a group's decision is held against. */
export interface Decisive {
  /** the approved ones by now, by `pairKey` */
  readonly pairs: ReadonlyMap<string, QnaPair>
  /** ISO 8601, of each version that is still there */
  readonly madeAt: ReadonlyMap<VersionId, string>
}

/** @returns null where there is nothing to decide: the group is drafted, or its decision holds */
export function toDecide(group: CurationGroup, { pairs, madeAt }: Decisive): ToDecide | null {
  const { item } = group
  switch (item.state) {
    case 'open':
      return { kind: 'open' }
    case 'draft':
      return null
    case 'rejected':
      return rejection(item)
    case 'approved': {
      const { proposal, approvedAt } = item
      if (proposal.kind !== 'add-phrasing' && proposal.kind !== 'new-pair') return null
      if (!isInPlace(proposal, pairs)) return { kind: 'gone' }
      const later = [...group.askedOf].filter(([version]) => (madeAt.get(version) ?? '') > approvedAt)
      const times = later.reduce((sum, [, count]) => sum + count, 0)
      return times === 0 ? null : { kind: 'asked again', times }
    }
  }
}

function rejection({ history }: ItemIn<'rejected'>): ToDecide {
  const last = history.findLast(({ act }) => act === 'reject')
  return { kind: 'rejected', by: last === undefined ? null : personBy(last), reason: last?.reason ?? null }
}
