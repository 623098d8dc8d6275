/** Lists of numbers, one after the other, and where each ends. */
export interface PackedLists {
  readonly ends: Uint32Array
  readonly numbers: Uint32Array
}

export const NO_LISTS: PackedLists = { ends: new Uint32Array(), numbers: new Uint32Array() }

export function packLists(lists: readonly (readonly number[] | Uint32Array)[]): PackedLists {
  const ends = new Uint32Array(lists.length)
  let end = 0
  lists.forEach((list, row) => {
    end += list.length
    ends[row] = end
  })
  const numbers = new Uint32Array(end)
  lists.forEach((list, row) => {
    numbers.set(list, beginAt(ends, row))
  })
  return { ends, numbers }
}

export function listAt({ ends, numbers }: PackedLists, row: number): Uint32Array {
  return numbers.subarray(beginAt(ends, row), ends[row])
}

/** Where a list begins that lies after others. */
export function beginAt(ends: Uint32Array, row: number): number {
  return row === 0 ? 0 : (ends[row - 1] as number)
}

export function sizeAt({ ends }: PackedLists, row: number): number {
  return (ends[row] as number) - beginAt(ends, row)
}

export function joinNumbers(lists: readonly (Uint32Array | readonly number[])[]): Uint32Array {
  const all = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  return all
}
