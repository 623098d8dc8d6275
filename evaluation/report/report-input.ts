import type { CaseResult } from '../evaluate.js'
import type { Comparison } from '../gate/compare.js'
import type { GateVerdict } from '../gate/verdict.js'
import type { Summary } from '../summary.js'

/** Everything a report shows. `champion` and `comparison` are null for a first version. */
export interface ReportInput {
  readonly createdAt: Date
  readonly challenger: ReportedVersion
  readonly champion: ReportedVersion | null
  readonly comparison: Comparison | null
  readonly verdict: GateVerdict
  readonly facts: RunFacts
}

export interface ReportedVersion {
  readonly id: string
  readonly contentHash: string
  readonly summary: Summary
  readonly results: readonly CaseResult[]
}

/** Facts about the run that made the challenger. */
export interface RunFacts {
  readonly run: string
  readonly pairs: number
  readonly goldenCases: number
  readonly embedder: string
  /** number of pairs of texts that the encoder was adapted to; null when it was not */
  readonly adaptedTo: number | null
  /** number of passages that were embedded, and of those whose vector was reused */
  readonly embedded: number
  readonly reused: number
  /** number of rows linked into the index; `carriedOn`: the index is based on a copy of the champion's */
  readonly linked: number
  readonly carriedOn: boolean
  readonly recallAt10: number | null
}
