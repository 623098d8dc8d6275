import type { Ranker } from './ranker.js'

/** What the best candidate of a question looks like from outside; every number means the same in every version. */
export interface Evidence {
  /** the best candidate's score, as a share of what a perfect match would score, 0…1 */
  readonly score: number
  /** lead over the second candidate as a share of the best, 0…1 */
  readonly lead: number
  /** share of the question's stems, by weight, that stand anywhere in the version, 0…1 */
  readonly knownShare: number
  /** how close the closest phrasing of the best candidate is, 0…1 */
  readonly closeness: number
}

/** Calibrated probability that the best candidate answers the question. */
export function confidenceOf(evidence: Evidence, { confidence }: Ranker): number {
  const sum =
    confidence.bias +
    confidence.score * evidence.score +
    confidence.lead * evidence.lead +
    confidence.knownShare * evidence.knownShare +
    confidence.closeness * evidence.closeness
  return 1 / (1 + Math.exp(-sum))
}
