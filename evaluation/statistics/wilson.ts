/** 1.96² and half of it: 95 % of a normal distribution. */
const Z_SQUARED = 3.8416

/**
 * The 95 % interval of a share, which is honest for few trials and for shares near 0 and 1.
 *
 * @param trials at least 1
 * @see Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927
 */
export function wilsonInterval(successes: number, trials: number): { readonly low: number; readonly high: number } {
  const share = successes / trials
  const centre = share + Z_SQUARED / (2 * trials)
  const half = Math.sqrt(Z_SQUARED * ((share * (1 - share)) / trials + Z_SQUARED / (4 * trials ** 2)))
  const scale = 1 + Z_SQUARED / trials
  return { low: Math.max(0, (centre - half) / scale), high: Math.min(1, (centre + half) / scale) }
}
