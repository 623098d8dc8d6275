import type { QnaPair } from '../content/qna-pair.js'

/** Pairs that are translations of each other share an id and compete as one. */
export interface Groups {
  /** per pair, the number of its group; groups are numbered in the order in which their ids first occur */
  readonly groupOf: Int32Array
  /** positions of each group's pairs, in order */
  readonly members: readonly (readonly number[])[]
  /** size of the largest group */
  readonly largest: number
}

const knownGroups = new WeakMap<readonly QnaPair[], Groups>()

/** Computed once per version. */
export function groupsOf(pairs: readonly QnaPair[]): Groups {
  const known = knownGroups.get(pairs)
  if (known !== undefined) return known
  const numbers = new Map<string, number>()
  const members: number[][] = []
  const groupOf = Int32Array.from(pairs, ({ id }, position) => {
    const number = numbers.get(id) ?? numbers.size
    numbers.set(id, number)
    const group = members[number]
    if (group === undefined) members[number] = [position]
    else group.push(position)
    return number
  })
  const largest = members.reduce((most, { length }) => Math.max(most, length), 1)
  const found = { groupOf, members, largest }
  knownGroups.set(pairs, found)
  return found
}
