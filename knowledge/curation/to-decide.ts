import type { QnaPair } from '../content/qna-pair.js'
import { type Person, personBy } from '../person.js'
import type { VersionId } from '../version-id.js'
import type { CurationItem, ItemIn, Proposal } from './item.js'
import { isInPlace } from './proposal.js'

/** Why an editor has to decide on a group, or look at it again. */
export type ToDecide =
  | { readonly kind: 'open' }
  /** its draft was rejected; something else can be drafted */
  | { readonly kind: 'rejected'; readonly by: Person | null; readonly reason: string | null }
  /** the approved pair or phrasing is no longer among the approved pairs */
  | { readonly kind: 'gone' }
  /** decided, but versions made after the decision left it unanswered this many times */
  | { readonly kind: 'asked again'; readonly times: number }

/** Whether it waits for a decision. A decided group that is asked again only needs a look. */
export function waits(toDecide: ToDecide | null): boolean {
  return toDecide !== null && toDecide.kind !== 'asked again'
}

/** The data against which a group's decision is checked. */
export interface Decisive {
  /** the currently approved pairs, by `pairKey` */
  readonly pairs: ReadonlyMap<string, QnaPair>
  /** creation time (ISO 8601) of each existing version */
  readonly madeAt: ReadonlyMap<VersionId, string>
}

/**
 * @param askedOf how many of its questions came after the decision, by the version that left them unanswered
 * @returns null where there is nothing to decide: the group has a draft, or its decision still holds
 */
export function toDecide(
  item: CurationItem,
  askedOf: ReadonlyMap<VersionId, number>,
  { pairs, madeAt }: Decisive,
): ToDecide | null {
  switch (item.state) {
    case 'open':
      return { kind: 'open' }
    case 'draft':
      return null
    case 'rejected':
      return rejection(item)
    case 'approved': {
      const { proposal, approvedAt } = item
      if (!isAnswer(proposal)) return null
      if (!isInPlace(proposal, pairs)) return { kind: 'gone' }
      const later = [...askedOf].filter(([version]) => (madeAt.get(version) ?? '') > approvedAt)
      const times = later.reduce((sum, [, count]) => sum + count, 0)
      return times === 0 ? null : { kind: 'asked again', times }
    }
  }
}

type Answer = Extract<Proposal, { readonly kind: 'add-phrasing' | 'new-pair' }>

/** Whether what was approved is an answer, which may go from the pairs or not be found. */
export function isAnswer(proposal: Proposal): proposal is Answer {
  return proposal.kind === 'add-phrasing' || proposal.kind === 'new-pair'
}

function rejection({ history }: ItemIn<'rejected'>): ToDecide {
  const last = history.findLast(({ act }) => act === 'reject')
  return { kind: 'rejected', by: last === undefined ? null : personBy(last), reason: last?.reason ?? null }
}
