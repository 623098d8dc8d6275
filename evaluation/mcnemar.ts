/**
 * Exact McNemar test: how likely a split at least as uneven as `won` to `lost` is when both versions are equally good.
 *
 * @returns two-sided p value, 0…1; 1 when nothing changed
 * @see McNemar, Note on the sampling error of the difference between correlated proportions, 1947
 */
export function mcnemarP(won: number, lost: number): number {
  const changed = won + lost
  if (changed === 0) return 1
  const fewer = Math.min(won, lost)
  let tail = 0
  for (let k = 0; k <= fewer; k++) tail += Math.exp(logChoose(changed, k) - changed * Math.LN2)
  return Math.min(1, 2 * tail)
}

/**
 * One-sided: how likely so many losses are by chance alone.
 *
 * @returns p value, 0…1; small when the losses are beyond chance
 */
export function lossP(won: number, lost: number): number {
  const changed = won + lost
  if (changed === 0) return 1
  let tail = 0
  for (let k = 0; k <= won; k++) tail += Math.exp(logChoose(changed, k) - changed * Math.LN2)
  return Math.min(1, tail)
}

function logChoose(n: number, k: number): number {
  let sum = 0
  for (let i = 1; i <= k; i++) sum += Math.log(n - k + i) - Math.log(i)
  return sum
}
