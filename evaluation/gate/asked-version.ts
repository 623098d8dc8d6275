import type { Latency } from '../latency.js'
import type { Evaluated } from './compare.js'

/** A version's pairs and its results for every golden case. */
export interface AskedVersion extends Evaluated {
  /** measured under equal conditions for both versions; null = as measured while the cases were asked */
  readonly latency: Latency | null
}
