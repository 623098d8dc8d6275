/**
 * Exact McNemar test: how likely a split at least as uneven as `won` to `lost` is when both versions are equally good.
 *
 * @returns two-sided p value, 0…1; 1 when nothing changed
 * @see McNemar, Note on the sampling error of the difference between correlated proportions, 1947
 */
export function mcnemarP(won: number, lost: number): number {
  const changed = won + lost
  if (changed === 0) return 1
  return Math.min(1, 2 * tailOfFairCoin(changed, Math.min(won, lost)))
}

/**
 * One-sided: how likely so many losses are by chance alone.
 *
 * @returns p value, 0…1; small when the losses are beyond chance
 */
export function lossP(won: number, lost: number): number {
  if (lost === 0) return 1
  return Math.min(1, tailOfFairCoin(won + lost, won))
}

/** How likely at most so many heads are in so many tosses; each term follows from the one before it. */
function tailOfFairCoin(tosses: number, mostHeads: number): number {
  let logOfTerm = -tosses * Math.LN2
  let tail = Math.exp(logOfTerm)
  for (let heads = 1; heads <= mostHeads; heads++) {
    logOfTerm += Math.log((tosses - heads + 1) / heads)
    tail += Math.exp(logOfTerm)
  }
  return tail
}
