import { quantile } from './metrics.js'
import { seededRandom } from './random.js'

/** A figure with its bootstrap interval. */
export interface Estimate {
  readonly value: number
  /** 95 % percentile interval */
  readonly low: number
  readonly high: number
}

const RESAMPLES = 1_000
const SEED = 20_261_123

/**
 * A mean with its bootstrap interval; the same values always give the same interval.
 *
 * @returns null when there is no value
 * @see Efron & Tibshirani, An Introduction to the Bootstrap, 1993
 */
export function estimateMean(values: readonly number[]): Estimate | null {
  if (values.length === 0) return null
  const random = seededRandom(SEED)
  const means = Array.from({ length: RESAMPLES }, () => resampledMean(values, random))
  return {
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: quantile(0.025, means),
    high: quantile(0.975, means),
  }
}

function resampledMean(values: readonly number[], random: () => number): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)] as number
  return sum / values.length
}
