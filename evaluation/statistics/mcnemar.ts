/**
 * Exact McNemar test: probability of a split at least as uneven as `won` to `lost` when both versions are equally good.
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
 * One-sided test: probability of so many losses by chance alone.
 *
 * @returns p value, 0…1; small when the losses are beyond chance
 */
export function lossP(won: number, lost: number): number {
  if (lost === 0) return 1
  return Math.min(1, tailOfFairCoin(won + lost, won))
}

/** Probability of at most `mostHeads` heads in `tosses` tosses; each term is computed from the previous one. */
function tailOfFairCoin(tosses: number, mostHeads: number): number {
  let logOfTerm = -tosses * Math.LN2
  let tail = Math.exp(logOfTerm)
  for (let heads = 1; heads <= mostHeads; heads++) {
    logOfTerm += Math.log((tosses - heads + 1) / heads)
    tail += Math.exp(logOfTerm)
  }
  return tail
}
