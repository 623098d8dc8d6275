/** Rows of the table of distances: the present one and the two before it. Grown for long words and used again, as most words are short. */
let [row, before, twoBefore] = [new Uint16Array(64), new Uint16Array(64), new Uint16Array(64)]

/**
 * Number of typing mistakes between two words: an extra, missing or wrong letter, or two neighbours swapped.
 *
 * @param most above it, the number is only some number that is greater too
 * @see Damerau, A Technique for Computer Detection and Correction of Spelling Errors, 1964
 */
export function slipsBetween(left: string, right: string, most = Number.POSITIVE_INFINITY): number {
  if (Math.abs(left.length - right.length) > most) return most + 1
  if (row.length <= right.length) {
    ;[row, before, twoBefore] = [row, before, twoBefore].map(() => new Uint16Array(2 * right.length)) as RowsOfThree
  }
  for (let j = 0; j <= right.length; j++) row[j] = j
  let fewestBefore = 0
  for (let i = 1; i <= left.length; i++) {
    const reused = twoBefore
    twoBefore = before
    before = row
    row = reused
    const letter = left.charCodeAt(i - 1)
    row[0] = i
    let fewest = i
    for (let j = 1; j <= right.length; j++) {
      const cost = letter === right.charCodeAt(j - 1) ? 0 : 1
      let slips = Math.min((before[j] as number) + 1, (row[j - 1] as number) + 1, (before[j - 1] as number) + cost)
      const isSwapped =
        i > 1 && j > 1 && letter === right.charCodeAt(j - 2) && left.charCodeAt(i - 2) === right.charCodeAt(j - 1)
      if (isSwapped) slips = Math.min(slips, (twoBefore[j - 2] as number) + cost)
      row[j] = slips
      if (slips < fewest) fewest = slips
    }
    // A swap reaches back two rows: both must be beyond the limit.
    if (fewest > most && fewestBefore > most) return most + 1
    fewestBefore = fewest
  }
  return row[right.length] as number
}

type RowsOfThree = [Uint16Array<ArrayBuffer>, Uint16Array<ArrayBuffer>, Uint16Array<ArrayBuffer>]
