import type { CurationItem, ItemIn } from './item.js'

/** Why a group is for an editor to decide on. */
export type ToDecide =
  | { readonly kind: 'open' }
  /** its draft was; something else can be drafted */
  | { readonly kind: 'rejected'; readonly by: string | null; readonly reason: string | null }

/** @returns null where there is nothing to decide: the item is drafted, or decided */
export function toDecide(item: CurationItem): ToDecide | null {
  switch (item.state) {
    case 'open':
      return { kind: 'open' }
    case 'rejected':
      return rejection(item)
    case 'draft':
    case 'approved':
      return null
  }
}

function rejection({ history }: ItemIn<'rejected'>): ToDecide {
  const last = history.findLast(({ act }) => act === 'reject')
  return { kind: 'rejected', by: last?.by ?? null, reason: last?.reason ?? null }
}
